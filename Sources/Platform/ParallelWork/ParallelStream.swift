import Dispatch
import Synchronization

/// Transforms independent items on all cores and hands each output on as soon as it is its turn, while
/// later items are being worked on: nobody waits for the slowest of a batch.
///
/// - Parameters:
///   - window: How many outputs may wait to be handed on, which bounds memory.
///   - transform: Called on several threads at once.
///   - each: Called in the order of the items, by one thread at a time.
/// - Throws: What the first failing item in the order of the items threw, or `each` at it.
public func parallelStream<Item: Sendable, Output: Sendable, Failure: Error>(
  _ items: [Item], window: Int, _ transform: @Sendable (Item) throws(Failure) -> Output,
  each: (Output) throws(Failure) -> Void
) throws(Failure) {
  let line = DeliveryLine<Output, Failure>(itemCount: items.count, window: window)
  withoutActuallyEscaping(each) { each in
    // Whoever holds the turn calls it, and only one thread does.
    nonisolated(unsafe) let deliver = each
    ThreadTeam.cores.run(items.count) {
      while let item = line.takeItem() {
        let output = Result { () throws(Failure) in try transform(items[item]) }
        line.put(output, of: item) { (output) throws(Failure) in try deliver(output) }
      }
    }
  }
  if let failure = line.finish() { throw failure }
}

/// Outputs that wait for their turn, and how far the work may run ahead of it.
private final class DeliveryLine<Output: Sendable, Failure: Error>: Sendable {
  private struct State {
    var takenCount = 0
    var deliveredCount = 0
    var waiting: [Int: Result<Output, Failure>] = [:]
    var isDelivering = false
    var failure: Failure?
  }

  private let state = Mutex(State())
  private let itemCount: Int
  /// Counts what may be taken before something is delivered.
  private let room: DispatchSemaphore

  init(itemCount: Int, window: Int) {
    self.itemCount = itemCount
    room = DispatchSemaphore(value: window)
  }

  /// Waits until there is room and returns the next item; `nil` if there is nothing left to do.
  func takeItem() -> Int? {
    if room.wait(timeout: .now()) == .timedOut { ThreadTeam.wait { room.wait() } }
    let item = state.withLock { state -> Int? in
      guard state.failure == nil, state.takenCount < itemCount else { return nil }
      defer { state.takenCount += 1 }
      return state.takenCount
    }
    if item == nil { room.signal() }
    return item
  }

  /// Takes an output in, and hands on whatever has its turn unless another thread does.
  func put(
    _ output: Result<Output, Failure>, of item: Int, _ deliver: (Output) throws(Failure) -> Void
  ) {
    state.withLock { $0.waiting[item] = output }
    while let next = takeTurn() {
      let failure = Result { () throws(Failure) in try deliver(next.get()) }.failure
      state.withLock { state in
        state.isDelivering = false
        state.deliveredCount += 1
        state.failure = state.failure ?? failure
      }
      room.signal()
    }
  }

  private func takeTurn() -> Result<Output, Failure>? {
    state.withLock { state in
      guard !state.isDelivering, state.failure == nil,
        let next = state.waiting.removeValue(forKey: state.deliveredCount)
      else { return nil }
      state.isDelivering = true
      return next
    }
  }

  /// Returns what stopped the work.
  func finish() -> Failure? {
    let (undelivered, failure) = state.withLock {
      ($0.takenCount - $0.deliveredCount, $0.failure)
    }
    // A semaphore must not be released while it counts less than at its beginning.
    for _ in 0..<undelivered { room.signal() }
    return failure
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
