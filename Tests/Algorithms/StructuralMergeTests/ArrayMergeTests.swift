import LosslessJSON
import StructuralDiff
import StructuralMerge
import Testing

/// What each array strategy makes of changes of both sides, by example.
@Suite struct ArrayMergeTests {
  private let identity = PatternIdentity([
    ("steps", .orderedKeyed(ElementKey("id"))),
    ("rows", .keyed(ElementKey("generate"))),
    ("tags", .set),
    ("rules", .atomic),
    ("places", .positional),
    ("http.method", .parallelGroup("http")),
    ("http.uri", .parallelGroup("http")),
    ("http.response.path", .parallelGroup("http")),
  ])

  private func merge(
    _ base: JSONValue, _ ours: JSONValue, _ theirs: JSONValue,
    _ resolutions: [String: Resolution] = [:]
  ) throws -> DocumentMerge {
    var table: [JSONPointer: Resolution] = [:]
    for (path, resolution) in resolutions { table[try JSONPointer(parsing: path)] = resolution }
    return try DocumentMerge(
      base: MergeBase(base), ours: ours, theirs: theirs, identity: identity, resolutions: table)
  }

  private func conflicts(_ merge: DocumentMerge) -> [String] {
    merge.conflicts.map { "\($0.kind.rawValue) \($0.path)" }
  }

  private func steps(_ ids: String) -> JSONValue {
    ["steps": .array(ids.map { ["id": .string(JSONString(String($0)))] })]
  }

  private func ids(_ value: JSONValue?) -> String {
    (value?["steps"]?.array ?? []).compactMap { $0["id"]?.text }.joined()
  }

