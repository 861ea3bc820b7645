import LosslessJSON
import StructuralDiff
import StructuralMerge
import Testing

/// The rules that merged documents keep, each alone.
@Suite struct InvariantTests {
  private func violations(_ rule: any DocumentInvariant, _ document: JSONValue) -> [String] {
    rule.violations(in: document, named: "x") { $0 == "there" }
      .map { "\($0.code) \($0.subject) \($0.path)" }
  }

  @Test func `references name documents that are there`() {
    let document: JSONValue = [
      "a": ["$resource": "there"], "b": [["$resource": "gone"]], "c": ["$resource": "x", "d": 1],
    ]
    #expect(violations(ReferencesResolve(), document) == ["reference gone /b/0"])
  }

  @Test func `lookup names name lookups, wherever those stand`() {
    let document: JSONValue = [
      "fields": [["lookupName": "a"], ["lookupName": "b"], ["lookupName": ""]],
      "http": ["lookups": [["name": "a"]]],
    ]
    #expect(
      violations(LocalReferencesResolve.lookupName, document)
        == ["lookupName b /fields/1/lookupName"])
  }

  @Test func `arrays of a group have one length within each element`() {
    let identity = PatternIdentity([
      ("**.method", .parallelGroup("g")), ("**.uri", .parallelGroup("g")),
    ])
    let rule = ParallelLengthsAgree { _ in identity }
    let document: JSONValue = [
      "http": ["method": [1, 2], "in": ["uri": [1]]],
      "list": [["method": [1], "uri": [2]], ["method": [], "uri": [2]]],
    ]
    #expect(
      violations(rule, document)
        == ["parallel_lengths g /http/in/uri", "parallel_lengths g /list/1/method"])
  }

  @Test func `keys are told apart, and elements without one are left alone`() {
    let identity = PatternIdentity([("**.fields", .keyed(ElementKey("generate")))])
    let rule = KeysAreUnique { _ in identity }
    let document: JSONValue = [
      "fields": [["generate": "a"], ["x": 1], ["x": 1], ["generate": "b"], ["generate": "a"]],
      "list": [["fields": [["generate": "c"], ["generate": "c"]]]],
    ]
    #expect(
      violations(rule, document)
        == [
          "repeated_key /fields#1 /fields/4", "repeated_key /list/fields#1 /list/0/fields/1",
        ])
  }

  @Test func `a key given twice by a renaming and an addition is a conflict`() throws {
    let key = ElementKey([.init(fields: "generate")], renamed: [.init(fields: "extract")])
    let identity = PatternIdentity([("fields", .keyed(key))])
    let versions: [JSONValue] = [
      ["fields": [["generate": "a", "extract": "x"]]],
      ["fields": [["generate": "b", "extract": "x"]]],
      ["fields": [["generate": "a", "extract": "x"], ["generate": "b", "extract": "y"]]],
    ]
    let trees = versions.indices.map { DocumentTree(stored: ["imports/i": $0]) }
    let rules = TreeMergeRules(
      identity: { _ in identity }, invariants: [KeysAreUnique { _ in identity }])
    let merge = try TreeMerge(
      base: trees[0], ours: trees[1], theirs: trees[2], rules: rules, load: { versions[$0] })
    #expect(merge.conflicts.map(\.conflict.kind) == [.invariant])
    #expect(merge.conflicts.map(\.place.path.description) == ["/fields/1"])
  }

  @Test func `mirrored fields agree where both are there`() {
    let rule = MirroredFieldsAgree { _, _ in
      [
        (JSONPointer(tokens: ["a"]), JSONPointer(tokens: ["b", "a"])),
        (JSONPointer(tokens: ["c"]), JSONPointer(tokens: ["d"])),
      ]
    }
    #expect(violations(rule, ["a": 1, "b": ["a": 2], "c": 3]) == ["mirrored /b/a /a"])
  }
}
