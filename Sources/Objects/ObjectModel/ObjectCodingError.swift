/// Says why bytes are not an object of their kind, or a value cannot become one.
public struct ObjectCodingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// The bytes do not follow git's encoding.
    case malformed
    /// A text in it is not UTF-8.
    case notUTF8
    /// A name that git refuses in a tree.
    case invalidName
    /// Two entries of a tree have the same name.
    case duplicateName
    /// Ids of another object format than the repository's.
    case formatMismatch
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
