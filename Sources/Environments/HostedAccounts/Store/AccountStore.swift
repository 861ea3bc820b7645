internal import Database
public import FileStorage
internal import IntegrationModel
import Synchronization

/// All accounts of one data folder.
///
/// # How it is used
///
/// Open the folder once per process (`init(folder:fileSystem:surroundings:)`), make the
/// first account (``createAccount(name:owner:)``, which gives the owner's token once), and for every
/// request ask for a session:
///
/// - ``session(token:source:)`` for somebody who shows a token,
/// - ``session(browser:)`` for a browser that was signed in with one,
/// - ``ownerSession(accountID:source:)`` for what the program itself does.
///
/// An ``AccountSession`` is a value, free to make and safe on any thread. It can do everything that
/// its caller may, and throws an ``AccountError`` otherwise; what the caller may not see is not
/// there. Its methods, by file:
///
/// | of what | methods |
/// |---|---|
/// | documents | `document`, `list`, `create`, `replace`, `patch`, `delete` |
/// | recycle bin | `recycleBin`, `restore`, `purge` |
/// | what hangs together | `dependencies`, `descendants`, `contents` |
/// | integrations | `tiles`, `register`, `deregister`, `assignGroup`, `move`, `replaceConnection`, `settings` |
/// | people | `shares`, `invite`, `changeShare`, `tokens`, `createToken`, `tokenDescription`, `signInBrowser` |
/// | records | `audit`, `auditCSV` |
/// | copies | `copy`, `reached` |
/// | what flows keep | `cacheEntries`, `putCacheEntries`, `state`, `setState` |
/// | runs | `report`, `jobs`, `errors`, `resolve`, `retry`, `takeRetries`, `statistics` |
/// | one's own | `preferences`, `subscriptions` |
/// | whole accounts | `importDocuments(from:)`, `exportDocuments(to:)`, ``HostedEnvironment`` |
public final class AccountStore: Sendable {
  let pool: DatabasePool
  let surroundings: AccountSurroundings
  /// Kept so that no second process uses the folder: what is known of documents is kept in memory.
  private let lock: any FileLock
  /// Held by whoever writes, for as long as the memory is brought up to what was written.
  let writing = Mutex<Void>(())
  let memories = Mutex<[Int64: AccountMemory]>([:])
  let workbench = Mutex<DocumentWorkbench>(DocumentWorkbench())

  /// Opens the accounts in a folder, which is made if it is missing, readable by its owner alone.
  ///
  /// - Throws: `.unavailable` if another process has the folder open.
  public init(
    folder: String, fileSystem: any FileSystem, surroundings: AccountSurroundings
  ) throws(AccountError) {
    self.surroundings = surroundings
    lock = try Self.prepare(folder, fileSystem)
    do {
      pool = try DatabasePool(
        path: folder + "/accounts.sqlite", migrations: AccountSchema.migrations)
    } catch {
      throw AccountError(error)
    }
  }

  /// Makes the folder and the file, so that nobody else may read what is written later.
  private static func prepare(
    _ folder: String, _ fileSystem: any FileSystem
  ) throws(AccountError) -> any FileLock {
    do throws(FileSystemError) {
      try fileSystem.createDirectories(folder, durable: true)
      let lock = try fileSystem.lock(folder + "/accounts.lock")
      let path = folder + "/accounts.sqlite"
      if try fileSystem.kind(of: path) == nil {
        try fileSystem.createFile(path, permissions: 0o600).close()
        try fileSystem.synchronizeDirectory(folder)
      }
      return lock
    } catch {
      let isHeld = error.code == .locked
      throw AccountError(
        .unavailable, isHeld ? "accounts_in_use" : "accounts_unreachable",
        isHeld
          ? "another process serves the accounts in '\(folder)'; stop it first"
          : error.message)
    }
  }

  /// Returns what is wrong with the database, in sentences; nothing if it is sound.
  public func integrityProblems() throws(AccountError) -> [String] {
    do { return try pool.integrityProblems() } catch { throw AccountError(error) }
  }
}

extension AccountStore {
  /// Reads from one state of the database.
  func read<Result>(
    _ body: (DatabaseConnection) throws -> Result
  ) throws(AccountError) -> Result {
    do { return try pool.read(body) } catch { throw AccountError(error) }
  }

  /// Takes hold of the present state of the database.
  func view() throws(AccountError) -> DatabaseView {
    do { return try pool.view() } catch { throw AccountError(error) }
  }

  /// Changes what concerns no documents; durable when it returns.
  @discardableResult
  func write<Result: Sendable>(
    _ body: (DatabaseConnection) throws -> Result
  ) throws(AccountError) -> Result {
    do { return try pool.write(body) } catch { throw AccountError(error) }
  }
}
