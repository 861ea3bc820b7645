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

/// The same document, but for the order of elements where a set is.
func isSame(_ first: JSONValue, _ second: JSONValue, at identity: some ArrayIdentity) -> Bool {
  switch (first, second) {
  case (.object(let first), .object(let second)):
    return first.count == second.count
      && first.allSatisfy { member in
        second[member.key].map {
          isSame(member.value, $0, at: identity.member(member.key))
        } ?? false
      }
  case (.array(let first), .array(let second)):
    guard first.count == second.count else { return false }
    if identity.strategy == .set { return isPermutation(first, second) }
    return zip(first, second).allSatisfy { isSame($0, $1, at: identity.element) }
  default: return first == second
  }
}

private func isPermutation(_ first: [JSONValue], _ second: [JSONValue]) -> Bool {
  var rest = second
  return first.allSatisfy { element in
    guard let position = rest.firstIndex(of: element) else { return false }
    rest.remove(at: position)
    return true
  }
}
