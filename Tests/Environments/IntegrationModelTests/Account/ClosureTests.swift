import LosslessJSON
import Testing

@testable import IntegrationModel

/// What belongs to an integration, and what its references become.
@Suite struct ClosureTests {
  private let id = "000000000000000000000001"

  private func account(_ more: [(ResourceKind, JSONValue)]) -> NeutralAccount {
    NeutralAccount(
      [
        (.integrations, ["_id": "000000000000000000000001", "name": "One"]),
        (.integrations, ["_id": "000000000000000000000002", "name": "Two"]),
      ] + more)
  }

  private func flow(_ id: JSONValue, _ name: JSONValue, in integration: JSONValue = .null)
    -> JSONValue
  {
    ["_id": id, "name": name, "_integrationId": integration]
  }

  @Test func `what another integration contains is named and not followed`() throws {
    var caller = flow("00000000000000000000000a", "Caller", in: "000000000000000000000001")
    caller.place(["00000000000000000000000b", "00000000000000000000000c"], at: "/_runNextFlowIds")
    var called = flow("00000000000000000000000b", "Called", in: "000000000000000000000002")
    called.place([["_exportId": "00000000000000000000000d"]], at: "/pageGenerators")
    let account = account([
      (.flows, caller), (.flows, called),
      (.flows, flow("00000000000000000000000c", "Alone")),
      (.exports, ["_id": "00000000000000000000000d", "name": "Get"]),
    ])
    let captured = try account.capture(id)
    #expect(captured.closure.members.map(\.kind).sorted() == [.flows, .integrations])
    let text = captured.text("flows/caller")
    #expect(text.contains(#""$external": "two/flows/called""#))
    #expect(text.contains(#""$external": "standalone/flows/alone""#))
    let restored = try captured.restored(LogicalName(.flows, "caller")).document
    #expect(restored == caller)
    #expect(try account.capture(nil).closure.members.map(\.kind) == [.flows])
  }

  @Test func `what two integrations use is in both`() throws {
    func user(_ id: JSONValue, in integration: JSONValue) -> JSONValue {
      var user = flow(id, "User", in: integration)
      user.place([["_exportId": "00000000000000000000000d"]], at: "/pageGenerators")
      return user
    }
    let account = account([
      (.flows, user("00000000000000000000000a", in: "000000000000000000000001")),
      (.flows, user("00000000000000000000000b", in: "000000000000000000000002")),
      (.exports, ["_id": "00000000000000000000000d", "name": "Get"]),
    ])
    for id in ["000000000000000000000001", "000000000000000000000002"] {
      let captured = try account.capture(id)
      #expect(captured.content["exports/get.json"] != nil)
      #expect(captured.text("flows/user").contains(#""$resource": "exports/get""#))
    }
  }

  @Test func `a reference to nothing is kept and told`() throws {
    var flow = flow("00000000000000000000000a", "F", in: "000000000000000000000001")
    flow.place([["_exportId": "0000000000000000000000ff"]], at: "/pageGenerators")
    flow.place("an-alias", at: "/pageGenerators/0/_connectionId")
    flow.place("0000000000000000000000fe", at: "/anything")
    let captured = try account([(.flows, flow)]).capture(id)
    #expect(captured.closure.dangling.map(\.site.pointer) == ["/pageGenerators/0/_exportId"])
    #expect(captured.text("flows/f").contains(#""_exportId": "0000000000000000000000ff""#))
    #expect(captured.text("flows/f").contains(#""_connectionId": "an-alias""#))
    #expect(try captured.restored(LogicalName(.flows, "f")).document == flow)
  }

  @Test func `tools and imports that call each other are a closure`() throws {
    let captured = try account([
      (
        .tools,
        [
          "_id": "00000000000000000000000a", "name": "T",
          "_integrationId": "000000000000000000000001",
          "routers": [
            ["branches": [["pageProcessors": [["_importId": "00000000000000000000000b"]]]]]
          ],
        ]
      ),
      (
        .imports,
        [
          "_id": "00000000000000000000000b", "name": "I",
          "tool": ["_toolId": "00000000000000000000000a"],
        ]
      ),
    ]).capture(id)
    #expect(captured.text("imports/i").contains(#""$resource": "tools/t""#))
    #expect(captured.text("tools/t").contains(#""$resource": "imports/i""#))
  }

  @Test func `an id that no row names is a reference if just one kind has it`() throws {
    var flow = flow("00000000000000000000000a", "F", in: "000000000000000000000001")
    flow.place(
      [
        "one": "00000000000000000000000d", "two": "00000000000000000000000e",
        "longer": "x 00000000000000000000000d", "deep": [["00000000000000000000000d"]],
      ], at: "/odd")
    flow.place(["one": "00000000000000000000000d"], at: "/settings")
    flow.place(["one": "00000000000000000000000d"], at: "/mockOutput")
    let captured = try account([
      (.flows, flow), (.exports, ["_id": "00000000000000000000000d", "name": "Get"]),
      (.exports, ["_id": "00000000000000000000000e", "name": "Twice"]),
      (.imports, ["_id": "00000000000000000000000e", "name": "Twice"]),
    ]).capture(id)
    let content = try JSONValue(
      parsing: captured.resources[LogicalName(.flows, "f")]?.content ?? [])
    #expect(content.value(at: "/odd/one") == ["$resource": "exports/get"])
    #expect(content.value(at: "/odd/deep/0/0") == ["$resource": "exports/get"])
    #expect(content.value(at: "/odd/two") == "00000000000000000000000e")
    #expect(content.value(at: "/odd/longer") == "x 00000000000000000000000d")
    #expect(content.value(at: "/settings/one") == "00000000000000000000000d")
    #expect(!captured.closure.members.contains { $0.id == "00000000000000000000000e" })
  }

  @Test func `one id may be known in several kinds`() throws {
    var flow = flow("00000000000000000000000a", "F", in: "000000000000000000000001")
    flow.place([["_exportId": "00000000000000000000000a"]], at: "/pageGenerators")
    flow.place([["_importId": "00000000000000000000000a"]], at: "/pageProcessors")
    let captured = try account([
      (.flows, flow), (.exports, ["_id": "00000000000000000000000a", "name": "E"]),
      (.imports, ["_id": "00000000000000000000000a", "name": "I"]),
    ]).capture(id)
    #expect(captured.text("flows/f").contains("exports/e"))
    #expect(captured.text("flows/f").contains("imports/i"))
    #expect(try captured.restored(LogicalName(.flows, "f")).document == flow)
  }
}
