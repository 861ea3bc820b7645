import Synchronization

/// The inputs that a target was given.
final class InputList: Sendable {
  private let inputs = Mutex<[[UInt8]]>([])

  /// Everything so far, in order.
  var all: [[UInt8]] { inputs.withLock { $0 } }

  func append(_ input: [UInt8]) { inputs.withLock { $0.append(input) } }
}
