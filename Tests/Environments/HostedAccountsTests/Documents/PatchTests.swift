import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct PatchTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// The examples of RFC 6902, appendix A, and what they leave open; `nil` is a refusal.
  @Test(
    arguments: [
      (
        #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#,
        #"{"foo":"bar","baz":"qux"}"#
      ),
      (
        #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
        #"{"foo":["bar","qux","baz"]}"#
      ),
      (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
      (
        #"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#,
        #"{"foo":["bar","baz"]}"#
      ),
      (#"{"baz":"qux"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#, #"{"baz":"boo"}"#),
      (
        #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
        #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
        #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
      ),
      (
        #"{"foo":["all","grass","cows","eat"]}"#,
        #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
        #"{"foo":["all","cows","eat","grass"]}"#
      ),
      (
        #"{"baz":"qux","foo":["a",2,"c"]}"#, #"[{"op":"test","path":"/foo/1","value":2.0}]"#,
        #"{"baz":"qux","foo":["a",2,"c"]}"#
      ),
      (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#, nil),
      (
        #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"grandchild":{}},"xyz":1}]"#,
        #"{"foo":"bar","child":{"grandchild":{}}}"#
      ),
      (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, nil),
      (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
      (
        #"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
        #"{"foo":["bar",["abc","def"]]}"#
      ),
      (#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
      (#"{"a":1}"#, #"[{"op":"remove","path":"/b"}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"remove","path":""}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"replace","path":"","value":[1]}]"#, "[1]"),
      (#"{"a":1}"#, #"[{"op":"replace","path":"/b","value":1}]"#, nil),
      (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/2","value":1}]"#, nil),
      (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/01","value":1}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"add","path":"a","value":1}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"add","path":"/a"}]"#, nil),
      (#"{"a":1}"#, #"[{"op":"frob","path":"/a"}]"#, nil),
      (#"{"a":1}"#, #"[5]"#, nil), (#"{"a":1}"#, #"{"op":"remove","path":"/a"}"#, nil),
      (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}]"#, nil),
    ] as [(String, String, String?)])
  func `a patch does what RFC 6902 says`(
    document: String, patch: String, expected: String?
  ) throws {
    let document = try json(document)
    let result = Result { try JSONPatch(json: json(patch)).applied(to: document) }
    let text = (try? result.get()).map { String(decoding: $0.compactBytes(), as: UTF8.self) }
    #expect(text == expected)
  }

  @Test func `a patch cannot make a document grow without end`() throws {
    let operations = Array(
      repeating: JSONPatch.Operation.copy(from: .root, to: .root.appending(key: "-")), count: 64)
    expectRefusal(.tooLarge, "too_large") {
      try JSONPatch(operations).applied(to: [1, 2, 3])
    }
    let many = JSONValue.array(
      Array(repeating: ["op": "remove", "path": "/a"], count: JSONPatch.operationCountMax + 1))
    expectRefusal(.malformed, "invalid_patch") { try JSONPatch(json: many) }
    let deep = JSONValue.string(JSONString(String(repeating: "/a", count: JSONPatch.depthMax + 1)))
    expectRefusal(.malformed) { try JSONPatch(json: [["op": "remove", "path": deep]]) }
  }

  @Test func `single fields can be changed, others only with the whole document`() throws {
    let test = try TestAccount()
    let owner = try test.owner
    let made = try test.makeIntegration()
    let first = try owner.document(made.flow)
    let patch = try JSONPatch(
      json: json(
        #"""
        [{"op":"replace","path":"/disabled","value":true},
        {"op":"add","path":"/debugUntil","value":"2026-02-01T00:00:00.000Z"}]
        """#))
    let changed = try owner.patch(made.flow, patch, expecting: first.version)
    #expect(changed.version != first.version)
    #expect(try changed.value()["disabled"] == true)
    #expect(try changed.value()["debugUntil"] == "2026-02-01T00:00:00.000Z")
    // A PUT leaves it alone.
    let put = try owner.replace(made.flow, with: ["name": "F", "debugUntil": "never"])
    #expect(try put.value()["debugUntil"] == "2026-02-01T00:00:00.000Z")

    expectRefusal(.conflict, "version_error") {
      try owner.patch(made.flow, patch, expecting: first.version)
    }
    for path in ["/pageGenerators", "/_integrationId", "", "/settings/a", "/_id"] {
      let refused = JSONPatch([.add("x", try JSONPointer(parsing: path))])
      expectRefusal(.invalid, "invalid_field") { try owner.patch(made.flow, refused) }
    }
    let copy = JSONPatch([.copy(from: .root, to: .root.appending(key: "settings"))])
    expectRefusal(.invalid, "invalid_field") { try owner.patch(made.flow, copy) }
    let number = JSONPatch([.replace(5, .root.appending(key: "name"))])
    expectRefusal(.invalid, "invalid_field") { try owner.patch(made.flow, number) }
  }
}
