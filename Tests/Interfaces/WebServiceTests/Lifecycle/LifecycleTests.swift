import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@testable import WebService

/// The lifecycle of the example accounts, over HTTP.
@Suite struct LifecycleTests {
  static let production = "production/" + LifecycleAccounts.orders
  static let sandbox = "sandbox/" + LifecycleAccounts.orders
  private let path = LifecycleAccounts.path

  /// Gives a flow another description, wherever it is in the environment.
  private func describeFlow(
    _ lifecycle: LifecycleAccounts, _ text: String, in environment: String = "Production"
  ) throws {
    let store = lifecycle.accounts.store
    let account = try #require(try store.accounts().first { $0.name == environment })
    let owner = try store.ownerSession(accountID: account.id)
    for flow in try owner.list(.flows, ListQuery(limit: 100)).documents
    where try flow.value()["name"] == "Customer sync" {
      var document = try #require(try owner.document(flow.key).value().object)
      document["description"] = .string(JSONString(text))
      _ = try owner.replace(flow.key, with: .object(document))
    }
  }

  @Test func `a revision is taken, and reverted to by whoever has seen the plan`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let list = try lifecycle.get("/ilm/v1/integrations?environment=production")
    let targets = (list.json["integrations"]?.array ?? []).compactMap { $0["target"]?.text }
    #expect(targets.contains(Self.production), "\(list.text)")

    let snapshot = try lifecycle.post(path(Self.production, "/revisions"), ["description": "first"])
    #expect(snapshot.status == 201 && snapshot.json["revisions"]?[0]?["id"] == "r1")
    let again = try lifecycle.post(path(Self.production, "/revisions"), ["ifChanged": true])
    #expect(again.status == 200 && again.json["unchanged"]?[0]?.text == Self.production)

    try describeFlow(lifecycle, "edited")
    let status = try lifecycle.get("/ilm/v1/status?target=\(Self.production)")
    #expect(status.json["targets"]?[0]?["contentChanged"] == true, "\(status.text)")
    let difference = try lifecycle.get("/ilm/v1/comparison?left=\(Self.production)")
    #expect(difference.json["resources"]?[0]?["changes"]?[0]?["path"] == "/description")

