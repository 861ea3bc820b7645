import Synchronization

/// What people should know after a command, each once, in the order it was noticed; any thread may
/// notice something.
final class NoticeList: Sendable {
  private let lines = Mutex<[String]>([])

  /// Adds a line, unless it is there.
  func add(_ line: String) {
    lines.withLock { if !$0.contains(line) { $0.append(line) } }
  }

  /// All lines so far.
  var all: [String] { lines.withLock { $0 } }
}
