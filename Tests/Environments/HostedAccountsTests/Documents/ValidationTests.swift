import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// What is refused, and where the fault is said to be.
@Suite struct ValidationTests {
  private let test: TestAccount
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    made = try test.makeIntegration()
  }

  private static let nobody = "0123456789abcdef01234567"
  private static func text(_ count: Int) -> String { String(repeating: "ü", count: count) }

  private static let refused: [(ResourceKind, String, String, String)] = [
    (.flows, #"{}"#, "missing_required_field", "name"),
    (.flows, #"{"name":""}"#, "missing_required_field", "name"),
    (.flows, #"{"name":null}"#, "missing_required_field", "name"),
    (.flows, #"{"name":5}"#, "invalid_field", "name"),
    (.flows, #"[]"#, "invalid_field", "-"),
    (.flows, #""x""#, "invalid_field", "-"),
    (.integrations, #"{"name":"\#(text(101))"}"#, "invalid_field", "name"),
    (
      .integrations, #"{"name":"x","description":"\#(text(5121))"}"#, "invalid_field", "description"
    ),
    (.connections, #"{"name":"x"}"#, "missing_required_field", "type"),
    (.exports, #"{"name":"x","settings":[]}"#, "invalid_field", "settings"),
    (.exports, #"{"name":"x","settings":"{}"}"#, "invalid_field", "settings"),
    (.flows, #"{"name":"x","disabled":"no"}"#, "invalid_field", "disabled"),
    (.flows, #"{"name":"x","pageGenerators":{}}"#, "invalid_field", "pageGenerators"),
    (.flows, #"{"name":"x","_integrationId":"orders"}"#, "invalid_field", "_integrationId"),
    (.flows, #"{"name":"x","_integrationId":"\#(nobody)"}"#, "invalid_ref", "_integrationId"),
    (
      .flows, #"{"name":"x","pageGenerators":[{},{"_exportId":"\#(nobody)"}]}"#, "invalid_ref",
      "pageGenerators[1]._exportId"
    ),
    (.exports, #"{"name":"x","_connectionId":"\#(nobody)"}"#, "invalid_ref", "_connectionId"),
    (
      .flows, #"{"name":"x","pageProcessors":[{}],"routers":[{"branches":[]}]}"#,
      "invalid_field", "routers"
    ),
    (
      .flows, #"{"name":"x","routers":[{"branches":[{"name":"\#(text(301))"}]}]}"#,
      "invalid_field", "routers[0].branches[0].name"
    ),
    (.apis, #"{"name":"x","settings":{"a":1}}"#, "invalid_field", "settings"),
    (.apis, #"{"name":"x","aliases":[{"alias":"a"}]}"#, "invalid_field", "aliases"),
    (.integrations, #"{"name":"x","aliases":[5]}"#, "invalid_field", "aliases[0]"),
    (
      .integrations, #"{"name":"x","aliases":[{"alias":"a b"}]}"#, "invalid_field",
      "aliases[0].alias"
    ),
    (
      .integrations, #"{"name":"x","aliases":[{"alias":"a","_scriptId":"s"}]}"#, "invalid_field",
      "aliases[0]"
    ),
    (
      .exports, #"{"name":"x","webhook":{"token":"******"}}"#, "invalid_field", "webhook.token"
    ),
  ]

  @Test(arguments: refused)
  func `what breaks a rule is refused with its place`(
    kind: ResourceKind, document: String, code: String, field: String
  ) throws {
    let value = try JSONValue(parsing: Array(document.utf8))
    let owner = try test.owner
    let problems = expectRefusal(.invalid, code) { try owner.create(kind, value) }
    #expect(problems.contains { $0.code == code && ($0.field ?? "-") == field }, "\(problems)")
    let auditCount = try owner.audit().entries.count
    if case .object(var object) = value, kind == .flows, object["name"] != nil {
      object["_id"] = .id(made.flow)
      expectRefusal(.invalid, code) { try owner.replace(made.flow, with: .object(object)) }
    }
    #expect(try owner.audit().entries.count == auditCount)
    #expect(try owner.list(kind).documents.count == (kind == .apis || kind == .tools ? 0 : 1))
  }

  @Test func `limits count characters and are reached exactly`() throws {
    try test.make(.integrations, ["name": .string(JSONString(Self.text(100)))])
    try test.make(.flows, ["name": "a", "settings": [:], "description": .null])
  }

  @Test func `aliases are unique where they are defined`() throws {
    let alias: JSONValue = ["alias": "main", "_flowId": .id(made.flow)]
    let problems = expectRefusal(.invalid, "duplicate_alias") {
      try test.owner.create(.integrations, ["name": "x", "aliases": [alias, alias]])
    }
    #expect(problems.map(\.field) == ["aliases[1].alias"])
    try test.make(.integrations, ["name": "x", "aliases": [alias]])
    try test.make(.flows, ["name": "x", "aliases": [alias]])
    expectRefusal(.invalid, "invalid_ref") {
      let lost: JSONValue = ["alias": "lost", "_flowId": .string(JSONString(Self.nobody))]
      return try test.owner.create(.flows, ["name": "x", "aliases": [lost]])
    }
  }

  @Test func `what was wrong before does not stand in the way of other edits`() throws {
    let owner = try test.owner
    try owner.delete(made.importKey)
    let flow = try owner.document(made.flow).value()
    var renamed = flow
    renamed.place("Renamed", at: "/name")
    #expect(try owner.replace(made.flow, with: renamed).value()["name"] == "Renamed")
    renamed.place(.string(JSONString(Self.nobody)), at: "/pageGenerators/0/_exportId")
    expectRefusal(.invalid, "invalid_ref") { try owner.replace(made.flow, with: renamed) }
  }

  @Test func `a flow's group is one of its integration's`() throws {
    let owner = try test.owner
    let groups = try owner.document(made.integration).value()["flowGroupings"]?.array
    let group = try #require(groups?.first?["_id"]?.text)
    #expect(group.utf8.count == 24)
    #expect(try owner.assignGroup(group, to: [made.flow]).count == 1)
    let problems = expectRefusal(.invalid, "invalid_ref") {
      try owner.assignGroup(Self.nobody, to: [made.flow])
    }
    #expect(problems.map(\.field) == ["_flowGroupingId"])
    let out = try owner.assignGroup(nil, to: [made.flow])[0].value()
    #expect(out["_flowGroupingId"] == nil)
  }
}
