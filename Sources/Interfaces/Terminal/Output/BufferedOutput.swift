/// Writes text to a file descriptor through a buffer.
public final class BufferedOutput: Sendable {
  /// Creates an output for an open descriptor, which stays open.
  public init(descriptor: Int32, capacity: Int = 1 << 16) {}

  /// Whether the reader has gone away; what is written is then dropped in silence.
  public var isClosed: Bool { false }

  /// Adds text; errors are kept for ``flush()``.
  public func write(_ text: String) {}

  /// Adds text and a line feed.
  public func writeLine(_ text: String = "") {}

  /// Adds bytes.
  public func write(_ bytes: [UInt8]) {}

  /// Writes what is in the buffer.
  ///
  /// - Throws: The first error since the output was made, again at every call. A reader that has
  ///   gone away is no error.
  public func flush() throws(OutputError) {}

  /// Makes writing to a closed pipe an error instead of a signal, for the whole process.
  public static func ignoreBrokenPipes() {}
}

/// Explains why output could not be written, such as a full disk.
public struct OutputError: Error, Sendable, Equatable {
  /// The error number of the system.
  public let errno: Int32
  /// What is wrong, in one line.
  public let message: String
}