  @Test(
    arguments: [
      // base, ours, theirs, merged
      ("abc", "abcx", "yabc", "yabcx"),
      ("abc", "axbc", "abyc", "axbyc"),
      ("abcd", "dabc", "abcd", "dabc"),
      ("abcde", "bacde", "abced", "baced"),
      ("abcd", "acd", "abcdx", "acdx"),
      ("abc", "abxc", "abxc", "abxc"),
      ("abcd", "axbcd", "dabc", "daxbc"),
      ("abc", "ab", "cab", "ab"),
      ("", "ab", "ab", "ab"),
    ])
  func `orders that do not compete are merged`(
    _ base: String, _ ours: String, _ theirs: String, _ merged: String
  ) throws {
    for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
      let merge = try merge(steps(base), steps(ours), steps(theirs))
      #expect(merge.isClean)
      #expect(ids(merge.value) == merged)
    }
  }

  @Test(
    arguments: [
      // base, ours, theirs, ours first, theirs first
      ("abc", "abcx", "abcy", "abcxy", "abcyx"),
      ("abc", "axbc", "aybc", "axybc", "ayxbc"),
      ("abcx", "axbc", "abxc", "axbc", "abxc"),
      ("ab", "axb", "ba", "axb", "bax"),
      ("", "ab", "ba", "ab", "ba"),
      ("abc", "bca", "bcax", "bcax", "bcax"),
    ])
  func `orders that compete are a conflict with both orders`(
    _ base: String, _ ours: String, _ theirs: String, _ oursFirst: String, _ theirsFirst: String
  ) throws {
    let merge = try merge(steps(base), steps(ours), steps(theirs))
    if oursFirst == theirsFirst {
      #expect(merge.isClean)
      #expect(ids(merge.value) == oursFirst)
      return
    }
    #expect(conflicts(merge) == ["order /steps"])
    #expect(ids(merge.value) == oursFirst)
    let resolved = try self.merge(
      steps(base), steps(ours), steps(theirs), ["/steps": .theirs])
    #expect(resolved.isClean)
    #expect(ids(resolved.value) == theirsFirst)
    let own = try self.merge(
      steps(base), steps(ours), steps(theirs), ["/steps": .value([["id": "z"]])])
    #expect(ids(own.value) == "z")
  }

  @Test func `display order never competes`() throws {
    let row = { (name: String, value: Int) -> JSONValue in
      ["generate": .string(JSONString(name)), "extract": .number(JSONNumber(value))]
    }
    let merge = try merge(
      ["rows": [row("a", 1), row("b", 1)]], ["rows": [row("b", 1), row("a", 2), row("x", 1)]],
      ["rows": [row("a", 1), row("b", 2), row("y", 1)]])
    #expect(merge.isClean)
    #expect(merge.value == ["rows": [row("b", 2), row("a", 2), row("x", 1), row("y", 1)]])
  }

  @Test func `sets take what either side added and lose what either removed`() throws {
    let merge = try merge(["tags": ["b", "c"]], ["tags": ["b", "c", "a"]], ["tags": ["c", "d"]])
    #expect(merge.isClean)
    #expect(merge.value == ["tags": ["a", "c", "d"]])
  }

  @Test func `an atomic array competes as one value`() throws {
    let merge = try merge(["rules": [1, 2]], ["rules": [1, 3]], ["rules": [0, 2]])
    #expect(conflicts(merge) == ["modify/modify /rules"])
    #expect(merge.value == ["rules": [1, 3]])
  }

  @Test func `positions merge one by one, and a cut competes with a change behind it`() throws {
    let changed = try merge(
      ["places": [["a": 1], ["b": 1]]], ["places": [["a": 2], ["b": 1]]],
      ["places": [["a": 1], ["b": 2]]])
    #expect(changed.value == ["places": [["a": 2], ["b": 2]]])
    #expect(changed.isClean)
    let cut = try merge(["places": [1, 2]], ["places": [1]], ["places": [1, 3]])
    #expect(conflicts(cut) == ["modify/modify /places"])
    let grown = try merge(["places": [1]], ["places": [1, 2]], ["places": [0, 2, 3]])
    #expect(grown.value == ["places": [0, 2, 3]])
  }

  @Test func `cells of a parallel group merge while the rows stay`() throws {
    let merge = try merge(
      ["http": ["method": ["POST", "PUT"], "uri": ["/a", "/b"]]],
      ["http": ["method": ["POST", "PATCH"], "uri": ["/a", "/b"]]],
      ["http": ["method": ["POST", "PUT"], "uri": ["/x", "/b"]]])
    #expect(merge.isClean)
    #expect(merge.value == ["http": ["method": ["POST", "PATCH"], "uri": ["/x", "/b"]]])
  }

  @Test func `rows of a parallel group are never mixed`() throws {
    let base: JSONValue = [
      "http": ["method": ["PUT"], "uri": ["/b"], "response": ["path": ["r"]], "other": 1]
    ]
    let ours: JSONValue = [
      "http": [
        "method": ["POST", "PUT"], "uri": ["/a", "/b"], "response": ["path": ["q", "r"]],
        "other": 2,
      ]
    ]
    let theirs: JSONValue = [
      "http": ["method": ["PUT"], "uri": ["/c"], "response": ["path": ["r"]], "other": 1]
    ]
    let open = try merge(base, ours, theirs)
    #expect(conflicts(open) == ["modify/modify /http"])
    #expect(open.value == ours)
    #expect(
      open.conflicts.first?.theirs
        == ["method": ["PUT"], "uri": ["/c"], "response": ["path": ["r"]]])
    let resolved = try merge(base, ours, theirs, ["/http": .theirs])
    #expect(resolved.isClean)
    #expect(
      resolved.value
        == ["http": ["method": ["PUT"], "uri": ["/c"], "response": ["path": ["r"]], "other": 2]])
    let error = #expect(throws: MergeError.self) {
      try merge(base, ours, theirs, ["/http": .value(1)])
    }
    #expect(error?.code == .unsuitableValue)
  }

  @Test func `a row added by one side merges with cells that keep their place`() throws {
    let merge = try merge(
      ["http": ["method": ["A"], "uri": ["/a"]]],
      ["http": ["method": ["A", "B"], "uri": ["/a", "/b"]]],
      ["http": ["method": ["A"], "uri": ["/x"]]])
    #expect(merge.isClean)
    #expect(merge.value == ["http": ["method": ["A", "B"], "uri": ["/x", "/b"]]])
  }

  @Test func `an element deleted here and changed there competes at a place of its own`() throws {
    let base: JSONValue = [
      "steps": [["id": "a", "x": 1], ["id": "b", "x": 1], ["id": "c", "x": 1]]
    ]
    let ours: JSONValue = ["steps": [["id": "c", "x": 2]]]
    let theirs: JSONValue = [
      "steps": [["id": "a", "x": 9], ["id": "b", "x": 9], ["id": "c", "x": 3]]
    ]
    let open = try merge(base, ours, theirs)
    #expect(
      conflicts(open)
        == ["delete/modify /steps/1", "delete/modify /steps/2", "modify/modify /steps/0/x"])
    #expect(open.value == ours)
    let resolved = try merge(
      base, ours, theirs, ["/steps/2": .theirs, "/steps/1": .ours, "/steps/0/x": .value(7)])
    #expect(resolved.isClean)
    #expect(resolved.value == ["steps": [["id": "b", "x": 9], ["id": "c", "x": 7]]])
  }

  @Test func `arrays of which nothing is known are matched by a key all elements have`() throws {
    let merge = try merge(
      ["any": [["name": "a", "v": 1], ["name": "b", "v": 1]]],
      ["any": [["name": "a", "v": 2], ["name": "b", "v": 1]]],
      ["any": [["name": "b", "v": 3]]])
    #expect(conflicts(merge) == ["modify/delete /any/0"])
    #expect(merge.value == ["any": [["name": "a", "v": 2], ["name": "b", "v": 3]]])
  }

  @Test func `scalars of which nothing is known are aligned`() throws {
    let merge = try merge(["any": [1, 2, 3, 4]], ["any": [1, 9, 3, 4]], ["any": [1, 2, 8, 4, 5]])
    #expect(merge.isClean)
    #expect(merge.value == ["any": [1, 9, 8, 4, 5]])
    let both = try self.merge(["any": [1, 2, 0]], ["any": [1, 2, 3, 0]], ["any": [9, 2, 4, 0]])
    #expect(conflicts(both) == ["modify/modify /any"])
    #expect(both.value == ["any": [9, 2, 3, 0]])
    #expect(both.conflicts.first?.theirs == [9, 2, 4, 0])
  }

  @Test func `a document's own name competes as a renaming`() throws {
    let name = JSONPointer(tokens: ["name"])
    let merge = try DocumentMerge(
      base: MergeBase(["name": "a", "x": 1]), ours: ["name": "b", "x": 1],
      theirs: ["name": "c", "x": 2], identity: identity, nameMember: name)
    #expect(conflicts(merge) == ["rename/rename /name"])
    #expect(merge.value == ["name": "b", "x": 2])
  }
}
