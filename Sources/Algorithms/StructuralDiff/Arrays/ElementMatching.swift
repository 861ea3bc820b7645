public import LosslessJSON

/// What the order of an array's elements means.
public enum ElementOrder: Hashable, Sendable {
  /// Order is behaviour.
  case significant
  /// Order is kept and shown, but means nothing.
  case display
  /// There is no order.
  case none
  /// An element is where it is: its index identifies it.
  case fixed
}

/// How the elements of two or more versions of an array correspond.
public enum ElementMatching: Hashable, Sendable {
  /// Elements with the same token are the same; no token repeats on one side.
  case identified(ElementTokens, order: ElementOrder)
  /// Tokens stand for values and may repeat: the sides align by a common subsequence.
  case aligned(ElementTokens)
  /// The array is one value.
  case whole
}

/// The tokens of the elements of two or more versions of an array.
///
/// A token is a number in `0..<count`, given in the order of first appearance, side by side.
public struct ElementTokens: Hashable, Sendable {
  /// Per side, the token of each element.
  public internal(set) var sides: [[Int]]

  /// The number of tokens.
  public let count: Int

  /// Returns where each token stands on a side, or `nil` where the side lacks it.
  public func positions(onSide side: Int) -> [Int?] {
    var positions = [Int?](repeating: nil, count: count)
    for (position, token) in sides[side].enumerated() { positions[token] = position }
    return positions
  }
}

/// Finds which elements of several versions of an array are the same.
///
/// With `unknown`, elements that are all objects are matched by the first candidate key that every
/// element of every side has and that repeats on none; scalars are aligned; else the array is one
/// value.
public enum ElementMatcher {
  /// The member names tried for arrays of which nothing is known, best first.
  public static let candidateKeys: [JSONString] = [
    "_id", "id", "name", "key", "generate", "value", "alias",
  ]

  /// Matches the elements of all sides; where renamed elements count, the first side is the base.
  public static func match(_ sides: [[JSONValue]], by strategy: ArrayStrategy) -> ElementMatching {
    switch strategy {
    case .orderedKeyed(let key): identified(sides, by: key, order: .significant)
    case .keyed(let key): identified(sides, by: key, order: .display)
    case .set: .identified(tokensOfValues(sides), order: .none)
    case .orderedSet: .identified(tokensOfValues(sides), order: .significant)
    case .atomic: .whole
    case .parallelGroup, .positional: .identified(tokensOfPositions(sides), order: .fixed)
    case .unknown: guessed(sides)
    }
  }
}
