import Dispatch
import Glibc
import Synchronization

/// Does something, and something else beside it on another thread; returns when both are done.
///
/// - Returns: What was made beside it.
/// - Throws: What `body` threw; what was made beside it is dropped then.
public func together<Output: Sendable, Failure: Error>(
  _ body: () throws(Failure) -> Void, _ other: @Sendable () -> Output
) throws(Failure) -> Output {
  let output = Mutex<Output?>(nil)
  let result = withoutActuallyEscaping(other) { other in
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) { output.withLock { $0 = other() } }
    defer { group.wait() }
    return Result(catching: body)
  }
  try result.get()
  guard let made = output.withLock({ $0 }) else { preconditionFailure("the group was waited for") }
  return made
}

/// The threads that work on the items of a list.
public enum ThreadTeam: Sendable {
  /// One for each core: for work that computes.
  case cores
  /// That many: for work that mostly waits for somebody else.
  case waiting(Int)

  /// Into how large pieces a list is cut: for the cores few enough that handing out costs nothing,
  /// enough for them to finish together.
  func chunkSize(of count: Int) -> Int {
    switch self {
    case .cores: max(1, min(64, count / 8))
    case .waiting: 1
    }
  }

  /// Runs a body on as many threads as are worth it, and returns when all are done.
  func run(_ pieceCount: Int, _ body: @Sendable () -> Void) {
    switch self {
    case .cores:
      let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      DispatchQueue.concurrentPerform(iterations: min(pieceCount, count)) { _ in body() }
    case .waiting(let count):
      Self.run(onThreads: min(pieceCount, max(1, count)), body)
    }
  }

  /// Runs a body on the caller's thread and on others made for it: Dispatch has no more of them
  /// than there are cores.
  private static func run(onThreads count: Int, _ body: @Sendable () -> Void) {
    guard count > 1 else { return count == 1 ? body() : () }
    withoutActuallyEscaping(body) { body in
      let threads = (1..<count).compactMap { _ in start(body) }
      body()
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  /// Starts a thread; `nil` where the system has none left, which only makes the work slower.
  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if failure == 0 { return thread }
    work.release()
    return nil
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
