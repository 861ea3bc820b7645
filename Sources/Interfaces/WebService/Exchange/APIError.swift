import HTTPServer
import LosslessJSON

/// A refusal as clients get it: a status, and what is wrong.
struct APIError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  struct Problem: Sendable, Equatable {
    let code: String
    let message: String
    var field: String?
    /// The way out.
    var hint: String?
    /// More for programs, such as the connections that have to be chosen.
    var details: JSONObject?
  }

  let status: Int
  let problems: [Problem]
  var headers: [HTTPField] = []

  init(_ status: Int, _ problems: [Problem], headers: [HTTPField] = []) {
    (self.status, self.problems, self.headers) = (status, problems, headers)
  }

  init(
    _ status: Int, _ code: String, _ message: String, field: String? = nil,
    hint: String? = nil, details: JSONObject? = nil, headers: [HTTPField] = []
  ) {
    self.init(
      status,
      [Problem(code: code, message: message, field: field, hint: hint, details: details)],
      headers: headers)
  }

  /// The answer, in the platform's envelope.
  var response: HTTPResponse {
    let errors = problems.map { problem -> JSONValue in
      var error: JSONValue = [
        "code": .string(JSONString(problem.code)), "message": .string(JSONString(problem.message)),
      ]
      if let field = problem.field { error["field"] = .string(JSONString(field)) }
      if let hint = problem.hint { error["hint"] = .string(JSONString(hint)) }
      if let details = problem.details { error["details"] = .object(details) }
      return error
    }
    return .json(status, ["errors": .array(errors)], headers: headers)
  }

  /// What every refusal looks like.
  static let shape = ValueShape.closed(
    .required(
      "errors",
      .list(
        of: .closed(
          .required("code", .text(minLength: 1)), .required("message", .text(minLength: 1)),
          .optional("field", .text()), .optional("hint", .text()), .optional("details", .open())
        ))))
}

extension APIError {
  static let unauthorized = APIError(
    401, "unauthorized", "no valid token; send it as 'Authorization: Bearer TOKEN'",
    headers: [HTTPField("WWW-Authenticate", "Bearer")])

  static let notFound = APIError(404, "not_found", "there is nothing here")

  static func methodNotAllowed(_ allowed: [Route.Method]) -> APIError {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    return APIError(
      405, "method_not_allowed", "this can be asked for with \(names) only",
      headers: [HTTPField("Allow", names)])
  }

  static func rateLimited(retryAfter seconds: Int) -> APIError {
    APIError(
      429, "rate_limited", "too many requests; wait \(seconds) s and try again",
      headers: [HTTPField("Retry-After", String(seconds))])
  }
}

extension HTTPResponse {
  /// An answer in JSON.
  static func json(
    _ status: Int = 200, _ value: JSONValue, headers: [HTTPField] = []
  ) -> HTTPResponse {
    HTTPResponse(
      status, headers: [HTTPField("Content-Type", MediaType.json)] + headers,
      body: .bytes(value.compactBytes()))
  }

  /// An answer without a body.
  static let nothing = HTTPResponse(204)
}
