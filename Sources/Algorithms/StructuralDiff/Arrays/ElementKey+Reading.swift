import LosslessJSON

/// The value of one part of a key, with the number of the field it came from.
enum KeyPart: Hashable {
  case missing
  case value(JSONValue)
  case field(Int, JSONValue)
}

/// The values of all parts; nearly every key has one, which needs no array.
enum KeyParts: Hashable {
  case one(KeyPart)
  case several([KeyPart])
}

/// What an element is recognised by: the values of an alternative's parts.
struct KeyValue: Hashable {
  let alternative: Int
  let parts: KeyParts

  init(alternative: Int, parts: KeyParts) {
    self.alternative = alternative
    self.parts = parts
  }

  init(alternative: Int, part: KeyPart) {
    self.init(alternative: alternative, parts: .one(part))
  }
}

extension ElementKey.Alternative {
  /// Returns what identifies `element`, or `nil` when a required part is missing.
  func parts(of element: JSONValue) -> KeyParts? {
    if parts.count == 1 { return parts[0].value(in: element).map { .one($0) } }
    var values: [KeyPart] = []
    values.reserveCapacity(parts.count)
    for part in parts {
      guard let value = part.value(in: element) else { return nil }
      values.append(value)
    }
    return values.allSatisfy { $0 == .missing } ? nil : .several(values)
  }
}

extension ElementKey.Part {
  /// Returns the first field that is there, or `nil` when the part is required and has none.
  func value(in element: JSONValue) -> KeyPart? {
    for (index, field) in fields.enumerated() {
      guard let value = Self.field(field, of: element) else { continue }
      let folded = foldsCase ? value.foldingCase : value
      return index == 0 ? .value(folded) : .field(index, folded)
    }
    return isOptional ? .missing : nil
  }

  private static func field(_ way: [JSONString], of element: JSONValue) -> JSONValue? {
    // A bare `nil` in a conditional expression would be the JSON value `null` here.
    if way.isEmpty, !element.isScalar { return nil }
    var value = element
    for key in way {
      guard case .object(let object) = value, let next = object[key] else { return nil }
      value = next
    }
    if value.identifiesNothing { return nil }
    return value
  }
}

extension JSONValue {
  fileprivate var identifiesNothing: Bool {
    switch self {
    case .null: true
    case .string(let string): string.byteCount == 0
    default: false
    }
  }

  /// Tells whether this is neither an object nor an array.
  var isScalar: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }

  /// A string with its ASCII letters in lower case, anything else as it is.
  fileprivate var foldingCase: JSONValue {
    guard case .string(let string) = self else { return self }
    let folded = string.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    return .string(JSONString(bytes: folded) ?? string)
  }
}
