import HostedAccounts
import IntegrationModel
import LosslessJSON

extension ValueShape {
  /// What is wrong with a value: the place in it, and a sentence.
  struct Mismatch: Sendable, Equatable {
    let field: String
    let message: String
  }

  /// How many mismatches are told at once.
  private static let mismatchCountMax = 20

  /// Returns what is wrong with `value`; empty if nothing is.
  func mismatches(in value: JSONValue) -> [Mismatch] {
    var found: [Mismatch] = []
    check(value, at: "", &found)
    return Array(found.prefix(Self.mismatchCountMax))
  }

  private func check(_ value: JSONValue, at field: String, _ found: inout [Mismatch]) {
    switch self {
    case .any: return
    case .nullable(let shape):
      if !value.isNull { shape.check(value, at: field, &found) }
    case .list(let shape, let maxCount):
      checkList(value, of: shape, maxCount, at: field, &found)
    case .map(let shape):
      guard let object = value.object else { return found.add(field, "has to be an object") }
      for member in object { shape.check(member.value, at: field.below(member.key), &found) }
    case .object(let members, let isOpen):
      checkObject(value, members, isOpen: isOpen, at: field, &found)
    default:
      if let message = scalarMismatch(value) { found.add(field, message) }
    }
  }

  private func scalarMismatch(_ value: JSONValue) -> String? {
    switch self {
    case .boolean: value.bool == nil ? "has to be true or false" : nil
    case .integer(let range):
      value.int.map(range.contains) == true
        ? nil : "has to be a whole number from \(range.lowerBound) to \(range.upperBound)"
    default: textMismatch(value)
    }
  }

  private func textMismatch(_ value: JSONValue) -> String? {
    guard let text = value.text else { return "has to be a text" }
    switch self {
    case .text(let minLength, _) where text.unicodeScalars.count < minLength:
      return minLength == 1 ? "is empty" : "has less than \(minLength) characters"
    case .text(_, let maxLength?) where text.unicodeScalars.count > maxLength:
      return "has more than \(maxLength) characters"
    case .id where !isID(text): return "has to be an id of 24 hexadecimal digits"
    case .time where APITime.milliseconds(text) == nil:
      return "has to be a time in UTC, such as 2026-03-01T09:30:00Z"
    case .choice(let words) where !words.contains(text):
      return "has to be one of \(words.joined(separator: ", "))"
    default: return nil
    }
  }

  private func checkList(
    _ value: JSONValue, of shape: ValueShape, _ maxCount: Int, at field: String,
    _ found: inout [Mismatch]
  ) {
    guard let elements = value.array else { return found.add(field, "has to be a list") }
    guard elements.count <= maxCount else {
      return found.add(field, "has more than \(maxCount) elements")
    }
    for (index, element) in elements.enumerated() {
      shape.check(element, at: "\(field)[\(index)]", &found)
    }
  }

  private func checkObject(
    _ value: JSONValue, _ members: [Member], isOpen: Bool, at field: String,
    _ found: inout [Mismatch]
  ) {
    guard let object = value.object else { return found.add(field, "has to be an object") }
    for member in members {
      let place = field.below(JSONString(member.name))
      if let value = object[JSONString(member.name)] {
        member.shape.check(value, at: place, &found)
      } else if member.isRequired {
        found.add(place, "is missing")
      }
    }
    guard !isOpen else { return }
    for key in object.keys where !members.contains(where: { JSONString($0.name) == key }) {
      found.add(field.below(key), "is not known here")
    }
  }
}

/// Tells whether a text has the form of an id.
func isID(_ text: String) -> Bool {
  var text = text
  return text.withUTF8 { hasIDForm($0) }
}

extension [ValueShape.Mismatch] {
  fileprivate mutating func add(_ field: String, _ message: String) {
    let subject = field.isEmpty ? "the body" : "'\(field)'"
    append(ValueShape.Mismatch(field: field, message: "\(subject) \(message)"))
  }
}

extension String {
  fileprivate func below(_ key: JSONString) -> String {
    isEmpty ? key.text : "\(self).\(key.text)"
  }
}
