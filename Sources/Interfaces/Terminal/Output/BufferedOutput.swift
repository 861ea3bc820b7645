import Glibc
import Synchronization

/// Writes text to a file descriptor through a buffer.
///
/// Callers write without looking and learn of a failure from ``flush()``, which a program calls
/// before it ends: a full disk must not look like success.
public final class BufferedOutput: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var failure: OutputError?
    var isClosed = false
  }

  private let descriptor: Int32
  private let capacity: Int
  private let state = Mutex(State())

  /// Creates an output for an open descriptor, which stays open.
  public init(descriptor: Int32, capacity: Int = 1 << 16) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Creates an output that drops everything.
  public static func nowhere() -> BufferedOutput {
    let output = BufferedOutput(descriptor: -1)
    output.state.withLock { $0.isClosed = true }
    return output
  }

  /// Whether the reader has gone away; what is written is then dropped in silence.
  public var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Adds text; errors are kept for ``flush()``.
  public func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in add(bytes) }
  }

  /// Adds text and a line feed.
  public func writeLine(_ text: String = "") { write(text + "\n") }

  /// Adds bytes.
  public func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in add(bytes) }
  }

  /// Writes what is in the buffer.
  ///
  /// - Throws: The first error since the output was made, again at every call. A reader that has
  ///   gone away is no error.
  public func flush() throws(OutputError) {
    let failure = state.withLock { state in
      drain(&state)
      return state.failure
    }
    if let failure { throw failure }
  }

  /// Makes writing to a closed pipe an error instead of a signal, for the whole process.
  public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    // The pointer is only read inside the lock, while the caller keeps it alive.
    nonisolated(unsafe) let bytes = bytes
    state.withLock { state in
      if state.isClosed || state.failure != nil { return }
      state.buffer.append(contentsOf: bytes)
      if state.buffer.count >= capacity { drain(&state) }
    }
  }

  private func drain(_ state: inout State) {
    if state.isClosed || state.failure != nil { state.buffer.removeAll() }
    if state.buffer.isEmpty { return }
    let error = state.buffer.withUnsafeBytes { DescriptorWriting.writeAll($0, to: descriptor) }
    state.buffer.removeAll(keepingCapacity: true)
    switch error {
    case 0: break
    case EPIPE: state.isClosed = true
    default: state.failure = OutputError(errno: error)
    }
  }
}

/// Explains why output could not be written, such as a full disk.
public struct OutputError: Error, Sendable, Equatable {
  /// The error number of the system.
  public let errno: Int32
  /// What is wrong, in one line.
  public let message: String

  init(errno: Int32) {
    self.errno = errno
    message = "cannot write the output: \(String(cString: strerror(errno)))"
  }
}

/// Writes bytes without a buffer.
enum DescriptorWriting {
  /// Writes all bytes and returns 0, or the number of the error that stopped it.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
      let count = Glibc.write(descriptor, start, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        waitUntilWritable(descriptor)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, -1)
  }
}
