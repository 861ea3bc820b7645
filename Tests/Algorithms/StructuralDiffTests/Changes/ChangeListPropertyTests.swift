import DocumentSamples
import LosslessJSON
import StructuralDiff
import TestKit
import Testing

@Suite struct ChangeListPropertyTests {
  private func forEachCase(
    _ seeds: Range<UInt64>, _ body: (JSONValue, JSONValue, ScatteredIdentity, UInt64) throws -> Void
  ) rethrows {
    for seed in seeds {
      var documents = RandomDocuments(seed: seed)
      let from = documents.document(depth: 5)
      let unrelated = documents.random.happens(onceIn: 10)
      let to = unrelated ? documents.document(depth: 5) : documents.edited(from)
      try body(from, to, ScatteredIdentity(seed: seed), seed)
    }
  }

  @Test func `applying the changes gives the second document`() throws {
    var found: [Change.Operation: Int] = [:]
    try forEachCase(0..<4_000) { from, to, identity, seed in
      let list = ChangeList(from: from, to: to, identity: identity)
      for change in list.changes { found[change.operation, default: 0] += 1 }
      let result = try list.applied(to: from)
      #expect(isSame(result, to, at: identity), "seed \(seed)")
      let rest = ChangeList(from: result, to: to, identity: identity)
      #expect(rest.isEmpty, "seed \(seed)")
      #expect(list.isEmpty == isSame(from, to, at: identity), "seed \(seed)")
    }
    // The cases must exercise every operation, or the law says little.
    #expect(found.count == 4 && found.values.allSatisfy { $0 > 100 }, "\(found)")
  }

  @Test func `a document does not differ from itself in another member order`() {
    forEachCase(0..<1_000) { from, _, identity, seed in
      var random = SeededRandom(seed: seed)
      let shuffled = shufflingMembers(from, &random)
      #expect(ChangeList(from: from, to: shuffled, identity: identity).isEmpty, "seed \(seed)")
    }
  }

  @Test func `the list does not depend on the order of members`() {
    forEachCase(0..<1_000) { from, to, identity, seed in
      var random = SeededRandom(seed: seed)
      let list = ChangeList(from: from, to: to, identity: identity)
      let other = ChangeList(
        from: shufflingMembers(from, &random), to: shufflingMembers(to, &random),
        identity: identity)
      #expect(list == other, "seed \(seed)")
    }
  }

  @Test func `what is written alike in both documents is no part of their changes`() throws {
    var (leftOutCount, keptCount) = (0, 0)
    try forEachCase(0..<4_000) { from, to, identity, seed in
      var random = SeededRandom(seed: seed)
      let written = { (value: JSONValue) throws -> JSONDocument in
        try JSONDocument(
          parsing: random.happens(onceIn: 3) ? value.compactBytes() : value.canonicalBytes())
      }
      let (one, other) = try (written(from), written(to))
      let (left, right) = JSONDocument.differing(one, other)
      let changes = ChangeList.named(from: left, to: right, identity: identity)
      #expect(changes == ChangeList.named(from: from, to: to, identity: identity), "seed \(seed)")
      if left != from { leftOutCount += 1 } else { keptCount += 1 }
    }
    #expect(leftOutCount > 500 && keptCount > 500, "\(leftOutCount) and \(keptCount)")
  }

  @Test func `every change names its place and the smallest one that differs`() {
    forEachCase(0..<2_000) { from, to, identity, seed in
      let list = ChangeList(from: from, to: to, identity: identity)
      for change in list.changes { expectPlaced(change, from, to, seed) }
      #expect(Set(list.changes).count == list.changes.count, "seed \(seed)")
    }
  }

  private func expectPlaced(_ change: Change, _ from: JSONValue, _ to: JSONValue, _ seed: UInt64) {
    switch change.operation {
    case .add:
      #expect(to[change.path] == change.to && change.from == nil, "seed \(seed)")
    case .remove:
      #expect(from[change.path] == change.from && change.to == nil, "seed \(seed)")
    case .replace:
      #expect(to[change.path] == change.to && change.from != change.to, "seed \(seed)")
      #expect(change.from?.kind != .object || change.to?.kind != .object, "seed \(seed)")
    case .move:
      #expect(to[change.path] != nil && change.from == nil && change.to == nil, "seed \(seed)")
      #expect(change.fromPath.flatMap { from[$0] } != nil, "seed \(seed)")
    }
  }

  @Test func `as few elements move as a brute search finds possible`() {
    let identity = PatternIdentity([("", .orderedKeyed(ElementKey("id")))])
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let count = random.number(below: 10)
      let order = (0..<count).shuffled(using: &random)
      let from: JSONValue = .array((0..<count).map { ["id": .number(JSONNumber($0))] })
      let to: JSONValue = .array(order.map { ["id": .number(JSONNumber($0))] })
      let list = ChangeList(from: from, to: to, identity: identity)
      #expect(list.changes.allSatisfy { $0.operation == .move }, "seed \(seed)")
      #expect(list.changes.count == count - longestIncrease(order), "seed \(seed)")
    }
  }

  /// Tries every subset.
  private func longestIncrease(_ numbers: [Int]) -> Int {
    var longest = 0
    for subset in 0..<(1 << numbers.count) {
      let chosen = numbers.indices.filter { subset >> $0 & 1 == 1 }.map { numbers[$0] }
      if chosen == chosen.sorted() { longest = max(longest, chosen.count) }
    }
    return longest
  }

  private func shufflingMembers(_ value: JSONValue, _ random: inout SeededRandom) -> JSONValue {
    switch value {
    case .object(let object):
      var members = object.members.map {
        JSONObject.Member(key: $0.key, value: shufflingMembers($0.value, &random))
      }
      members.shuffle(using: &random)
      return .object(JSONObject(members))
    case .array(let elements): return .array(elements.map { shufflingMembers($0, &random) })
    default: return value
    }
  }
}
