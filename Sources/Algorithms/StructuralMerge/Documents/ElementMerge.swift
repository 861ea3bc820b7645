import LosslessJSON
import StructuralDiff

/// Merges the elements of an array that tokens tell apart, and their order.
struct ElementMerge {
  /// What becomes of an element.
  private enum Fate {
    /// One side deleted it and the other left it alone, or both deleted it.
    case gone
    /// It is there, merged or taken from the side that has it.
    case stays
    /// One side deleted and the other changed it.
    case competing
  }

  private let versions: Versions
  private let sides: [[JSONValue]]
  private let tokens: ElementTokens
  private let positions: [[Int?]]
  private var fates: [Fate] = []
  private var results: [JSONValue?]

  init(_ versions: Versions, _ sides: [[JSONValue]], _ tokens: ElementTokens) {
    self.versions = versions
    self.sides = sides
    self.tokens = tokens
    positions = sides.indices.map { tokens.positions(onSide: $0) }
    results = Array(repeating: nil, count: tokens.count)
    fates = (0..<tokens.count).map { fate(of: $0) }
  }

  private func fate(of token: Int) -> Fate {
    switch (positions[0][token], positions[1][token], positions[2][token]) {
    case (_, .some, .some), (nil, _, _): .stays
    case (.some, nil, nil): .gone
    case (.some(let base), .some(let ours), nil):
      versions.base.element(sides[0], base).equals(versions.ours.element(sides[1], ours))
        ? .gone : .competing
    case (.some(let base), nil, .some(let theirs)):
      versions.base.element(sides[0], base).equals(versions.theirs.element(sides[2], theirs))
        ? .gone : .competing
    }
  }

  /// Returns the merged array.
  mutating func run(
    _ order: ElementOrder, in merge: inout ValueMerge, at identity: some ArrayIdentity
  ) -> JSONValue? {
    let kept = tokens.sides.map { side in side.filter { fates[$0] != .gone } }
    let orders = OrderMerge(base: kept[0], ours: kept[1], theirs: kept[2], count: tokens.count)
    let competes = order == .significant && orders.agreed == nil
    let first = merge.metCount
    let layout = competes ? orders.oursFirst : orders.shown
    mergeElements(layout, in: &merge, at: identity)
    guard competes else { return .array(collected(layout, sorted: order == .none)) }
    return mergeOrder(orders, before: first, in: &merge)
  }

  /// Records that the orders compete and returns the array in the order that is taken.
  private func mergeOrder(
    _ orders: OrderMerge, before first: Int, in merge: inout ValueMerge
  ) -> JSONValue? {
    let conflict = MergeConflict(
      .order, at: merge.path, base: versions.base.value,
      ours: .array(collected(orders.oursFirst)), theirs: .array(collected(orders.theirsFirst)))
    let result = merge.conflict(conflict, before: first) { $0.array != nil }
    if let resolution = merge.resolutions[conflict.path], case .value = resolution {
      merge.end(conflictsAfter: first, by: resolution)
    }
    return result
  }

  private func collected(_ layout: [Int], sorted: Bool = false) -> [JSONValue] {
    let elements = layout.compactMap { results[$0] }
    return sorted ? CanonicalSet.sorted(elements) : elements
  }
}

// MARK: - Elements

extension ElementMerge {
  private mutating func mergeElements(
    _ layout: [Int], in merge: inout ValueMerge, at identity: some ArrayIdentity
  ) {
    let isBase = merge.purpose == .base
    let isPresent = { [fates, positions] (token: Int) in
      isBase || fates[token] == .stays || positions[1][token] != nil
    }
    var present = 0
    var absent = layout.count { isPresent($0) }
    for token in layout {
      if isPresent(token) {
        results[token] = mergeElement(token, index: present, in: &merge, at: identity)
        present += 1
      } else {
        results[token] = mergeElement(token, index: absent, in: &merge, at: identity)
        absent += 1
      }
    }
  }

  private func mergeElement(
    _ token: Int, index: Int, in merge: inout ValueMerge, at identity: some ArrayIdentity
  ) -> JSONValue? {
    let below = Versions(
      base: versions.base.element(sides[0], positions[0][token]),
      ours: versions.ours.element(sides[1], positions[1][token]),
      theirs: versions.theirs.element(sides[2], positions[2][token]))
    return merge.descend(.index(index)) { $0.merge(below, at: identity, isScope: true) }
  }
}

/// The order of sets in canonical form.
enum CanonicalSet {
  /// Returns scalars in the order of their canonical bytes; a set of anything else as it is.
  static func sorted(_ elements: [JSONValue]) -> [JSONValue] {
    let isSortable = elements.allSatisfy { element in
      switch element {
      case .object, .array: false
      default: true
      }
    }
    guard isSortable else { return elements }
    return elements.map { (bytes: $0.canonicalBytes(), element: $0) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.element)
  }
}
