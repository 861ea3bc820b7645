import FileStorage
import Glibc
import ObjectModel
public import RefStore

/// Changing refs so that programs wait for each other, and a dead one stands in nobody's way.
extension Repository {
  /// Changes refs while no other process of this program does.
  ///
  /// - Throws: what `body` throws; ``RepositoryError`` `.locked` if the lock is not free for long.
  public func changeRefs(_ names: [RefName], _ body: () throws -> Void) throws {
    let lock = try lockRefs()
    defer { lock.release() }
    let files = names.map(\.text) + ["packed-refs", "HEAD"]
    try takingGitLocks(of: files, notedAs: "refs", body)
  }

  /// Does what takes git's locks of some files, while a lock of ours keeps out other processes that
  /// would.
  ///
  /// Git's lock files stay behind when a process dies. What is being changed is noted beside our
  /// lock, which goes away with the process, so that the next one can remove them.
  func takingGitLocks(
    of names: [String], notedAs note: String, _ body: () throws -> Void
  ) throws {
    let note = "\(directory)/ilm/locks/\(note).pending"
    try removeLeftLocks(notedIn: note)
    let lines = names.map { $0 + "\n" }.joined()
    try fileSystem.writeAtomically(note, Array(lines.utf8), durable: false)
    do {
      try body()
    } catch let error as RefError where error.code == .locked {
      // The lock is another program's, such as git's, and stays.
      try? fileSystem.removeFile(note)
      throw error
    } catch {
      forget(names, notedIn: note)
      throw error
    }
    forget(names, notedIn: note)
  }

  /// Lets HEAD name a branch if it names none that exists, so that a git clone checks something out.
  func pointHead(to branch: RefName?, by identity: Identity, message: String) throws {
    guard let branch, case .symbolic(let name)? = try refs.head(),
      try refs.target(of: name) == nil, let target = try refs.target(of: branch)
    else { return }
    try refs.setHead(to: branch)
    // A reflog is no reason to fail: what it tells is done.
    try? refs.logHead(at: target, by: identity, message: message)
  }

  /// Removes the note, unless a lock file could not be removed: then the next change does it.
  private func forget(_ names: [String], notedIn note: String) {
    // Neighbours come one behind the other: a folder that is gone answers for all that would be in it.
    let locks = try? fileSystem.statuses(of: PathList(names.sorted().map(lockPath)))
    if locks?.allSatisfy({ $0 == nil }) == true { try? fileSystem.removeFile(note) }
  }

  private func lockPath(_ name: String) -> String { "\(directory)/\(name).lock" }

  /// How often and how long the lock is waited for: ten seconds; it is held for moments.
  private static let attemptCountMax = 2000
  private static let attemptMicroseconds: UInt32 = 5000

  private func lockRefs() throws -> any FileLock {
    var attempt = 1
    while true {
      do {
        return try lock(named: "refs")
      } catch let error as RepositoryError
        where error.code == .locked && attempt < Self.attemptCountMax
      {
        attempt += 1
        usleep(Self.attemptMicroseconds)
      }
    }
  }

  /// Removes the lock files of a process that died while it had them.
  private func removeLeftLocks(notedIn note: String) throws {
    guard let bytes = try fileSystem.readIfPresent(note) else { return }
    for name in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let path = lockPath(String(name))
      if try fileSystem.kind(of: path) != nil { try fileSystem.removeFile(path) }
    }
    try fileSystem.removeFile(note)
  }
}
