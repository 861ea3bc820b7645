/// Says why bytes could not be inflated.
public struct CompressionError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// The stream is damaged, ends too early or has another size than stated.
    case corrupt
    /// The output would be larger than allowed.
    case tooLarge
  }

  /// The kind of failure.
  public let code: Code
  /// What went wrong.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
