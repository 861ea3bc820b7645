import HTTPServer
import LosslessJSON

/// Reads the body of a request as its route wants it.
enum BodyReading {
  /// Deep enough for every document of the platform.
  static let depthMax = 200

  /// What the body is; JSON that matches its shape, or bytes.
  ///
  /// - Throws: ``APIError`` 400, 415 or 422.
  static func read(_ request: HTTPRequest, as rule: BodyRule) throws -> JSONValue {
    switch rule {
    case .none: return .null
    case .archive:
      try checkMediaType(request, rule)
      guard !request.body.isEmpty else { throw missing }
      return .null
    case .patch:
      try checkMediaType(request, rule)
      return try json(request.body)
    case .json(let shape):
      try checkMediaType(request, rule)
      return try checked(try json(request.body), shape)
    case .optionalJSON(let shape):
      if request.body.isEmpty { return try checked([:], shape) }
      try checkMediaType(request, rule)
      return try checked(try json(request.body), shape)
    }
  }

  private static let missing = APIError(400, "invalid_json", "the request has no body")

  private static func json(_ bytes: [UInt8]) throws -> JSONValue {
    guard !bytes.isEmpty else { throw missing }
    do throws(JSONParseError) {
      return try JSONValue(parsing: bytes, limits: JSONLimits(depthMax: depthMax))
    } catch {
      throw APIError(400, "invalid_json", "the body is not valid JSON: \(error)")
    }
  }

  private static func checked(_ value: JSONValue, _ shape: ValueShape) throws -> JSONValue {
    let mismatches = shape.mismatches(in: value)
    guard mismatches.isEmpty else {
      throw APIError(
        422,
        mismatches.map {
          .init(
            code: $0.message.hasSuffix("is missing") ? "missing_required_field" : "invalid_field",
            message: $0.message, field: $0.field.isEmpty ? nil : $0.field)
        })
    }
    return value
  }

  private static func checkMediaType(_ request: HTTPRequest, _ rule: BodyRule) throws {
    let given = request.headers.value(of: "Content-Type") ?? ""
    let name = given.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard rule.mediaTypes.contains(name) else {
      let wanted = rule.mediaTypes.joined(separator: " or ")
      throw APIError(
        415, "unsupported_media_type",
        "send the body as '\(wanted)'"
          + (given.isEmpty ? ", the request names no Content-Type" : ", not as '\(given)'"))
    }
  }
}
