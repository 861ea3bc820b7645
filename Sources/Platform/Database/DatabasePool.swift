import Synchronization

/// A database file with one connection that writes and as many that read as are needed.
///
/// Readers see the last committed state and are never blocked; writers come one at a time. What
/// ``write(_:)`` has returned from is on the disk.
public final class DatabasePool: Sendable {
  /// Where the file is.
  public let path: String
  private let busyMilliseconds: Int32
  private let writer: DatabaseConnection
  private let log: DurableLog
  private let checkpoints: Checkpoints
  private let idleReaders = Mutex<[DatabaseConnection]>([])

  /// How many connections are kept open for reading when nobody reads.
  private static let idleReaderCountMax = 16

  /// Opens a database, makes it if it is missing, and brings its schema up to date.
  ///
  /// - Parameters:
  ///   - migrations: The scripts that make the schema, oldest first; a file remembers in
  ///     `PRAGMA user_version` how many it has seen.
  ///   - logPageCountMax: How long the log gets before it is brought into the file.
  /// - Throws: `.tooNew` for a file that has seen more.
  public init(
    path: String, migrations: [String], busyMilliseconds: Int32 = 10_000,
    logPageCountMax: Int = 4_000
  ) throws {
    self.path = path
    self.busyMilliseconds = busyMilliseconds
    writer = try DatabaseConnection(
      path: path, mode: .writing, busyMilliseconds: busyMilliseconds)
    checkpoints = Checkpoints(
      ofDatabase: path, busyMilliseconds: busyMilliseconds, pageCountMax: logPageCountMax)
    checkpoints.watch(writer)
    try Self.migrate(writer, migrations, path)
    log = try DurableLog(of: writer)
    try log.synchronize(log.append())
  }

  /// Reads a consistent state of the database; may run on many threads at once.
  public func read<Result>(_ body: (DatabaseConnection) throws -> Result) throws -> Result {
    let reader = try takeReader()
    defer { putBack(reader) }
    return try Self.transaction(on: reader, "BEGIN", body)
  }

  /// Takes hold of the last committed state, to be read as often as needed.
  public func view() throws -> DatabaseView {
    let reader = try takeReader()
    try reader.run("BEGIN")
    let view = DatabaseView(reader) { [weak self] reader in
      // A connection whose transaction cannot be ended is closed, which ends it.
      if (try? reader.run("COMMIT")) != nil { self?.putBack(reader) }
    }
    // A transaction sees the state of its first read.
    _ = try view.read { try $0.row("PRAGMA schema_version") { $0.int(0) } }
    return view
  }

  /// Changes the database; all of it is durable when this returns, and nothing if `body` throws.
  ///
  /// Not to be called from within itself.
  public func write<Result: Sendable>(
    _ body: (DatabaseConnection) throws -> Result
  ) throws -> Result {
    let (result, commit) = try commit(body)
    try commit.makeDurable()
    return result
  }

  /// Changes the database without waiting for the disk: others may write meanwhile.
  ///
  /// - Returns: What `body` returned, and what to wait for before anybody is told of it.
  public func commit<Result: Sendable>(
    _ body: (DatabaseConnection) throws -> Result
  ) throws -> (Result, DatabaseCommit) {
    let (result, commit) = try checkpoints.writing.withLock { _ in
      (try Self.transaction(on: writer, "BEGIN IMMEDIATE", body), log.append())
    }
    checkpoints.runIfDue()
    return (result, DatabaseCommit(log: log, commit: commit))
  }

  /// Returns what is wrong with the file, in sentences; nothing if it is sound.
  public func integrityProblems() throws -> [String] {
    try read { reader in
      let damage = try reader.rows("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
      let orphans = try reader.rows("PRAGMA foreign_key_check") { row in
        "a row of '\(row.text(0))' belongs to a row of '\(row.text(2))' that is not there"
      }
      return damage + orphans
    }
  }

  private static func migrate(
    _ writer: DatabaseConnection, _ migrations: [String], _ path: String
  ) throws {
    try transaction(on: writer, "BEGIN IMMEDIATE") { writer in
      let version = try writer.row("PRAGMA user_version") { $0.int(0) } ?? 0
      guard version <= migrations.count else {
        throw DatabaseError(
          .tooNew,
          "the database '\(path)' has version \(version), and this program knows "
            + "\(migrations.count); use the program that wrote it, or a newer one")
      }
      for (number, script) in migrations.enumerated().dropFirst(version) {
        try writer.execute(script)
        try writer.execute("PRAGMA user_version = \(number + 1)")
      }
    }
  }

  private static func transaction<Result>(
    on connection: DatabaseConnection, _ beginning: String,
    _ body: (DatabaseConnection) throws -> Result
  ) throws -> Result {
    try connection.run(beginning)
    do {
      let result = try body(connection)
      try connection.run("COMMIT")
      return result
    } catch {
      // SQLite ends a transaction by itself when the disk is full or the file cannot be written.
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      throw error
    }
  }

  private func takeReader() throws(DatabaseError) -> DatabaseConnection {
    if let idle = idleReaders.withLock({ $0.popLast() }) { return idle }
    return try DatabaseConnection(path: path, mode: .reading, busyMilliseconds: busyMilliseconds)
  }

  private func putBack(_ reader: DatabaseConnection) {
    idleReaders.withLock { idle in
      if idle.count < Self.idleReaderCountMax { idle.append(reader) }
    }
  }
}

/// A change that everybody sees already and that is not yet on the disk.
public struct DatabaseCommit: Sendable {
  fileprivate let log: DurableLog
  fileprivate let commit: DurableLog.Commit

  /// Waits until it is on the disk, together with others.
  public func makeDurable() throws { try log.synchronize(commit) }
}
