internal import CSQLiteLoader
import Dispatch
import Synchronization

/// Brings what is in the log into the database file, beside those who read and write.
///
/// SQLite would do it in the middle of a commit, and everybody behind that commit would wait.
final class Checkpoints: Sendable {
  /// How much longer than usual the log may get before whoever writes has to empty it.
  private static let patience = 4

  /// Held by whoever writes.
  let writing = Mutex<Void>(())

  private let path: String
  private let busyMilliseconds: Int32
  private let pageCountMax: Int
  private let pageCount = Atomic<Int>(0)
  private let isRunning = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "Database.checkpoints")
  private let connection = Mutex<DatabaseConnection?>(nil)

  /// Prepares to empty the log of a database; nothing is opened yet.
  ///
  /// - Parameter pageCountMax: How many pages the log gets before that.
  init(ofDatabase path: String, busyMilliseconds: Int32, pageCountMax: Int) {
    self.path = path
    self.busyMilliseconds = busyMilliseconds
    self.pageCountMax = pageCountMax
  }

  /// Has SQLite tell how long the log is after each commit of a writer.
  func watch(_ writer: DatabaseConnection) {
    _ = writer.handle.library.pointee.wal_hook(
      writer.handle.pointer,
      { context, _, _, pageCount in
        guard let context else { return SQLITE_OK }
        Unmanaged<Checkpoints>.fromOpaque(context).takeUnretainedValue().note(Int(pageCount))
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func note(_ count: Int) { pageCount.store(count, ordering: .releasing) }

  /// Empties the log in the background if it is long: most of it while others write, and what came
  /// meanwhile before the next one does, so that the log begins anew.
  func runIfDue() {
    let count = pageCount.load(ordering: .acquiring)
    guard count >= pageCountMax else { return }
    if count >= pageCountMax * Self.patience { return finish() }
    guard !isRunning.exchange(true, ordering: .acquiringAndReleasing) else { return }
    queue.async {
      self.checkpoint()
      self.finish()
      self.isRunning.store(false, ordering: .releasing)
    }
  }

  private func finish() {
    writing.withLock { _ in
      checkpoint()
      note(0)
    }
  }

  /// Writes as many pages as nobody hinders; a failure only leaves the log as long as it is.
  private func checkpoint() {
    connection.withLock { connection in
      if connection == nil {
        connection = try? DatabaseConnection(
          path: path, mode: .checkpointing, busyMilliseconds: busyMilliseconds)
      }
      _ = try? connection?.rows("PRAGMA wal_checkpoint(PASSIVE)") { _ in }
    }
  }
}
