import LosslessJSON

extension ValueShape {
  /// The shape as JSON Schema (2020-12), which is what OpenAPI 3.1 speaks.
  var schema: JSONValue {
    switch self {
    case .any: [:]
    case .text(let minLength, let maxLength): Self.text(minLength, maxLength)
    case .id: ["type": "string", "pattern": "^[0-9a-f]{24}$"]
    case .time: ["type": "string", "format": "date-time"]
    case .choice(let words): ["type": "string", "enum": .array(words.map(Self.string))]
    case .integer(let range):
      [
        "type": "integer", "minimum": .number(JSONNumber(range.lowerBound)),
        "maximum": .number(JSONNumber(range.upperBound)),
      ]
    case .boolean: ["type": "boolean"]
    case .list(let shape, let maxCount):
      ["type": "array", "items": shape.schema, "maxItems": .number(JSONNumber(maxCount))]
    case .object(let members, let isOpen): Self.object(members, isOpen: isOpen)
    case .map(let shape): ["type": "object", "additionalProperties": shape.schema]
    case .nullable(let shape): ["anyOf": [shape.schema, ["type": "null"]]]
    }
  }

  private static func text(_ minLength: Int, _ maxLength: Int?) -> JSONValue {
    var schema: JSONValue = ["type": "string"]
    if minLength > 0 { schema["minLength"] = .number(JSONNumber(minLength)) }
    if let maxLength { schema["maxLength"] = .number(JSONNumber(maxLength)) }
    return schema
  }

  private static func object(_ members: [Member], isOpen: Bool) -> JSONValue {
    var properties = JSONObject()
    for member in members { properties[JSONString(member.name)] = member.shape.schema }
    var schema: JSONValue = ["type": "object"]
    if !properties.isEmpty { schema["properties"] = .object(properties) }
    let required = members.filter(\.isRequired).map { string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    if !isOpen { schema["additionalProperties"] = false }
    return schema
  }

  private static func string(_ text: String) -> JSONValue { .string(JSONString(text)) }
}
