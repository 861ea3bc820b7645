import LosslessJSON
import StructuralDiff
import TestKit

/// Cuts the edit that leads from one document to another into two disjoint halves.
///
/// Every smallest change goes to one side at random; so does what happens to the elements of an
/// array as a whole: which are there, and in which order.
struct SplitEdit {
  var random: SeededRandom
  private(set) var changeCount = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  mutating func split(
    _ from: JSONValue, _ to: JSONValue, at identity: some ArrayIdentity
  ) -> (ours: JSONValue, theirs: JSONValue) {
    switch (from, to) {
    case (.object(let from), .object(let to)): return split(from, to, at: identity)
    case (.array(let elements), .array(let others)):
      if case .identified(let tokens, let order) = ElementMatcher.match(
        [elements, others], by: identity.strategy), order != .fixed
      {
        return split(elements, others, tokens, at: identity.element)
      }
    default: break
    }
    return half(from, to)
  }

  private mutating func half<Value: Equatable>(
    _ from: Value, _ to: Value
  ) -> (ours: Value, theirs: Value) {
    if from != to { changeCount += 1 }
    return random.happens(onceIn: 2) ? (to, from) : (from, to)
  }

  private mutating func split(
    _ from: JSONObject, _ to: JSONObject, at identity: some ArrayIdentity
  ) -> (ours: JSONValue, theirs: JSONValue) {
    var (ours, theirs): (JSONObject, JSONObject) = ([:], [:])
    for key in Set(from.keys + to.keys).sorted() {
      if let before = from[key], let after = to[key] {
        let halves = split(before, after, at: identity.member(key))
        (ours[key], theirs[key]) = (halves.ours, halves.theirs)
      } else {
        (ours[key], theirs[key]) = half(from[key], to[key])
      }
    }
    return (.object(ours), .object(theirs))
  }

  private mutating func split(
    _ from: [JSONValue], _ to: [JSONValue], _ tokens: ElementTokens, at identity: some ArrayIdentity
  ) -> (ours: JSONValue, theirs: JSONValue) {
    var halves: [Int: (ours: JSONValue, theirs: JSONValue)] = [:]
    for (index, token) in tokens.sides[0].enumerated() {
      let after = tokens.sides[1].firstIndex(of: token)
      halves[token] =
        after.map { split(from[index], to[$0], at: identity) } ?? (from[index], from[index])
    }
    for (index, token) in tokens.sides[1].enumerated() where halves[token] == nil {
      halves[token] = (to[index], to[index])
    }
    let (own, other) = half(tokens.sides[0], tokens.sides[1])
    return (
      .array(own.compactMap { halves[$0]?.ours }), .array(other.compactMap { halves[$0]?.theirs })
    )
  }
}
