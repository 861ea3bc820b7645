import LosslessJSON

extension ValueShape {
  /// The smallest value that has the shape; examples and tests start from it.
  var example: JSONValue {
    switch self {
    case .any, .map: [:]
    case .text(let minLength, _): .string(JSONString(String(repeating: "a", count: minLength)))
    case .id: .string(JSONString(String(repeating: "0", count: 24)))
    case .time: "2026-03-01T09:30:00.000Z"
    case .choice(let words): .string(JSONString(words.first ?? ""))
    case .integer(let range): .number(JSONNumber(range.lowerBound))
    case .boolean: true
    case .list: []
    case .nullable: .null
    case .object(let members, _):
      .object(
        JSONObject(
          members.filter(\.isRequired).map {
            .init(key: JSONString($0.name), value: $0.shape.example)
          }))
    }
  }
}
