import IntegrationModel
import LosslessJSON
import StructuralDiff

/// Finds where the places of one version of a document are in another: elements of arrays may have
/// moved.
///
/// Facts name places by index. What belongs to one element, such as a credential, must never come
/// to stand in another.
struct PlaceTransfer {
  private let from: JSONValue
  private let to: JSONValue
  private let identity: CatalogIdentity
  /// For each array on the way, where its elements are in the other version.
  private var positions: [[JSONString]: [Int?]] = [:]

  init(from: JSONValue, to: JSONValue, identity: CatalogIdentity) {
    self.from = from
    self.to = to
    self.identity = identity
  }

  /// The place in the other version, or `nil` if what was there is gone.
  mutating func place(_ pointer: String) -> String? {
    guard from != to, let tokens = try? JSONPointer(parsing: pointer).tokens else { return pointer }
    var result: [JSONString] = []
    var (here, there, identity) = (from, to, identity)
    for (depth, token) in tokens.enumerated() {
      switch (here, there) {
      case (.object(let one), .object(let other)):
        result.append(token)
        guard let next = one[escaped: token] else {
          // What follows is no content, so it is where it was.
          return JSONPointer(tokens: result + tokens[(depth + 1)...]).description
        }
        guard let counterpart = other[escaped: token] else { return nil }
        (here, there, identity) = (next, counterpart, identity.member(token))
      case (.array(let one), .array(let other)):
        guard let index = Int(token.text), one.indices.contains(index),
          let position = position(
            of: index, in: one, other, identity.strategy, at: Array(tokens[..<depth]))
        else { return nil }
        result.append(JSONString(String(position)))
        (here, there, identity) = (one[index], other[position], identity.element)
      default: return here == there ? pointer : nil
      }
    }
    return JSONPointer(tokens: result).description
  }

  private mutating func position(
    of index: Int, in one: [JSONValue], _ other: [JSONValue], _ strategy: ArrayStrategy,
    at place: [JSONString]
  ) -> Int? {
    if let known = positions[place] { return known[index] }
    let found = Self.positions(one, other, strategy)
    positions[place] = found
    return found[index]
  }

  private static func positions(
    _ one: [JSONValue], _ other: [JSONValue], _ strategy: ArrayStrategy
  ) -> [Int?] {
    if case .identified(let tokens, _) = ElementMatcher.match([one, other], by: strategy) {
      let positions = tokens.positions(onSide: 1)
      return tokens.sides[0].map { positions[$0] }
    }
    // Nothing tells elements apart but their values: the nth of a value is the nth of it there.
    var places = Dictionary(grouping: other.indices.reversed()) { other[$0] }
    return one.map { places[$0]?.popLast() }
  }
}

extension JSONObject {
  /// The member that a key of the environment's document has in the neutral one.
  fileprivate subscript(escaped key: JSONString) -> JSONValue? {
    self[key.utf8.first == UInt8(ascii: "$") ? JSONString("$" + key.text) : key]
  }
}
