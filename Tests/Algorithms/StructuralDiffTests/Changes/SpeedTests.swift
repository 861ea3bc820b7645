import LosslessJSON
import StructuralDiff
import TestKit
import Testing

/// Bounds that only a wrong order of growth can break: generous enough for a debug build.
@Suite struct SpeedTests {
  private let identity = PatternIdentity([("**.rows", .orderedKeyed(ElementKey("generate")))])

  private func row(_ number: Int, _ value: Int) -> JSONValue {
    [
      "generate": .string(JSONString("field_\(number)")),
      "extract": .string(JSONString("{{record.source.path_\(value)}}")), "dataType": "string",
    ]
  }

  @Test func `keyed arrays of many elements take near-linear time`() throws {
    var random = SeededRandom(seed: 5)
    let from = (0..<20_000).map { row($0, $0) }
    var to = from.shuffled(using: &random)
    for index in stride(from: 0, to: to.count, by: 50) { to[index] = row(30_000 + index, index) }
    let clock = ContinuousClock()
    var list = ChangeList([])
    let time = clock.measure {
      list = ChangeList(
        from: ["rows": .array(from)], to: ["rows": .array(to)], identity: identity)
    }
    #expect(time < .seconds(5), "\(list.changes.count) changes")
    #expect(try list.applied(to: ["rows": .array(from)]) == ["rows": .array(to)])
  }

  @Test func `texts that share no order take bounded time`() {
    var random = SeededRandom(seed: 6)
    let from = (0..<10_000).map { "line \($0)\n" }
    let to = from.shuffled(using: &random)
    let other = (0..<10_000).map { "other \($0)\n" }
    let few = (0..<10_000).map { _ in "\(random.number(below: 30))\n" }
    let fewOther = (0..<10_000).map { _ in "\(random.number(below: 30))\n" }
    let clock = ContinuousClock()
    for (first, second) in [(from, to), (from, other), (few, fewOther)] {
      let (first, second) = (TextLines(first.joined()), TextLines(second.joined()))
      let time = clock.measure { _ = UnifiedDiff(from: first, to: second) }
      #expect(time < .seconds(20))
    }
  }
}
