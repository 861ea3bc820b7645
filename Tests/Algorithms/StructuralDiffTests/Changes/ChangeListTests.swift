import LosslessJSON
import StructuralDiff
import Testing

@Suite struct ChangeListTests {
  private func changes(
    _ from: JSONValue, _ to: JSONValue, _ strategy: ArrayStrategy = .unknown
  ) throws -> [String] {
    let identity = PatternIdentity([("rows", strategy)])
    let list = ChangeList(from: ["rows": from], to: ["rows": to], identity: identity)
    #expect(
      isSame(try list.applied(to: ["rows": from]), ["rows": to], at: identity))
    return list.changes.map { change in
      let origin = change.fromPath.map { " from \($0)" } ?? ""
      let from = change.from.map { " \(text($0))" } ?? ""
      let to = change.to.map { " \(text($0))" } ?? ""
      return "\(change.operation) \(change.path)\(origin)\(from)\(to)"
    }
  }

  private func text(_ value: JSONValue) -> String {
    String(decoding: value.compactBytes(), as: UTF8.self)
  }

  @Test func `members are compared one by one`() throws {
    #expect(
      try changes(["a": 1, "b": 2, "c": 3], ["c": 4, "a": 1, "d": 5]) == [
        "remove /rows/b 2", "replace /rows/c 3 4", "add /rows/d 5",
      ])
  }

  @Test func `numbers are compared by value`() throws {
    let from = try JSONValue(parsing: Array("[1.0, 1e2, 9007199254740993]".utf8))
    let to = try JSONValue(parsing: Array("[1, 100, 9007199254740992]".utf8))
    #expect(try changes(from, to) == ["replace /rows/2 9007199254740993 9007199254740992"])
  }

  @Test func `a keyed element is matched wherever it stands`() throws {
    #expect(
      try changes(
        [["id": "a", "v": 1], ["id": "b", "v": 2]],
        [["id": "c"], ["id": "b", "v": 3], ["id": "a", "v": 1]],
        .keyed(ElementKey("id"))) == [
          "add /rows/0 {\"id\":\"c\"}", "move /rows/1 from /rows/1",
          "replace /rows/1/v 2 3",
        ])
  }

  @Test func `a removal is named by its place in the first document`() throws {
    #expect(
      try changes(["a", "b", "c"], ["c"], .orderedSet) == [
        "remove /rows/0 \"a\"", "remove /rows/1 \"b\"",
      ])
  }

  @Test func `a repeated key is told apart by its nth occurrence`() throws {
    #expect(
      try changes(
        [["name": "x", "v": 1], ["name": "X", "v": 2]],
        [["name": "x", "v": 1], ["name": "X", "v": 3]],
        .keyed(ElementKey("name", foldsCase: true))) == ["replace /rows/1/v 2 3"])
  }

  @Test func `a key can be an object`() throws {
    func step(_ target: JSONValue, _ value: JSONValue) -> JSONValue {
      ["type": "export", "_exportId": ["$resource": target, "n": 1], "v": value]
    }
    let key = ElementKey([
      .init([.init("type"), .init(anyOf: [["_exportId"], ["_importId"]])])
    ])
    #expect(
      try changes(
        [step("exports/x", 1), step("exports/y", 1)],
        [["_exportId": ["n": 1, "$resource": "exports/y"], "v": 2, "type": "export"]],
        .orderedKeyed(key)) == [
          #"remove /rows/0 {"type":"export","_exportId":{"$resource":"exports/x","n":1},"v":1}"#,
          "replace /rows/0/v 1 2",
        ])
  }

  @Test func `a set has no order and counts its values`() throws {
    #expect(try changes(["a", "b", "a"], ["b", "a", "a"], .set) == [])
    #expect(
      try changes(["a", "b", "a"], ["b", "c", "a"], .set) == [
        "remove /rows/2 \"a\"", "add /rows/1 \"c\"",
      ])
  }

  @Test func `an atomic array is one value`() throws {
    #expect(
      try changes(["a", ["b"]], ["a", ["c"]], .atomic) == [
        #"replace /rows ["a",["b"]] ["a",["c"]]"#
      ])
  }

  @Test func `an array that is one value does not differ by the order of a set in it`() throws {
    let identity = PatternIdentity([("rows", .atomic), ("rows.[].tags", .set)])
    let from: JSONValue = ["rows": ["a", ["tags": ["x", "y", "z"]]]]
    let to: JSONValue = ["rows": ["a", ["tags": ["z", "y", "x"]]]]
    #expect(ChangeList(from: from, to: to, identity: identity).isEmpty)
    let other: JSONValue = ["rows": ["a", ["tags": ["z", "y"]]]]
    let changes = ChangeList(from: from, to: other, identity: identity).changes
    #expect(changes.map(\.path.description) == ["/rows"])
  }

  @Test func `positional elements are compared by index`() throws {
    #expect(
      try changes([["v": 1], ["v": 2], 3], [["v": 2], ["v": 2]], .positional) == [
        "remove /rows/2 3", "replace /rows/0/v 1 2",
      ])
    #expect(
      try changes(["POST"], ["POST", "PUT"], .parallelGroup("requests")) == [
        "add /rows/1 \"PUT\""
      ])
  }

  @Test func `unknown scalars align`() throws {
    #expect(
      try changes(["a", "b", "c", "d", "e"], ["b", "x", "d", "e", "f"]) == [
        "remove /rows/0 \"a\"", "replace /rows/1 \"c\" \"x\"", "add /rows/4 \"f\"",
      ])
  }

  @Test func `unknown objects match by a candidate key that is present and unique`() throws {
    #expect(
      try changes(
        [["name": "a", "id": 1], ["name": "b", "id": 1]],
        [["name": "b", "id": 1], ["name": "c", "id": 1]]) == [
          #"remove /rows/0 {"name":"a","id":1}"#, #"add /rows/1 {"name":"c","id":1}"#,
        ])
    #expect(try changes([["v": 1]], [["v": 2]]) == [#"replace /rows [{"v":1}] [{"v":2}]"#])
    #expect(
      try changes([["id": 1]], [["id": 1], 2]) == [#"replace /rows [{"id":1}] [{"id":1},2]"#])
  }

  @Test func `a renamed row is one change where its origin is unique`() throws {
    let key = ElementKey([.init(fields: "generate")], renamed: [.init(fields: "extract")])
    #expect(
      try changes(
        [["generate": "a", "extract": "x"], ["generate": "b", "extract": "y"]],
        [["generate": "c", "extract": "x"], ["generate": "b", "extract": "y"]],
        .keyed(key)) == ["replace /rows/0/generate \"a\" \"c\""])
    #expect(
      try changes(
        [["generate": "a", "extract": "x"], ["generate": "b", "extract": "x"]],
        [["generate": "c", "extract": "x"]], .keyed(key)
      ).count == 3)
  }

  @Test func `changes below a moved element name both places`() throws {
    #expect(
      try changes(
        [["id": 1], ["id": 2], ["id": 3, "gone": true, "v": 1]],
        [["id": 3, "v": 2], ["id": 1], ["id": 2]], .orderedKeyed(ElementKey("id"))) == [
          "move /rows/0 from /rows/2", "remove /rows/2/gone true", "replace /rows/0/v 1 2",
        ])
  }

  @Test func `an element can move and be replaced`() throws {
    let key = ElementKey([.init(fields: "id")], fallback: .position)
    #expect(
      try changes(["x", ["id": 1], ["id": 2]], [["id": 1], ["id": 2], "y"], .keyed(key)) == [
        "move /rows/2 from /rows/0", "replace /rows/2 \"x\" \"y\"",
      ])
  }

  @Test func `a document of another kind is replaced as a whole`() throws {
    let list = ChangeList(from: [1], to: ["a": 1], identity: PatternIdentity())
    #expect(list.changes == [.replace([1], with: ["a": 1], at: .root)])
    #expect(try list.applied(to: [1]) == ["a": 1])
  }

  @Test func `documents of the greatest depth are compared and rebuilt`() throws {
    func nested(_ value: JSONValue) -> JSONValue {
      (0..<JSONLimits.depthCeiling).reduce(value) { inner, level in
        level % 2 == 0 ? .array([inner]) : ["a": inner]
      }
    }
    let identity = PatternIdentity([("**", .positional)])
    let list = ChangeList(from: nested(1), to: nested(2), identity: identity)
    #expect(list.changes.map(\.path.tokens.count) == [JSONLimits.depthCeiling])
    #expect(try list.applied(to: nested(1)) == nested(2))
  }

  @Test func `text is what has several lines or is long`() {
    func change(_ from: JSONValue, _ to: JSONValue) -> Change {
      .replace(from, with: to, at: .root)
    }
    let long = JSONValue.string(JSONString(String(repeating: "x", count: 200)))
    #expect(change("a\nb", "a").isText)
    #expect(change("a", long).isText)
    #expect(!change("a", "b").isText)
    #expect(!change("a\nb", 1).isText)
    let hunks = change("a\nb\n", "a\nc\n").unifiedDiff()?.rendered ?? []
    #expect(String(decoding: hunks, as: UTF8.self) == "@@ -1,2 +1,2 @@\n a\n-b\n+c\n")
  }
}
