public import LosslessJSON

/// Explains why an environment could not do what it was asked for.
public struct EnvironmentError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Sendable {
    /// There is no such place, or it cannot be reached.
    case unreachable = "environment_unreachable"
    /// A document, or the token, may not be used.
    case unauthorised = "environment_unauthorised"
    /// A document is not what documents are.
    case malformedDocument = "malformed_document"
    /// Two documents claim one id.
    case duplicateID = "duplicate_id"
    case notFound = "resource_not_found"
    case exists = "resource_exists"
    /// Somebody changed the document.
    case changed = "target_changed"
    /// A write failed.
    case writeFailed = "environment_write_failed"
    /// An account does not accept what was sent.
    case rejected = "environment_rejected"
    /// A write would replace credentials that an account does not show.
    case hiddenSecrets = "hidden_secrets"
    /// An account wants fewer requests, and waiting did not help.
    case rateLimited = "rate_limited"
    /// What came back is not an answer of an account.
    case unexpectedAnswer = "unexpected_answer"
    /// The user wanted to stop.
    case interrupted
  }

  /// What an account's API said to a request.
  public struct Refusal: Sendable {
    /// What was called, such as `PUT /v1/flows/…`.
    public let request: String
    /// The status of the answer; `nil` if there was none.
    public let status: Int?
    /// The account's own code for the first thing that is wrong.
    public let code: String?
    /// The field of the document that it is about.
    public let field: String?

    /// Notes a refusal.
    public init(request: String, status: Int?, code: String? = nil, field: String? = nil) {
      self.request = request
      self.status = status
      self.code = code
      self.field = field
    }
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence, with the place and the way out.
  public let message: String
  /// The files or resources that it concerns.
  public let places: [String]
  /// The line of a malformed document, from 1.
  public let line: Int?
  /// The column of a malformed document, in bytes from 1.
  public let column: Int?
  /// What an account's API said.
  public let refusal: Refusal?
  /// Whether a write is known to have changed nothing; where its answer is lost, it may have.
  public let wroteNothing: Bool

  public init(
    _ code: Code, _ message: String, places: [String] = [], line: Int? = nil, column: Int? = nil,
    refusal: Refusal? = nil, wroteNothing: Bool = false
  ) {
    self.code = code
    self.message = message
    self.places = places
    self.line = line
    self.column = column
    self.refusal = refusal
    self.wroteNothing = wroteNothing || code == .exists
  }

  public var description: String { message }

  /// Everything but code and message, for programs.
  public var details: JSONObject {
    var details: JSONObject = ["places": .array(places.map { .string(JSONString($0)) })]
    if let line { details["line"] = .number(JSONNumber(line)) }
    if let column { details["column"] = .number(JSONNumber(column)) }
    guard let refusal else { return details }
    details["request"] = .string(JSONString(refusal.request))
    if let status = refusal.status { details["status"] = .number(JSONNumber(status)) }
    if let code = refusal.code { details["apiCode"] = .string(JSONString(code)) }
    if let field = refusal.field { details["field"] = .string(JSONString(field)) }
    return details
  }
}
