import Compression
import Synchronization

/// Inflaters that nobody uses at the moment: to make one costs as much as to inflate a kilobyte.
final class InflaterPool: Sendable {
  private struct Free: @unchecked Sendable {
    // Each inflater is here or with one thread, never both.
    var inflaters: [Inflater] = []
  }

  private let free = Mutex(Free())

  /// Calls `body` with an inflater that nobody else uses meanwhile.
  func with<Value, Failure: Error>(
    _ body: (Inflater) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let inflater = free.withLock { $0.inflaters.popLast() } ?? Inflater()
    defer { free.withLock { $0.inflaters.append(inflater) } }
    return try body(inflater)
  }
}
