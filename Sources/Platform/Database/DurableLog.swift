import Synchronization

/// Makes commits durable, as many at once as there are.
///
/// SQLite appends commits to the log without waiting for the disk. Whoever wants to acknowledge one
/// waits here, and while one thread waits for the disk, the commits of all others gather behind it.
final class DurableLog: Sendable {
  /// A commit; later ones have larger numbers.
  struct Commit: Sendable {
    fileprivate let number: Int
  }

  private let committed = Atomic<Int>(0)
  private let disk = Mutex(Disk())
  /// Keeps the log open.
  private let writer: DatabaseConnection
  private let file: SQLiteLogFile

  private struct Disk {
    var durable = 0
    /// Whether the disk refused; what it has forgotten then, no later call brings back.
    var isLost = false
  }

  /// Watches over the log of a connection that has written.
  init(of writer: DatabaseConnection) throws(DatabaseError) {
    guard let file = SQLiteLogFile(of: writer.handle) else {
      throw DatabaseError(writer.handle, doing: "the database has no log")
    }
    self.writer = writer
    self.file = file
  }

  /// Notes a commit that has just been appended; called by one writer at a time.
  func append() -> Commit {
    Commit(number: committed.add(1, ordering: .acquiringAndReleasing).newValue)
  }

  /// Waits until a commit is on the disk.
  ///
  /// - Throws: `.readOrWriteFailed` if the disk refuses; then nothing is durable any more until the
  ///   database is opened again.
  func synchronize(_ commit: Commit) throws {
    try disk.withLock { disk in
      guard disk.durable < commit.number else { return }
      let last = committed.load(ordering: .acquiring)
      if !disk.isLost { disk.isLost = !file.synchronize() }
      guard !disk.isLost else {
        throw DatabaseError(
          .readOrWriteFailed,
          "the log of the database cannot be brought to the disk; stop and start anew")
      }
      disk.durable = last
    }
  }
}
