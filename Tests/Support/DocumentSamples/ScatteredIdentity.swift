public import LosslessJSON
public import StructuralDiff

/// Gives every place a strategy that depends on nothing but the place and a seed.
public struct ScatteredIdentity: ArrayIdentity {
  private let state: UInt64

  /// Starts with a seed, which the test prints when it fails.
  public init(seed: UInt64) {
    state = seed
  }

  /// All that a place may get.
  public static let strategies: [ArrayStrategy] =
    keys.map(ArrayStrategy.keyed) + keys.map(ArrayStrategy.orderedKeyed) + [
      .set, .orderedSet, .atomic, .positional, .unknown, .unknown, .unknown, .parallelGroup("g"),
      .parallelGroup("g"),
      .set, .orderedSet,
    ]

  /// Keys of every form.
  public static let keys: [ElementKey] = [
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

  public func member(_ key: JSONString) -> ScatteredIdentity { next(key.utf8) }

  public var element: ScatteredIdentity { next([0xFF]) }

  public var strategy: ArrayStrategy {
    Self.strategies[Int((state ^ (state >> 29)) % UInt64(Self.strategies.count))]
  }

  private func next(_ bytes: [UInt8]) -> ScatteredIdentity {
    let mixed = bytes.reduce(state &+ 0x9E37) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return ScatteredIdentity(seed: mixed ^ (mixed >> 31))
  }
}
