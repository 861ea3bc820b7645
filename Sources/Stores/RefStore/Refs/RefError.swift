/// Says what is wrong with a ref or why refs could not be changed.
public struct RefError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// Git refuses the name.
    case invalidName
    /// The ref does not have the value that the change expected.
    case conflict
    /// One name would have to be a file and a folder.
    case nameCollision
    /// A lock file is there: another program is changing refs, or one died doing so.
    case locked
    /// A file with refs is damaged.
    case corrupt
    /// The file system refused to read.
    case unreadable
    /// The file system refused to write.
    case notWritten
    /// The repository is of a kind that this program cannot work with.
    case unsupported
  }

  /// The kind of failure.
  public let code: Code
  /// The ref or file concerned.
  public let name: String
  /// The whole sentence.
  public let message: String
  /// The error underneath.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, name: String, _ message: String, _ cause: (any Error)? = nil) {
    self.code = code
    self.name = name
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }
}
