import HTTPServer
import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// What the command line can do beside changing integrations: matches, saved plans, settings, care.
@Suite struct LifecycleResourceTests {
  private let path = LifecycleAccounts.path
  private let production = LifecycleTests.production
  private let sandbox = LifecycleTests.sandbox

  @Test func `matches are shown, declared and taken back`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let match = path(production, "/match?with=\(sandbox)")
    let found = try lifecycle.get(match)
    #expect(found.json["declared"] == false && found.json["pairs"]?.array?.isEmpty == false)
    let early = try lifecycle.accounts.send("PUT", match, json: [:])
    #expect(early.status == 409 && early.codes == ["not_recorded"])
    for target in [production, sandbox] { _ = try lifecycle.post(path(target, "/revisions")) }
    let pair = try #require(found.json["pairs"]?.array?.first { $0["kind"] == "flows" })
    let pairs = JSONObject([
      .init(key: JSONString(pair["left"]?.text ?? ""), value: pair["right"] ?? .null)
    ])
    let declared = try lifecycle.accounts.send("PUT", match, json: ["pairs": .object(pairs)])
    #expect(declared.status == 200 && declared.json["declared"] == true, "\(declared.text)")
    #expect(try lifecycle.get(match).json["declared"] == true)
    let forgotten = try lifecycle.accounts.send("DELETE", match)
    #expect(forgotten.json["declared"] == false)
    let guest = try lifecycle.invite(AccessGrants(account: .monitor))
    #expect(try lifecycle.accounts.send("DELETE", match, token: guest).status == 403)
    let here = path(production, "/match?with=production/store-api")
    #expect(try lifecycle.get(here, token: guest).status == 200)
    #expect(try lifecycle.accounts.send("DELETE", here, token: guest).status == 403)
  }

  @Test func `a plan that was shown is saved and carried out later, and no other`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let shown = try lifecycle.post(
      path(production, "/clone"), ["environment": "sandbox", "name": "Saved", "dryRun": true])
    let plan = try #require(shown.json["plan"], "\(shown.text)")
    let guest = try lifecycle.invite(AccessGrants(account: .manage))
    #expect(try lifecycle.post("/ilm/v1/plans", plan, token: guest).status == 404)
    var edited = plan
    edited["description"] = "something else"
    let refused = try lifecycle.post("/ilm/v1/plans", edited)
    #expect([409, 422].contains(refused.status), "\(refused.text)")
    let done = try lifecycle.post("/ilm/v1/plans", plan)
    #expect(done.status == 200 && done.json["target"] == "sandbox/saved", "\(done.text)")
    #expect(try lifecycle.post("/ilm/v1/plans", plan).status == 409)
  }

  @Test func `making, naming, moving and deleting are shown without being done`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let before = try lifecycle.get("/v1/audit?limit=1").json
    let store = path("production/store-api", "")
    let flows =
      try lifecycle.get(
        path(production, "/documents")
      ).json["documents"]?.array ?? []
    let flow = try #require(flows.first { $0["kind"] == "flows" }?["name"])
    let shown = [
      try lifecycle.post(
        "/ilm/v1/environments/production/integrations", ["name": "New", "dryRun": true]),
      try lifecycle.accounts.send("PATCH", store, json: ["name": "Other", "dryRun": true]),
      try lifecycle.post(
        path(production, "/move"),
        ["resource": flow, "to": "production/store-api", "dryRun": true]),
      try lifecycle.accounts.send("DELETE", store + "?dryRun=true"),
    ]
    for answer in shown {
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json["plan"]?["steps"]?.array?.isEmpty == false, "\(answer.text)")
    }
    #expect(try lifecycle.get("/v1/audit?limit=1").json == before)
    #expect(try lifecycle.accounts.send("DELETE", store).codes == ["confirmation_required"])
    let plan = try #require(shown[1].json["plan"])
    #expect(try lifecycle.post("/ilm/v1/plans", plan).status == 200)
    let tiles = try lifecycle.get("/v1/tiles").json.array ?? []
    #expect(
      tiles.contains { $0["name"] == "Other" } && !tiles.contains { $0["name"] == "Store API" })
  }

  @Test func `the loss of an integration that was removed past the history is taken for meant`()
    throws
  {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let target = path("production/store-api", "")
    _ = try lifecycle.post(target + "/revisions")
    let missed = {
      let status = try lifecycle.get("/ilm/v1/status").json["targets"]?.array ?? []
      return status.contains { $0["target"] == "production/store-api" }
    }
    let id = try lifecycle.integrationID("Store API")
    let removed = try lifecycle.accounts.send("DELETE", "/v1/integrations/\(id)")
    #expect(removed.status == 204, "\(removed.text)")
    #expect(try missed())
    #expect(try lifecycle.accounts.send("DELETE", target).codes == ["confirmation_required"])
    let deleted = try lifecycle.accounts.send("DELETE", target + "?confirm=Store%20API")
    #expect(deleted.status == 200 && deleted.json["deleted"] == [], "\(deleted.text)")
    #expect(try !missed())
  }

  @Test func `a plan that nobody was shown is refused, whatever it says`() throws {
    let (one, other) = (
      try LifecycleAccounts(naming: "Production"), try LifecycleAccounts(naming: "Production")
    )
    let shown = try one.post(
      path(production, "/clone"), ["environment": "sandbox", "name": "Forged", "dryRun": true])
    let plan = try #require(shown.json["plan"])
    let answer = try other.post("/ilm/v1/plans", plan)
    #expect(answer.status == 409 && answer.codes == ["unknown_plan"], "\(answer.text)")
  }

  @Test func `all integrations of an environment are recorded, as far as one may`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let store = try lifecycle.integrationID("Store API")
    let one = try lifecycle.invite(AccessGrants(account: nil, integrations: [store: .manage]))
    let all = "/ilm/v1/environments/production/revisions"
    let mine = try lifecycle.post(all, ["description": "mine"], token: one)
    #expect(mine.json["revisions"]?.array?.count == 1, "\(mine.text)")
    let rest = try lifecycle.post(all, ["ifChanged": true])
    #expect(rest.status == 200 && rest.json["unchanged"]?.array?.count == 1, "\(rest.text)")
    #expect((rest.json["revisions"]?.array?.count ?? 0) >= 2)
    #expect(try lifecycle.post(all, token: lifecycle.stranger()).status == 404)
  }

  @Test func `environments are set by who administers them`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let address = "/ilm/v1/environments/sandbox"
    let before = try lifecycle.post(
      path("production/store-api", "/clone"), ["environment": "sandbox", "dryRun": true])
    #expect(before.status == 409 && !before.text.contains("script-mode"), "\(before.text)")
    let set = try lifecycle.accounts.send(
      "PATCH", address, json: ["production": true, "apis": "supported"])
    #expect(set.json["environment"]?["production"] == true, "\(set.text)")
    let list = try lifecycle.get("/ilm/v1/environments").json["environments"]?.array ?? []
    #expect(list.first { $0["name"] == "sandbox" }?["production"] == true)
    // Of its APIs only the one that is a script is refused now.
    let clone = try lifecycle.post(
      path("production/store-api", "/clone"), ["environment": "sandbox", "dryRun": true])
    #expect(clone.text.contains("script-mode"), "\(clone.text)")
    let manager = try lifecycle.invite(AccessGrants(account: .manage))
    let refused = try lifecycle.accounts.send(
      "PATCH", "/ilm/v1/environments/production", json: ["production": false], token: manager)
    #expect(refused.status == 403)
  }

  @Test func `histories are checked, packed and given rules by who administers all`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    _ = try lifecycle.post(path(production, "/revisions"))
    let check = try lifecycle.post("/ilm/v1/repository/check", ["full": true])
    #expect(check.json["ok"] == true && check.json["revisions"] == 1, "\(check.text)")
    let packed = try lifecycle.post("/ilm/v1/repository/collection", ["prune": "now"])
    #expect(packed.status == 200 && packed.json["packed"] != nil, "\(packed.text)")
    #expect(
      try lifecycle.post("/ilm/v1/repository/collection", ["prune": "x"]).codes == ["bad_age"])

    let fields = "/ilm/v1/ignored-fields"
    let added = try lifecycle.accounts.send("PUT", fields + "?field=flows:/description")
    #expect(added.json["fields"] == ["flows:/description"], "\(added.text)")
    #expect(try lifecycle.get(fields).json == added.json)
    #expect(try lifecycle.accounts.send("DELETE", fields + "?field=/other").status == 404)
    let gone = try lifecycle.accounts.send("DELETE", fields + "?field=flows:/description")
    #expect(gone.json["fields"] == [])
    #expect(try lifecycle.accounts.send("PUT", fields + "?field=description").status == 422)

    // Somebody else's account is one too many.
    _ = try lifecycle.stranger()
    #expect(try lifecycle.post("/ilm/v1/repository/check").status == 403)
    #expect(try lifecycle.accounts.send("PUT", fields + "?field=/x").status == 403)
  }

  @Test func `pulls and what else is done are in the log, and pulls are told`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let copy = "production/copy"
    _ = try lifecycle.carryOut(
      path(production, "/clone"), ["environment": "production", "name": "Copy"])
    let id = try lifecycle.integrationID("Copy")
    let told = try lifecycle.post(
      "/v1/notifications", ["type": "pull", "_resourceId": string(id)])
    #expect(told.status == 201, "\(told.text)")
    let source = try lifecycle.integrationID("Shopify to NetSuite")
    let flow = try #require(try lifecycle.get("/v1/integrations/\(source)/flows").json[0])
    var edited = flow
    edited["description"] = "edited"
    _ = try lifecycle.accounts.send(
      "PUT", "/v1/flows/\(flow["_id"]?.text ?? "")", json: edited)
    let pull = try lifecycle.carryOut(path(copy, "/pull"), ["from": string(production)])
    #expect(pull.json["revision"]?["status"] == "completed", "\(pull.text)")
    let undone = try lifecycle.carryOut(path(copy, "/undo"))
    #expect(undone.status == 200, "\(undone.text)")
    _ = try lifecycle.accounts.send("PUT", path(copy, "/tags/first"), json: ["revision": "r1"])
    _ = try lifecycle.post(path(copy, "/revisions"))
    let log = try lifecycle.get("/v1/audit?resourceType=integration&_resourceId=\(id)")
    let events = (log.json.array ?? []).compactMap { $0["event"]?.text }
    #expect(
      events.filter { !["create", "update"].contains($0) }
        == ["snapshot", "tag", "revert", "pull", "clone"], "\(log.text)")
    lifecycle.accounts.world.pass(milliseconds: Retention.day)
    let letters = try lifecycle.accounts.store.takeLetters().filter { $0.topic == .pull }
    #expect(letters.map(\.events.count) == [1])
    #expect(letters.first?.events.first?["integration"] == "Copy")
    #expect(lifecycle.accounts.failures.all == [])
  }
}
