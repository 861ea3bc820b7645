import LosslessJSON

/// Walks two documents side by side and collects what differs.
///
/// Recursion is as deep as the documents, whose depth the parser limits.
struct DocumentComparison {
  /// One step on the way down; made into a token only when a change is recorded.
  private enum Step {
    case key(JSONString)
    case index(Int)

    var token: JSONString {
      switch self {
      case .key(let key): key
      case .index(let index): JSONString(String(index))
      }
    }
  }

  private(set) var changes: [Change] = []
  /// The ways to the present place in the first and in the second document.
  private var fromSteps: [Step] = []
  private var toSteps: [Step] = []

  /// Compares the values at the present place.
  mutating func compare(
    _ from: JSONValue, _ to: JSONValue, at identity: @autoclosure () -> some ArrayIdentity
  ) {
    switch (from, to) {
    case (.object(let from), .object(let to)):
      compareMembers(from, to, at: identity())
    case (.array(let from), .array(let to)):
      // Nobody has to tell the elements apart then.
      if from != to { compareElements(from, to, at: identity()) }
    default:
      if from != to { replace(from, to) }
    }
  }

  private mutating func replace(_ from: JSONValue, _ to: JSONValue) {
    changes.append(.replace(from, with: to, at: Self.pointer(toSteps)))
  }

  private mutating func add(_ value: JSONValue, _ step: Step) {
    changes.append(.add(value, at: Self.pointer(toSteps, step)))
  }

  private mutating func remove(_ value: JSONValue, _ step: Step) {
    changes.append(.remove(value, at: Self.pointer(fromSteps, step)))
  }

  private mutating func descend(_ from: Step, _ to: Step, _ body: (inout Self) -> Void) {
    fromSteps.append(from)
    toSteps.append(to)
    body(&self)
    fromSteps.removeLast()
    toSteps.removeLast()
  }

  private static func pointer(_ steps: [Step], _ last: Step? = nil) -> JSONPointer {
    var tokens = steps.map(\.token)
    if let last { tokens.append(last.token) }
    return JSONPointer(tokens: tokens)
  }
}

// MARK: - Objects

extension DocumentComparison {
  /// Compares members by key; the changes come in the order of the keys.
  ///
  /// Versions of one object usually have the same members in the same order: then only those are
  /// looked at more closely, and sorted, that are not the same scalar.
  private mutating func compareMembers(
    _ from: JSONObject, _ to: JSONObject, at identity: some ArrayIdentity
  ) {
    if from.hasSameKeyOrder(as: to) {
      for index in from.indicesToCompare(with: to) {
        compareMember(from.members[index], to.members[index], at: identity)
      }
    } else {
      joinMembers(from.membersByKey, to.membersByKey, at: identity)
    }
  }

  private mutating func joinMembers(
    _ from: [JSONObject.Member], _ to: [JSONObject.Member], at identity: some ArrayIdentity
  ) {
    var (i, j) = (0, 0)
    while i < from.count || j < to.count {
      if j == to.count || i < from.count && from[i].key < to[j].key {
        remove(from[i].value, .key(from[i].key))
        i += 1
      } else if i == from.count || from[i].key != to[j].key {
        add(to[j].value, .key(to[j].key))
        j += 1
      } else {
        compareMember(from[i], to[j], at: identity)
        i += 1
        j += 1
      }
    }
  }

  private mutating func compareMember(
    _ from: JSONObject.Member, _ to: JSONObject.Member, at identity: some ArrayIdentity
  ) {
    descend(.key(from.key), .key(to.key)) {
      $0.compare(from.value, to.value, at: identity.member(to.key))
    }
  }
}

extension JSONObject {
  fileprivate func hasSameKeyOrder(as other: JSONObject) -> Bool {
    count == other.count
      && members.indices.allSatisfy { members[$0].key == other.members[$0].key }
  }

  /// Returns where the members of two objects with the same keys in the same order may differ, in
  /// the order of the keys.
  fileprivate func indicesToCompare(with other: JSONObject) -> [Int] {
    var indices: [Int] = []
    for (index, member) in members.enumerated() {
      if member.value.isScalar, member.value == other.members[index].value { continue }
      indices.append(index)
    }
    return indices.count < 2
      ? indices : indices.sorted { members[$0].key < members[$1].key }
  }

  /// The members in the order of their keys, without sorting when they are in it already.
  fileprivate var membersByKey: [Member] {
    let isSorted = members.indices.dropFirst().allSatisfy { members[$0 - 1].key < members[$0].key }
    return isSorted ? members : sortedMembers
  }
}

// MARK: - Arrays

extension DocumentComparison {
  private mutating func compareElements(
    _ from: [JSONValue], _ to: [JSONValue], at identity: some ArrayIdentity
  ) {
    switch ElementMatcher.match([from, to], by: identity.strategy) {
    case .identified(let tokens, let order):
      compareIdentified(from, to, tokens, order, at: identity.element)
    case .aligned(let tokens): compareAligned(from, to, tokens)
    case .whole:
      if !Self.isSame(from, to, at: identity.element) { replace(.array(from), .array(to)) }
    }
  }

  /// Whether arrays whose elements nobody tells apart differ in nothing that counts: sets inside them
  /// may have another order.
  private static func isSame(
    _ from: [JSONValue], _ to: [JSONValue], at identity: some ArrayIdentity
  ) -> Bool {
    guard from.count == to.count else { return false }
    var comparison = DocumentComparison()
    return zip(from, to).allSatisfy { one, other in
      comparison.compare(one, other, at: identity)
      return comparison.changes.isEmpty
    }
  }

  private mutating func compareIdentified(
    _ from: [JSONValue], _ to: [JSONValue], _ tokens: ElementTokens, _ order: ElementOrder,
    at identity: some ArrayIdentity
  ) {
    let origins = tokens.origins()
    let targets = tokens.positions(onSide: 1)
    for (index, token) in tokens.sides[0].enumerated() where targets[token] == nil {
      remove(from[index], .index(index))
    }
    let stays = order == .none ? [] : IncreasingSubsequence.members(of: origins)
    for (index, origin) in origins.enumerated() {
      guard let origin else {
        add(to[index], .index(index))
        continue
      }
      if order != .none, !stays[index] { move(from: origin, to: index) }
      descend(.index(origin), .index(index)) {
        $0.compare(from[origin], to[index], at: identity)
      }
    }
  }

  private mutating func move(from: Int, to: Int) {
    changes.append(
      .move(
        from: Self.pointer(fromSteps, .index(from)), to: Self.pointer(toSteps, .index(to))))
  }

  /// Replaces scalar by scalar where a run is exchanged, removes or adds what one run has more.
  private mutating func compareAligned(
    _ from: [JSONValue], _ to: [JSONValue], _ tokens: ElementTokens
  ) {
    let list = EditList(
      fromTokens: tokens.sides[0], toTokens: tokens.sides[1], tokenCount: tokens.count)
    for edit in list.edits {
      let paired = min(edit.removed.count, edit.inserted.count)
      for index in edit.removed.dropFirst(paired) { remove(from[index], .index(index)) }
      for (origin, index) in zip(edit.removed, edit.inserted) {
        descend(.index(origin), .index(index)) { $0.replace(from[origin], to[index]) }
      }
      for index in edit.inserted.dropFirst(paired) { add(to[index], .index(index)) }
    }
  }
}

extension ElementTokens {
  /// Returns, per element of the second side, where it stands on the first, or `nil` if it is new.
  fileprivate func origins() -> [Int?] {
    let positions = positions(onSide: 0)
    return sides[1].map { positions[$0] }
  }
}
