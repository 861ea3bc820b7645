import HTTPServer
import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Integrations, their parts, and what is kept of what happened.
@Suite struct IntegrationTests {
  @Test func `an integration lists what it consists of`() throws {
    let account = try SmallAccount()
    for kind in ["flows", "exports", "imports", "connections", "scripts", "apis", "tools"] {
      let answer = try account.accounts.get("/v1/integrations/\(account.home)/\(kind)")
      #expect(answer.json.array?.compactMap { $0["_id"] } == [account.id(kind)], "\(kind)")
      #expect(try account.accounts.get("/v1/integrations/\(account.other)/\(kind)").status == 204)
    }
    #expect(try account.accounts.get("/v1/integrations/none/flows").status == 204)
    let flow = account.ids["flows"] ?? ""
    let reached = try account.accounts.get("/v1/flows/\(flow)/descendants").json
    #expect(reached["exports"]?[0]?["_id"] == account.id("exports"))
    #expect(reached["imports"]?[0]?["_id"] == account.id("imports"))
  }

  @Test func `connections are registered and deregistered`() throws {
    let account = try SmallAccount()
    let (accounts, connection) = (account.accounts, account.ids["connections"] ?? "")
    let registry = "/v1/integrations/\(account.other)/connections"
    #expect(
      try accounts.send("PUT", registry + "/register", json: [string(connection)]).status == 204)
    let integration = try accounts.get("/v1/integrations/\(account.other)").json
    #expect(integration["_registeredConnectionIds"] == [string(connection)])
    let unknown = try accounts.send(
      "PUT", registry + "/register", json: [string(RouteWalk.unknownID)])
    #expect(unknown.codes == ["invalid_ref"])
    #expect(try accounts.send("DELETE", "\(registry)/\(connection)/register").status == 204)
    #expect(try accounts.send("DELETE", "\(registry)/\(connection)/register").status == 404)
  }

  @Test func `flows are grouped, moved and given other connections`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let flow = account.ids["flows"] ?? ""
    let integration = try accounts.get("/v1/integrations/\(account.home)").json
    let group = try #require(integration["flowGroupings"]?[0]?["_id"])
    let grouping: JSONValue = ["_flowIds": [string(flow)], "_flowGroupingId": group]
    #expect(try accounts.send("PUT", "/v1/flows/updateFlowGrouping", json: grouping).status == 204)
    #expect(try accounts.get("/v1/flows/\(flow)").json["_flowGroupingId"] == group)

    let second = try accounts.make("connections", ["name": "Second", "type": "http"])
    let replacement: JSONValue = [
      "_connectionId": account.id("connections"), "_newConnectionId": string(second),
    ]
    #expect(
      try accounts.send("PUT", "/v1/flows/\(flow)/replaceConnection", json: replacement).status
        == 204)
    let export = "/v1/exports/\(account.ids["exports"] ?? "")"
    #expect(try accounts.get(export).json["_connectionId"] == string(second))
    #expect(
      try accounts.send(
        "PUT", export + "/replaceConnection",
        json: ["_newConnectionId": account.id("connections")]
      ).status == 204)
    #expect(try accounts.get(export).json["_connectionId"] == account.id("connections"))

    let move: JSONValue = ["_integrationId": string(account.other), "flows": [string(flow)]]
    #expect(try accounts.send("POST", "/ilm/v1/move", json: move).status == 204)
    let moved = try accounts.get("/v1/flows/\(flow)").json
    #expect(moved["_integrationId"] == string(account.other) && moved["_flowGroupingId"] == nil)
  }

  @Test func `tiles and preferences are the caller's`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let tiles = try accounts.get("/v1/tiles").json.array ?? []
    #expect(tiles.count == 3 && tiles.contains { $0["_integrationId"] == "none" })
    #expect(tiles.first { $0["name"] == "Home" }?["numApis"] == 1)
    let preferences: JSONValue = [
      "dashboard": ["view": "list", "pinnedIntegrations": [string(account.home)]]
    ]
    #expect(try accounts.send("PUT", "/v1/preferences", json: preferences).status == 200)
    #expect(try accounts.get("/v1/preferences").json == preferences)
    let other = try account.token(["accessLevel": "monitor"])
    #expect(try accounts.get("/v1/preferences", token: other).json == [:])
    #expect(
      try accounts.send("PUT", "/v1/preferences", json: ["dashboard": ["view": "cube"]]).status
        == 422)
  }

  @Test func `the settings of a step are one answer`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let home = "/v1/integrations/\(account.home)"
    #expect(
      try accounts.send("PUT", home, json: ["name": "Home", "settings": ["region": "EU"]]).status
        == 200)
    let target =
      "/ilm/v1/exports/\(account.ids["exports"] ?? "")/settings?_flowId=\(account.ids["flows"] ?? "")"
    let settings = try accounts.get(target).json
    #expect("\(settings)".contains("EU"), "\(settings)")
  }

  @Test func `the recycle bin gives back what was deleted together`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    #expect(try accounts.get("/v1/recycleBinTTL").status == 204)
    #expect(try accounts.send("DELETE", "/v1/integrations/\(account.home)").status == 204)
    let bin = try accounts.get("/v1/recycleBinTTL").json.array ?? []
    let models = bin.compactMap { $0["model"]?.text }
    #expect(models.contains("Integration") && models.contains("Flow"))
    #expect(
      try accounts.get("/v1/recycleBinTTL/flows").json[0]?["doc"]?["_id"] == account.id("flows"))
    #expect(try accounts.get("/v1/recycleBinTTL/nonsense").status == 404)
    let one = "/v1/recycleBinTTL/integrations/\(account.home)"
    #expect(try accounts.send("POST", one + "/doCascadeRestore").status == 204)
    #expect(try accounts.get("/v1/flows/\(account.ids["flows"] ?? "")").status == 200)
    #expect(try accounts.send("POST", one).status == 409, "it is not in the bin any more")
    #expect(try accounts.send("DELETE", "/v1/integrations/\(account.other)").status == 204)
    let other = "/v1/recycleBinTTL/integrations/\(account.other)"
    #expect(try accounts.send("DELETE", other).status == 204)
    #expect(try accounts.send("POST", other).status == 404)
  }

  @Test func `every change leaves an entry, without credentials`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let flow = "/v1/flows/\(account.ids["flows"] ?? "")"
    _ = try accounts.send(
      "PATCH", flow, Array(#"[{"op":"replace","path":"/name","value":"Renamed"}]"#.utf8))
    let entries = try accounts.get(flow + "/audit").json
    #expect(entries[0]?["event"] == "update")
    #expect(entries[0]?["fieldChanges"]?[0]?["newValue"] == "Renamed")
    let all = try accounts.get("/v1/audit?limit=5")
    #expect(all.json.array?.count == 5 && all.header("Link")?.contains("after=") == true)
    #expect(try accounts.get("/v1/audit?action=delete").status == 204)
    let wanted = try accounts.send("POST", "/v1/audit", json: ["resourceTypes": ["connection"]])
    #expect(wanted.json.array?.isEmpty == false && !wanted.text.contains(SmallAccount.canary))

    let signed = try #require(try accounts.get("/v1/audit/signedURL").json["signedURL"]?.text)
    #expect(signed.hasPrefix("http://ilm.test/ilm/v1/downloads?ticket="))
    let target = String(signed.dropFirst("http://ilm.test".count))
    let table = try accounts.get(target, token: .some(nil))
    #expect(table.status == 200 && table.text.contains("Renamed"))
    #expect(!table.text.contains(SmallAccount.canary))
    accounts.world.pass(milliseconds: DownloadTickets.lifetime)
    #expect(try accounts.get(target, token: .some(nil)).status == 404)
  }

  @Test func `environments are made, switched on and are accounts of their own`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let made = try accounts.send("POST", "/v1/environments", json: ["name": "Sandbox"])
    let token = try #require(made.json["token"]?.text)
    #expect(made.status == 201 && made.json["enabled"] == false)
    #expect(try accounts.get("/v1/flows", token: token).status == 401)
    #expect(try accounts.send("PUT", "/v1/environments/\(made.id)/enable").json["enabled"] == true)
    #expect(try accounts.get("/v1/flows", token: token).status == 204)
    #expect(try accounts.get("/v1/environments").json.array?.count == 2)
    #expect(
      try accounts.send("PUT", "/v1/environments/\(RouteWalk.unknownID)/enable").status == 404)
  }

  @Test func `notifications are subscribed to once`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let wanted: JSONValue = ["type": "jobErrors", "_resourceId": account.id("flows")]
    let made = try accounts.send("POST", "/v1/notifications", json: wanted)
    #expect(made.status == 201)
    #expect(try accounts.send("POST", "/v1/notifications", json: wanted).id == made.id)
    #expect(try accounts.get("/v1/notifications").json.array?.count == 1)
    #expect(try accounts.send("DELETE", "/v1/notifications/\(made.id)").status == 204)
    #expect(try accounts.get("/v1/notifications").status == 204)
  }
}