    let revert = path(Self.production, "/revert")
    #expect(try lifecycle.post(revert, ["to": "r1"]).codes == ["plan_required"])
    let stale = try lifecycle.post(revert, ["to": "r1", "plan": "other"])
    #expect(stale.status == 409 && stale.codes == ["stale_plan"])
    let done = try lifecycle.carryOut(revert, ["to": "r1"])
    #expect(done.status == 200 && done.json["revision"]?["status"] == "completed", "\(done.text)")
    let same = try lifecycle.get(
      "/ilm/v1/comparison?left=\(Self.production)@r1&right=\(Self.production)")
    #expect(same.json["identical"] == true)
    #expect(
      try lifecycle.get(path(Self.production, "/revisions")).json["revisions"]?.array?.count == 2)
    #expect(lifecycle.accounts.failures.all.isEmpty, "\(lifecycle.accounts.failures.all)")
  }

  @Test func `a plan that was shown is refused once the integration moved on`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    _ = try lifecycle.post(path(Self.production, "/revisions"))
    try describeFlow(lifecycle, "edited")
    let revert = path(Self.production, "/revert")
    let shown = try lifecycle.post(revert, ["to": "r1", "dryRun": true])
    let id = try #require(shown.json["plan"]?["id"])
    try describeFlow(lifecycle, "edited by somebody else")
    let refused = try lifecycle.post(revert, ["to": "r1", "plan": id])
    #expect(refused.status == 409 && refused.codes == ["stale_plan"])
  }

  @Test func `a pull waits for its conflict and goes on with the answer`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    for target in [Self.production, Self.sandbox] {
      _ = try lifecycle.post(path(target, "/revisions"))
    }
    let clone = try lifecycle.carryOut(
      path(Self.production, "/clone"), ["environment": "sandbox", "name": "Copy"])
    #expect(clone.status == 200, "\(clone.text)")
    try describeFlow(lifecycle, "theirs")
    let copy = "sandbox/copy"
    let dry = try lifecycle.post(
      path(copy, "/pull"), ["from": .string(JSONString(Self.production)), "dryRun": true])
    #expect(dry.json["plan"]?["steps"]?.array?.count == 1, "\(dry.text)")

    // The same place, edited on the other side too.
    let documents = try lifecycle.get(path(copy, "/documents?name=flows/customer-sync"))
    #expect(documents.json["documents"]?[0]?["kind"] == "flows", "\(documents.text)")
    try describeFlow(lifecycle, "ours", in: "Sandbox")
    let from: JSONValue = ["from": .string(JSONString(Self.production))]
    let waiting = try lifecycle.carryOut(path(copy, "/pull"), from)
    let pull = try lifecycle.post(path(copy, "/pull"), from)
    #expect(waiting.json["conflicts"]?.array?.count == 1, "\(waiting.text)")
    #expect(pull.status == 200 && pull.json["revision"]?["status"] == "in_progress", "\(pull.text)")
    let second = try lifecycle.post(path(copy, "/pull"), from)
    #expect(second.status == 409 && second.codes == ["revision_in_progress"], "\(second.text)")
    let told = second.json["errors"]?[0]
    #expect(told?["details"]?["user"] == "owner@example.org", "\(second.text)")
    #expect(told?["message"]?.text?.contains("begun by owner@example.org") == true)
    let open = try lifecycle.get(path(copy, "/conflicts"))
    let id = try #require(open.json["conflicts"]?[0]?["id"])
    let done = try lifecycle.carryOut(
      path(copy, "/continue"), ["resolutions": [["id": id, "take": "remote"]]])
    #expect(done.status == 200 && done.json["revision"]?["status"] == "completed", "\(done.text)")
    let after = try lifecycle.get(path(copy, "/documents?name=flows/customer-sync"))
    #expect(after.json["documents"]?[0]?["document"]?["description"] == "theirs", "\(after.text)")
    // Nothing waits any more, so there is nothing to show and nothing is carried out.
    let shown = try lifecycle.post(path(copy, "/continue"), ["dryRun": true])
    #expect(shown.status == 422 && shown.codes == ["nothing_to_resolve"], "\(shown.text)")
    #expect(try lifecycle.carryOut(path(copy, "/undo")).status == 200)
    #expect(lifecycle.accounts.failures.all.isEmpty, "\(lifecycle.accounts.failures.all)")
  }

  @Test func `a zip goes out and in, and what is none is refused`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let bundle = try lifecycle.get(path(Self.production, "/bundle"))
    #expect(bundle.status == 200 && bundle.header("Content-Type") == "application/zip")
    let install = "/ilm/v1/environments/sandbox/install?name=Copy"
    func send(_ bytes: [UInt8], _ query: String) throws -> TestAccounts.Answer {
      try lifecycle.accounts.send(
        "POST", install + query, bytes,
        headers: [HTTPField("Content-Type", "application/zip")])
    }
    let shown = try send(bundle.bytes, "&dryRun=true")
    let id = try #require(shown.json["plan"]?["id"]?.text, "\(shown.text)")
    let made = try send(bundle.bytes, "&plan=\(id)")
    #expect(made.status == 200 && made.json["target"] == "sandbox/copy", "\(made.text)")
    let same = try lifecycle.get(
      "/ilm/v1/comparison?left=\(Self.production)&right=sandbox/copy&contentOnly=true")
    #expect(same.json["identical"] == true, "\(same.text)")
    let none = try send(Array("PK no zip".utf8), "&dryRun=true")
    #expect(none.status == 422 && none.codes == ["malformed_bundle"], "\(none.text)")
    let refused = try lifecycle.get(path("production/store-api", "/bundle"))
    #expect(refused.status == 409 && refused.codes == ["apis_not_supported"])
  }

  @Test func `a long change is told about while it goes on`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let begun = try lifecycle.post(
      path(Self.production, "/revisions"), ["description": "in the background"],
      headers: [HTTPField("Prefer", "respond-async")])
    #expect(begun.status == 202)
    let location = try #require(begun.header("Location"))
    let events = try lifecycle.get(location + "/events")
    #expect(events.header("Content-Type") == "text/event-stream")
    var result = try lifecycle.get(location)
    for _ in 0..<400 where result.json["status"] == "running" {
      try lifecycle.pause()
      result = try lifecycle.get(location)
    }
    #expect(result.json["status"] == "completed", "\(result.text)")
    #expect(result.json["result"]?["revisions"]?[0]?["id"] == "r1")
    let stranger = try lifecycle.stranger()
    #expect(try lifecycle.get(location, token: stranger).status == 404)
  }

  @Test func `an operation of a chosen id begins once, whoever's answer was lost`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    func begin(_ id: String) throws -> TestAccounts.Answer {
      try lifecycle.post(
        path(Self.production, "/revisions"), ["description": "once"],
        headers: [HTTPField("Prefer", "respond-async"), HTTPField("Ilm-Operation", id)])
    }
    let id = "0123456789abcdef01234567"
    let (first, again) = (try begin(id), try begin(id))
    #expect(first.status == 202 && first.json["id"]?.text == id, "\(first.text)")
    #expect(again.status == 202 && again.json["id"]?.text == id, "\(again.text)")
    var state = try lifecycle.get("/ilm/v1/operations/\(id)")
    for _ in 0..<400 where state.json["status"] == "running" {
      try lifecycle.pause()
      state = try lifecycle.get("/ilm/v1/operations/\(id)")
    }
    let revisions = try lifecycle.get(path(Self.production, "/revisions"))
    #expect(revisions.json["revisions"]?.array?.count == 1, "\(revisions.text)")
    for bad in ["short", String(repeating: "g", count: 24), id.uppercased()] {
      #expect(try begin(bad).codes == ["bad_operation"])
    }
  }
}
