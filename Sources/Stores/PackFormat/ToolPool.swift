import Synchronization

/// Tools that nobody uses at the moment, such as inflaters: to make one costs as much as to inflate a
/// kilobyte, and a deflater is quicker when it has seen some objects.
final class ToolPool<Tool>: Sendable {
  private struct Free: @unchecked Sendable {
    // Each tool is here or with one thread, never both.
    var tools: [Tool] = []
  }

  private let free = Mutex(Free())
  private let make: @Sendable () -> Tool

  init(_ make: @escaping @Sendable () -> Tool) { self.make = make }

  /// Calls `body` with a tool that nobody else uses meanwhile.
  func with<Value, Failure: Error>(
    _ body: (Tool) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let tool = free.withLock { $0.tools.popLast() } ?? make()
    defer { free.withLock { $0.tools.append(tool) } }
    return try body(tool)
  }
}
