import LosslessJSON
import StructuralDiff

/// Gives every place a strategy that depends on nothing but the place and a seed.
struct ScatteredIdentity: ArrayIdentity {
  private let state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  static let strategies: [ArrayStrategy] =
    keys.map(ArrayStrategy.keyed) + keys.map(ArrayStrategy.orderedKeyed) + [
      .set, .orderedSet, .atomic, .positional, .unknown, .unknown, .unknown, .parallelGroup("g"),
      .parallelGroup("g"),
      .set, .orderedSet,
    ]

  static let keys: [ElementKey] = [
    ElementKey("id"),
    ElementKey("name", foldsCase: true),
    ElementKey("generate", fallback: .value),
    ElementKey("value", fallback: .atomic),
    ElementKey([
      .init(fields: "id", isUnique: true), .init(fields: "name", "type", isUnique: true),
      .init(fields: "extract"),
    ]),
    ElementKey(
      [.init([.init("type"), .init(anyOf: [["id"], ["value"]], isOptional: true)])]),
    ElementKey([.init([.scalar]), .init([.init(anyOf: [["fields", "id"], ["name"]])])]),
    ElementKey(
      [.init(fields: "generate")], renamed: [.init(fields: "extract"), .init(fields: "name")]),
  ]

  func member(_ key: JSONString) -> ScatteredIdentity { next(key.utf8) }

  var element: ScatteredIdentity { next([0xFF]) }

  var strategy: ArrayStrategy {
    Self.strategies[Int((state ^ (state >> 29)) % UInt64(Self.strategies.count))]
  }

  private func next(_ bytes: [UInt8]) -> ScatteredIdentity {
    let mixed = bytes.reduce(state &+ 0x9E37) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return ScatteredIdentity(seed: mixed ^ (mixed >> 31))
  }
}

/// A document with all arrays sorted whose order means nothing.
func ordered(_ value: JSONValue, at identity: some ArrayIdentity) -> JSONValue {
  switch value {
  case .object(let object):
    return .object(
      JSONObject(
        object.members.map { member in
          .init(key: member.key, value: ordered(member.value, at: identity.member(member.key)))
        }))
  case .array(let elements):
    let inner = elements.map { ordered($0, at: identity.element) }
    switch identity.strategy {
    case .keyed, .set:
      return .array(
        inner.sorted { $0.canonicalBytes().lexicographicallyPrecedes($1.canonicalBytes()) })
    default: return .array(inner)
    }
  default: return value
  }
}
