/// Explains why there is no answer to a request; names the server and never what was sent.
public struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable {
    /// The library that speaks HTTP is not installed.
    case libraryMissing
    /// The request is not one that can be sent.
    case malformedRequest
    /// The server, or the proxy before it, was not found or does not listen.
    case unreachable
    /// Its certificate is not trusted, or no encryption was agreed on.
    case notTrusted
    /// It took too long.
    case timedOut
    /// The connection ended before the answer did.
    case cutOff
    /// The answer is longer than the caller allowed.
    case tooLarge
    /// What came is not HTTP.
    case malformedAnswer
    /// The caller wanted to stop.
    case cancelled
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence, with the server.
  public let message: String
  /// Whether the server may have seen the request and acted on it.
  public let mayHaveArrived: Bool

  /// Makes an error.
  public init(_ code: Code, _ message: String, mayHaveArrived: Bool) {
    self.code = code
    self.message = message
    self.mayHaveArrived = mayHaveArrived
  }

  /// The message.
  public var description: String { message }
}
