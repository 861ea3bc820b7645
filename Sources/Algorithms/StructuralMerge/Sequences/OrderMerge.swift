import StructuralDiff

/// Merges the order of elements that are told apart by tokens.
///
/// An element that neither side moved stands where the base has it; one that a side put somewhere,
/// new or moved, stands between the elements around it there. The sides compete where both put
/// elements between the same two, where both put one element at different places, and where one
/// side moved away what the other put something next to.
struct OrderMerge {
  /// The order that follows from both sides, or `nil` where they compete.
  private(set) var agreed: [Int]?
  /// The best order to show where nothing competes because order means nothing.
  private(set) var shown: [Int] = []
  /// All elements in ours' order, those of theirs only behind what they follow in theirs.
  let oursFirst: [Int]
  /// The same with the sides exchanged.
  let theirsFirst: [Int]

  /// Merges orders; a token is less than `count` and repeats on no side.
  init(base: [Int], ours: [Int], theirs: [Int], count: Int) {
    oursFirst = Self.order(ours, then: theirs, count)
    theirsFirst = Self.order(theirs, then: ours, count)
    if ours == theirs {
      (agreed, shown) = (ours, ours)
      return
    }
    let own = SideOrder(ours, base: base, count)
    let other = SideOrder(theirs, base: base, count)
    merge(own, other)
  }

  private mutating func merge(_ own: SideOrder, _ other: SideOrder) {
    let isShared = { (token: Int) in
      own.positions[token] != nil && other.positions[token] != nil
        && own.isMoved[token] == other.isMoved[token]
    }
    guard own.order.filter(isShared) == other.order.filter(isShared) else {
      shown = oursFirst
      return
    }
    let ownGaps = own.gaps(besides: other, isShared)
    let otherGaps = other.gaps(besides: own, isShared)
    var competes = false
    var merged: [Int] = []
    for (gap, otherGap) in zip(ownGaps, otherGaps) {
      if gap.items.contains(where: own.isPut), otherGap.items.contains(where: other.isPut) {
        competes = true
      }
      merged += gap.items + otherGap.items
      if let end = gap.end { merged.append(end) }
    }
    shown = merged
    let places = SideOrder.positions(merged, own.count)
    let areApart = own.losesNeighbours(ownGaps, places) || other.losesNeighbours(otherGaps, places)
    if !competes, !areApart { agreed = merged }
  }

  /// What only the second has stands behind what it follows there and what only the first has
  /// behind that.
  private static func order(_ first: [Int], then second: [Int], _ count: Int) -> [Int] {
    let inFirst = SideOrder.positions(first, count)
    let inSecond = SideOrder.positions(second, count)
    var followers: [Int: [Int]] = [:]
    var last = -1
    for token in second {
      if inFirst[token] != nil { last = token } else { followers[last, default: []].append(token) }
    }
    if followers.isEmpty { return first }
    var result: [Int] = []
    var waiting = followers[-1] ?? []
    for token in first {
      if inSecond[token] != nil {
        result += waiting
        waiting = followers[token] ?? []
      }
      result.append(token)
    }
    return result + waiting
  }
}

/// The order of one side against that of the base.
private struct SideOrder {
  let order: [Int]
  let count: Int
  let positions: [Int?]
  /// Per token, whether this side moved it among those that it shares with the base.
  private(set) var isMoved: [Bool]
  private let isInBase: [Bool]

  init(_ order: [Int], base: [Int], _ count: Int) {
    self.order = order
    self.count = count
    positions = Self.positions(order, count)
    let basePositions = Self.positions(base, count)
    isInBase = basePositions.map { $0 != nil }
    let numbers = order.map { basePositions[$0] }
    let stays = IncreasingSubsequence.members(of: numbers)
    isMoved = Array(repeating: false, count: count)
    for (index, token) in order.enumerated() where numbers[index] != nil && !stays[index] {
      isMoved[token] = true
    }
  }

  static func positions(_ order: [Int], _ count: Int) -> [Int?] {
    var positions = [Int?](repeating: nil, count: count)
    for (position, token) in order.enumerated() { positions[token] = position }
    return positions
  }

  /// Tells whether this side decided where an element stands.
  func isPut(_ token: Int) -> Bool { isMoved[token] || !isInBase[token] }

  /// Returns what this side alone places before each shared element, and after the last.
  func gaps(
    besides other: SideOrder, _ isShared: (Int) -> Bool
  ) -> [(items: [Int], end: Int?)] {
    var gaps: [(items: [Int], end: Int?)] = []
    var items: [Int] = []
    for token in order {
      if isShared(token) {
        gaps.append((items, token))
        items = []
      } else if other.positions[token] == nil || isMoved[token] {
        items.append(token)
      }
    }
    return gaps + [(items, nil)]
  }

  /// Tells whether an element that this side put somewhere stands no longer between the elements
  /// around it.
  func losesNeighbours(_ gaps: [(items: [Int], end: Int?)], _ places: [Int?]) -> Bool {
    gaps.contains { gap in
      gap.items.contains { token in
        guard isPut(token), let position = positions[token], let place = places[token] else {
          return false
        }
        let before = position == 0 ? nil : places[order[position - 1]]
        let after = position + 1 == order.count ? nil : places[order[position + 1]]
        return before.map { $0 > place } ?? false || after.map { $0 < place } ?? false
      }
    }
  }
}
