import HTTPTransport
import LosslessJSON

/// Reads what a server says is wrong, in every form that servers say it.
enum ErrorEnvelope {
  /// The longest text of a server's own that is shown.
  private static let textLengthMax = 300

  /// The problems in an answer; empty where it tells of none.
  ///
  /// Known are `{"errors": […]}`, `{"message": …}`, `{"error": …}` and plain text.
  static func problems(in response: HTTPResponse) -> [PlatformAPIError.Problem] {
    if let value = try? JSONValue(parsing: response.body) { return problems(in: value) }
    let text = String(decoding: response.body, as: UTF8.self)
    let type = response["Content-Type"]?.lowercased() ?? ""
    let isPage = type.contains("html") || text.prefix(64).contains("<")
    guard !isPage, !text.allSatisfy(\.isWhitespace) else { return [] }
    return [PlatformAPIError.Problem(code: nil, message: shortened(text), field: nil)]
  }

  private static func problems(in value: JSONValue) -> [PlatformAPIError.Problem] {
    if let errors = value["errors"]?.array { return errors.prefix(20).compactMap(problem) }
    if let error = value["error"], error.object != nil { return [problem(error)].compactMap { $0 } }
    return [problem(value)].compactMap { $0 }
  }

  private static func problem(_ value: JSONValue) -> PlatformAPIError.Problem? {
    let text =
      value.text ?? value["message"]?.text ?? value["error"]?.text
      ?? value["error_description"]?.text
    let code = value["code"]?.text ?? value["code"]?.int.map(String.init)
    guard text != nil || code != nil else { return nil }
    return PlatformAPIError.Problem(
      code: code, message: shortened(text ?? code ?? ""), field: value["field"]?.text)
  }

  private static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= textLengthMax ? line : line.prefix(textLengthMax) + " …"
  }
}

extension PlatformAPIError {
  /// Makes the error of an answer that refuses a call.
  init(_ response: HTTPResponse, to request: String, method: HTTPMethod, _ token: AccessToken) {
    let problems = ErrorEnvelope.problems(in: response).map { problem in
      Problem(
        code: problem.code.map(token.removed), message: token.removed(from: problem.message),
        field: problem.field.map(token.removed))
    }
    let said = problems.map { problem in
      [problem.code, problem.message, problem.field.map { "field '\($0)'" }]
        .compactMap { $0 }.joined(separator: ": ")
    }
    var message = "\(request) was answered with status \(response.status)"
    if !said.isEmpty {
      message += ": " + said.joined(separator: "; ")
    } else if !response.body.isEmpty {
      message += " and a page that is not of the API"
    }
    self.init(
      Self.code(response.status), message,
      request: request, status: response.status, problems: problems,
      mayHaveRun: response.status >= 500 && !method.isSafe)
  }

  private static func code(_ status: Int) -> Code {
    switch status {
    case 401: .unauthenticated
    case 403: .forbidden
    case 404, 410: .notFound
    case 409, 412: .conflict
    case 429: .rateLimited
    case 400..<500: .rejected
    case 500...: .serverFailed
    default: .unexpectedAnswer
    }
  }
}
