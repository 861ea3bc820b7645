import Dispatch
import Synchronization

/// Work of the service itself that comes again and again, on a thread of its own.
final class Rounds: Sendable {
  private let pause: Int
  private let work: @Sendable (_ isStopped: () -> Bool) -> Void
  private let isEnding = Atomic(false)
  private let bell = DispatchSemaphore(value: 0)
  private let queue: DispatchQueue

  /// - Parameter pause: How long it waits between two rounds, in milliseconds.
  init(
    _ label: String, pause: Int,
    _ work: @escaping @Sendable (_ isStopped: () -> Bool) -> Void
  ) {
    queue = DispatchQueue(label: label)
    self.pause = pause
    self.work = work
  }

  /// Goes round until it is stopped, the first time at once.
  func start() {
    queue.async { [self] in
      while !isStopped {
        work { isStopped }
        _ = bell.wait(timeout: .now() + .milliseconds(pause))
      }
    }
  }

  private var isStopped: Bool { isEnding.load(ordering: .relaxed) }

  /// Ends after the round that goes on.
  func stop() {
    isEnding.store(true, ordering: .relaxed)
    bell.signal()
    queue.sync {}
  }
}
