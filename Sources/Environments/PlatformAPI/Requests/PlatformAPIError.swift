/// Explains why the API did not do what it was called for.
public struct PlatformAPIError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable {
    /// The server cannot be reached, or broke off.
    case unreachable
    /// The token is not valid.
    case unauthenticated
    /// The token may not do this.
    case forbidden
    /// There is no such thing, or the token may not see it.
    case notFound
    /// The document is in another state than expected.
    case conflict
    /// What was sent is not accepted.
    case rejected
    /// Too many requests, and waiting did not help.
    case rateLimited
    /// The server failed.
    case serverFailed
    /// The answer is not one of the API.
    case unexpectedAnswer
    /// The user wanted to stop.
    case interrupted
  }

  /// One thing that the server says is wrong.
  public struct Problem: Sendable, Equatable {
    /// The server's code, such as `invalid_ref`.
    public let code: String?
    /// The server's sentence.
    public let message: String
    /// The field of the document.
    public let field: String?
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence: what was called, and what the server says.
  public let message: String
  /// What was called: `PUT /v1/flows/…`.
  public let request: String
  /// The status of the answer; `nil` if there was none.
  public let status: Int?
  /// What the server says is wrong.
  public let problems: [Problem]
  /// Whether the call may have been carried out all the same.
  public let mayHaveRun: Bool

  /// Whether the call is known not to have been carried out: it was never sent, or it was refused.
  public var hasNotRun: Bool {
    !mayHaveRun && status.map { (400..<500).contains($0) } ?? true
  }

  /// Makes an error.
  public init(
    _ code: Code, _ message: String, request: String, status: Int? = nil,
    problems: [Problem] = [], mayHaveRun: Bool = false
  ) {
    self.code = code
    self.message = message
    self.request = request
    self.status = status
    self.problems = problems
    self.mayHaveRun = mayHaveRun
  }

  /// The message.
  public var description: String { message }
}
