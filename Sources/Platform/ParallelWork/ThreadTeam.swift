import CCores
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
    let make: @Sendable () -> Void = { output.withLock { $0 = other() } }
    let thread = WorkThread(make)
    let result = Result(catching: body)
    if let thread { thread.join() } else { make() }
    return result
  }
  try result.get()
  guard let made = output.withLock({ $0 }) else { preconditionFailure("the thread was waited for") }
  return made
}

/// The threads that work on the items of a list.
///
/// They are made for the work: to start Dispatch and its threads takes longer than a small account.
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

  /// Calls a body with each number below a count, each on one of several threads; returns when all are
  /// done.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let next = Atomic<Int>(0)
    run(count) {
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        body(number)
      }
    }
  }

  /// Runs a body on as many threads as are worth it, and returns when all are done.
  func run(_ pieceCount: Int, _ body: @Sendable () -> Void) {
    guard pieceCount > 0 else { return }
    switch self {
    case .cores: Self.runOnFreeCores(pieceCount, body)
    case .waiting(let count): Self.run(onThreads: min(pieceCount, max(1, count)), body)
    }
  }

  /// Waits for another thread of the work, and lets others have the core meanwhile.
  static func wait(_ body: () -> Void) {
    helperCount.subtract(1, ordering: .relaxed)
    body()
    helperCount.add(1, ordering: .relaxed)
  }

  /// How many cores the process may run on.
  private static let coreCount = Int(usable_core_count())

  /// How many threads of the teams that compute there are.
  private static let helperCount = Atomic<Int>(0)

  /// Runs a body on the caller's thread and on others, of which all teams together have no more than
  /// there are other cores.
  private static func runOnFreeCores(_ pieceCount: Int, _ body: @Sendable () -> Void) {
    let wanted = min(pieceCount, coreCount) - 1
    let others = helperCount.add(wanted, ordering: .relaxed).oldValue
    let helpers = max(0, min(wanted, coreCount - 1 - others))
    helperCount.subtract(wanted - helpers, ordering: .relaxed)
    run(onThreads: 1 + helpers, body) { helperCount.subtract(1, ordering: .relaxed) }
  }

  /// Runs a body on the caller's thread and on others made for it.
  ///
  /// - Parameter end: Called as soon as one of the others is free again, or could not be made.
  private static func run(
    onThreads count: Int, _ body: @Sendable () -> Void, end: @escaping @Sendable () -> Void = {}
  ) {
    withoutActuallyEscaping(body) { body in
      let threads = (1..<count).compactMap { _ in
        let thread = WorkThread {
          body()
          end()
        }
        if thread == nil { end() }
        return thread
      }
      body()
      for thread in threads { thread.join() }
    }
  }
}

/// A thread that does one thing.
private struct WorkThread {
  private let thread: pthread_t

  /// Starts a thread; `nil` where the system has none left, which only makes the work slower.
  init?(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits until it is done.
  func join() { pthread_join(thread, nil) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
