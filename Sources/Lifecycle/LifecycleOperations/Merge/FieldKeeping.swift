import IntegrationModel
import LosslessJSON
import StructuralDiff

/// Takes fields out of a change: at their places a document holds what another version holds.
struct FieldKeeping {
  /// A place at which two versions differ, and what they have there; of the elements of an array as
  /// such, nothing.
  struct Field {
    let place: JSONPointer
    let value: JSONValue?
    let kept: JSONValue?
  }

  private let covers: (Field) -> Bool
  /// The fields that were found different and kept.
  private(set) var fields: [Field] = []

  /// Keeps the fields that `covers` tells.
  init(_ covers: @escaping (Field) -> Bool) {
    self.covers = covers
  }

  /// Keeps the fields that users ignore.
  init(_ patterns: [UserFieldPattern], _ kind: ResourceKind) {
    self.init { field in patterns.contains { $0.covers(field.place, in: kind) } }
  }

  /// Returns `document` with the covered fields of `kept`.
  mutating func keeping(
    _ kept: JSONValue, in document: JSONValue, at identity: CatalogIdentity
  ) -> JSONValue {
    merge(document, kept, identity, .root) ?? document
  }

  private mutating func keeps(_ field: Field) -> Bool {
    guard covers(field) else { return false }
    fields.append(field)
    return true
  }

  /// Returns what the place holds then; `nil` for nothing.
  private mutating func merge(
    _ value: JSONValue?, _ kept: JSONValue?, _ identity: CatalogIdentity, _ place: JSONPointer
  ) -> JSONValue? {
    guard value != kept else { return value }
    if keeps(Field(place: place, value: value, kept: kept)) { return kept }
    switch (value, kept) {
    case (.object(let one)?, .object(let other)?): return merge(one, other, identity, place)
    case (.object(let one)?, nil): return merge(one, JSONObject(), identity, place)
    case (nil, .object(let other)?):
      let members = merge(JSONObject(), other, identity, place)
      return members?.object?.isEmpty == false ? members : nil
    case (.array(let one)?, .array(let other)?): return merge(one, other, identity, place)
    default: return value
    }
  }

  private mutating func merge(
    _ one: JSONObject, _ other: JSONObject, _ identity: CatalogIdentity, _ place: JSONPointer
  ) -> JSONValue? {
    var result = one
    for key in Set(one.keys).union(other.keys).sorted() {
      result[key] = merge(
        one[key], other[key], identity.member(key), place.appending(key: key))
    }
    return .object(result)
  }

  /// Elements of both versions are looked into; elements that are ignored as such keep the array.
  private mutating func merge(
    _ one: [JSONValue], _ other: [JSONValue], _ identity: CatalogIdentity, _ place: JSONPointer
  ) -> JSONValue {
    if keeps(Field(place: place.appending(index: 0), value: nil, kept: nil)) {
      return .array(other)
    }
    guard
      case .identified(let tokens, _) = ElementMatcher.match([one, other], by: identity.strategy)
    else { return .array(one) }
    let positions = tokens.positions(onSide: 1)
    var elements = one
    for (index, token) in tokens.sides[0].enumerated() {
      guard let position = positions[token] else { continue }
      elements[index] =
        merge(one[index], other[position], identity.element, place.appending(index: index))
        ?? one[index]
    }
    return .array(elements)
  }
}
