import HTTPServer
import LosslessJSON

/// What stands in the query of a request, checked against what the route takes.
struct QueryValues: Sendable {
  private var texts: [String: String] = [:]
  private var numbers: [String: Int] = [:]
  private var flags: [String: Bool] = [:]

  /// Reads the parameters that a route knows; others are not looked at.
  ///
  /// - Throws: ``APIError`` 400 `invalid_query_params`.
  init(_ fields: [HTTPField], _ parameters: [QueryParameter]) throws {
    for parameter in parameters {
      let given = fields.filter { $0.name == parameter.name }
      guard let value = given.first?.value else {
        if parameter.isRequired { throw Self.error(parameter, "is missing") }
        continue
      }
      if given.count > 1 { throw Self.error(parameter, "is given more than once") }
      try take(value, parameter)
    }
  }

  private mutating func take(_ text: String, _ parameter: QueryParameter) throws {
    let value: JSONValue
    switch parameter.shape {
    case .boolean:
      value = text == "true" ? true : text == "false" ? false : .null
      flags[parameter.name] = value.bool
    case .integer:
      let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      value = isPlain ? Int(text).map { .number(JSONNumber($0)) } ?? .null : .null
      numbers[parameter.name] = value.int
    default:
      value = .string(JSONString(text))
      texts[parameter.name] = text
    }
    if let mismatch = parameter.shape.mismatches(in: value).first {
      throw Self.error(parameter, String(mismatch.message.dropFirst("the body ".count)))
    }
  }

  private static func error(_ parameter: QueryParameter, _ what: String) -> APIError {
    APIError(
      400, "invalid_query_params", "the query parameter '\(parameter.name)' \(what)",
      field: parameter.name)
  }

  func text(_ name: String) -> String? { texts[name] }
  func number(_ name: String) -> Int? { numbers[name] }
  func flag(_ name: String, unlessGiven usual: Bool = false) -> Bool { flags[name] ?? usual }

  /// The parts of a list with commas between them; `nil` if there is none.
  func list(_ name: String) -> [String]? {
    texts[name].map { $0.split(separator: ",").map(String.init) }
  }
}
