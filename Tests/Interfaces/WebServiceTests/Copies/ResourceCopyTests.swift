import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Copies of single resources, and what is refused for APIs.
@Suite struct ResourceCopyTests {
  private let small: SmallAccount
  private let accounts: TestAccounts

  init() throws {
    small = try SmallAccount()
    accounts = small.accounts
  }

  private var map: JSONValue {
    let id = small.ids["connections"] ?? ""
    return .object(JSONObject([.init(key: JSONString(id), value: string(id))]))
  }

  private func path(_ collection: String, _ rest: String) -> String {
    "/v1/\(collection)/\(small.ids[collection] ?? "")/\(rest)"
  }

  @Test func `a flow is copied into another integration`() throws {
    let answer = try accounts.send(
      "POST", path("flows", "clone"),
      json: ["name": "Twin", "connectionMap": map, "_integrationId": string(small.other)])
    #expect(answer.status == 201, "\(answer.text)")
    let made = answer.json.array ?? []
    #expect(made.compactMap { $0["model"]?.text } == ["Script", "Export", "Import", "Flow"])
    #expect(made.last?["name"] == "Twin")
    let flow = try accounts.get("/v1/flows/\(made.last?["_id"]?.text ?? "")")
    #expect(flow.json["_integrationId"]?.text == small.other && flow.json["disabled"] == true)
    #expect(!answer.text.contains(SmallAccount.canary))
  }

  @Test func `steps are copied with what they need`() throws {
    for (collection, count) in [("exports", 2), ("imports", 1)] {
      let refused = try accounts.send("POST", path(collection, "clone"), json: [:])
      #expect(refused.status == 400 && refused.codes == ["invalid_connectionMap"])
      let answer = try accounts.send(
        "POST", path(collection, "clone"), json: ["connectionMap": map])
      #expect(answer.status == 201 && answer.json.array?.count == count, "\(answer.text)")
      #expect(answer.json.array?.last?["name"]?.text?.hasPrefix("Clone - ") == true)
    }
  }

  @Test func `a flow's copy has to say where it goes, and only where one may go`() throws {
    let missing = try accounts.send("POST", path("flows", "clone"), json: ["connectionMap": map])
    #expect(missing.codes == ["missing_required_field"])
    let unknown = try accounts.send(
      "POST", path("flows", "clone"),
      json: [
        "connectionMap": map, "_integrationId": .null, "envId": string(RouteWalk.unknownID),
      ])
    #expect(unknown.status == 404)
    let alone = try accounts.send(
      "POST", path("flows", "clone"), json: ["connectionMap": map, "_integrationId": .null])
    #expect(alone.status == 201)
  }

  @Test func `APIs are refused by name`() throws {
    let clone = try accounts.send("POST", path("apis", "clone"), json: ["version": "v2"])
    #expect(clone.status == 409 && clone.codes == ["apis_not_supported"])
    #expect(clone.text.contains("'Front'"))
    #expect(try accounts.get(path("apis", "template")).codes == ["apis_not_supported"])
    let valid = try accounts.send("POST", path("apis", "clone/validate"), json: ["version": "v2"])
    #expect(valid.status == 200 && valid.json == ["canClone": false])
  }

  @Test func `what nothing here can run is said, to those who may run it`() throws {
    let monitor = try small.token(["accessLevel": "monitor"])
    for (collection, verb) in [
      ("connections", "ping"), ("exports", "preview"), ("imports", "preview"),
      ("exports", "invoke"), ("imports", "invoke"),
    ] {
      let answer = try accounts.send("POST", path(collection, verb), json: [:])
      #expect(answer.status == 501 && answer.codes == ["not_supported"], "\(answer.text)")
      let refused = try accounts.send("POST", path(collection, verb), json: [:], token: monitor)
      #expect(refused.status == 403)
    }
  }

  @Test func `new steps can be named by scripts`() throws {
    let (export, step) = (
      try accounts.get("/v1/exports/\(small.ids["exports"] ?? "")").json["apiIdentifier"]?.text,
      try accounts.get("/v1/imports/\(small.ids["imports"] ?? "")").json["apiIdentifier"]?.text
    )
    #expect(export?.first == "e" && export?.count == 11)
    #expect(step?.first == "i" && step?.count == 11)
    let id = small.ids["exports"] ?? ""
    let renamed = try accounts.send(
      "PUT", "/v1/exports/\(id)", json: ["name": "X", "apiIdentifier": "e0000000000"])
    #expect(renamed.json["apiIdentifier"]?.text == export)
  }
}
