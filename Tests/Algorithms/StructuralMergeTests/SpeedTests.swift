import LosslessJSON
import StructuralDiff
import StructuralMerge
import Testing

/// How long large merges take.
///
/// The limits count in release builds; they leave room for the tests that run at the same time.
@Suite(.serialized) struct SpeedTests {
  private func time(_ name: String, limit: Duration, _ body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    var best = Duration.seconds(1_000)
    for _ in 0..<5 { best = min(best, try clock.measure { try body() }) }
    print("\(name): \(best)")
    #if !DEBUG
      #expect(best < limit, "\(name)")
    #endif
  }

  private func row(_ index: Int, _ value: Int) -> JSONValue {
    [
      "generate": .string(JSONString("field\(index)")),
      "extract": .string(JSONString("source\(index)")), "value": .number(JSONNumber(value)),
    ]
  }

  @Test func `ten thousand documents with a hundred changes a side`() throws {
    var ids: [JSONString: Int] = [:]
    for index in 0..<10_000 { ids[JSONString("imports/import-\(index)")] = index }
    let base = DocumentTree(stored: ids)
    let unchanged = ids
    for index in 0..<100 { ids[JSONString("imports/import-\(index * 3)")] = 20_000 + index }
    let ours = DocumentTree(stored: ids)
    ids = unchanged
    for index in 0..<100 { ids[JSONString("imports/import-\(index * 5)")] = 30_000 + index }
    let theirs = DocumentTree(stored: ids)
    let rules = TreeMergeRules(
      identity: { _ in PatternIdentity() }, invariants: [ReferencesResolve()])
    try time("10,000 documents", limit: .milliseconds(300)) {
      let merge = try TreeMerge(base: base, ours: ours, theirs: theirs, rules: rules) { id in
        ["a": .array((0..<20).map { row($0, id) }), "id": .number(JSONNumber(id))]
      }
      #expect(!merge.isClean)
    }
  }

  @Test func `a keyed array of twenty thousand elements`() throws {
    let base = (0..<20_000).map { row($0, 0) }
    var (ours, theirs) = (base, base)
    for index in stride(from: 0, to: 20_000, by: 40) { ours[index] = row(index, 1) }
    for index in stride(from: 7, to: 20_000, by: 40) { theirs[index] = row(index, 2) }
    ours.insert(row(30_000, 1), at: 100)
    theirs.swapAt(5_000, 9_000)
    for (name, strategy) in [
      ("keyed", ArrayStrategy.keyed(ElementKey("generate"))),
      ("ordered-keyed", .orderedKeyed(ElementKey("generate"))), ("unknown", .unknown),
    ] {
      let identity = PatternIdentity([("rows", strategy)])
      try time("20,000 elements, \(name)", limit: .milliseconds(400)) {
        let merge = try DocumentMerge(
          base: MergeBase(["rows": .array(base)]), ours: ["rows": .array(ours)],
          theirs: ["rows": .array(theirs)], identity: identity)
        #expect(merge.isClean)
      }
    }
  }

  @Test func `a text of ten thousand lines`() {
    let base = (0..<10_000).map { "line \($0 % 3_000) of a script\n" }
    var (ours, theirs) = (base, base)
    for index in stride(from: 0, to: 10_000, by: 100) { ours[index] = "ours \(index)\n" }
    for index in stride(from: 50, to: 10_000, by: 100) { theirs[index] = "theirs \(index)\n" }
    let texts = [base, ours, theirs].map { TextLines($0.joined()) }
    time("10,000 lines", limit: .milliseconds(150)) {
      #expect(TextMerge(base: texts[0], ours: texts[1], theirs: texts[2]).isClean)
    }
  }
}
