import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralMerge
import TestKit
import Testing

@Suite struct PullTests {
  @Test func `what changed on both sides is merged`() throws {
    let pair = try PullWorld()
    try pair.prod.edit("e1", "/http/relativeURI", to: #""/orders?page=2""#)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.dev.edit(try pair.clone("s1")) { $0.place("// tuned\n", at: "/content") }
    let report = try pair.pull { $0.allowsShared = true }
    #expect(report.revision.kind == .pull && report.revision.status == .completed)
    #expect(report.revision.changes == Revision.Changes(added: 0, modified: 2, deleted: 0))
    #expect(report.revision.followUps == [])
    let merged = try pair.prod.documents()[key("e1")]
    #expect(merged?["http"]?["relativeURI"]?.text == "/orders?page=2")
    #expect(merged?["http"]?["method"]?.text == "POST")
    #expect(merged?["_connectionId"]?.text == id("c2"))
    #expect(try !pair.isIdentical())
    try pair.pull("dev/orders", from: "prod/orders")
    #expect(try pair.isIdentical())
  }

  @Test func `nothing new means nothing to pull`() throws {
    let pair = try PullWorld()
    #expect(try pair.prepare().isUpToDate)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    #expect(try !pair.prepare().isUpToDate)
    try pair.pull()
    #expect(try pair.prepare().isUpToDate)
  }

  @Test func `created and deleted resources travel, with what they need`() throws {
    let pair = try PullWorld()
    try pair.dev.delete(try pair.clone("f3"))
    let flow = try pair.dev.environment.create(
      .flows,
      [
        "name": "Carts", "_integrationId": .string(JSONString(try pair.clone("n1").id)),
        "disabled": false,
        "pageGenerators": [["_exportId": .string(JSONString(try pair.clone("e1").id))]],
      ])
    try pair.pull()
    let documents = try pair.prod.documents()
    #expect(documents[key("f3")] == nil)
    let created = documents.first { $0.value["name"]?.text == "Carts" }
    #expect(created?.value["disabled"] == true)
    #expect(created?.value["_integrationId"]?.text == id("n1"))
    #expect(created?.value["pageGenerators"]?[0]?["_exportId"]?.text == id("e1"))
    #expect(created?.value["_sourceId"]?.text == flow.key.id)
    #expect(try pair.isIdentical())
  }

  @Test func `a new flow in a new group arrives in that group`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("n1")) { document in
      let groups = document["flowGroupings"]?.array ?? []
      document.place(
        .array(groups + [["name": "Carts", "_id": "7d00000000000000000000ff"]]),
        at: "/flowGroupings")
    }
    _ = try pair.dev.environment.create(
      .flows,
      [
        "name": "Carts", "_integrationId": .string(JSONString(try pair.clone("n1").id)),
        "disabled": true, "_flowGroupingId": "7d00000000000000000000ff",
        "pageGenerators": [["_exportId": .string(JSONString(try pair.clone("e1").id))]],
      ])
    try pair.pull()
    let documents = try pair.prod.documents()
    let flow = documents.values.first { $0["name"]?.text == "Carts" }
    let group = documents[key("n1")]?["flowGroupings"]?.array?.first { $0["name"]?.text == "Carts" }
    #expect(group?["_id"] != nil)
    #expect(flow?["_flowGroupingId"] == group?["_id"])
    #expect(try pair.isIdentical())
  }

  @Test func `a secret stays where it is and never travels`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e2")) { $0.place("basic", at: "/webhook/verify") }
    try pair.pull()
    let listener = try pair.prod.documents()[key("e2")]
    #expect(listener?["webhook"]?["verify"]?.text == "basic")
    #expect(listener?["webhook"]?["token"]?.text == OrdersAccount.canary)
  }

  @Test func `an undone pull is offered again and a revert of the revert regains it`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.pull()
    try pair.undo(target("prod/orders"))
    #expect(try pair.prod.documents()[key("e1")]?["http"]?["method"]?.text == "GET")
    #expect(try !pair.prepare().isUpToDate)
    let again = try pair.pull()
    #expect(again.revision.changes.modified == 1)
    #expect(try pair.isIdentical())
    try pair.undo(target("prod/orders"))
    try pair.undo(target("prod/orders"))
    #expect(try pair.isIdentical())
  }

  @Test func `an undone pull that changed nothing is offered again too`() throws {
    let pair = try PullWorld()
    try pair.prod.edit("e1", "/http/method", to: #""PUT""#)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    let kept = try pair.pull(resolving: try ResolutionRequests("c1=current"))
    #expect(kept.revision.changes.modified == 0)
    #expect(try pair.prepare().isUpToDate)
    try pair.undo(target("prod/orders"))
    let again = try pair.prepare { $0.usesRemembered = false }
    #expect(again.open.count == 1)
    try pair.undo(target("prod/orders"))
    #expect(try pair.prepare().isUpToDate)
  }

  @Test func `a revert in the remote travels`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.pull()
    try pair.world.revert("dev/orders", to: "r1")
    try pair.pull()
    #expect(try pair.prod.documents()[key("e1")]?["http"]?["method"]?.text == "GET")
    #expect(try pair.isIdentical())
  }

  @Test func `siblings pull from each other`() throws {
    let pair = try PullWorld()
    let options = CopyPlanning.Options()
    _ = try PlanApplication(try pair.world.resolver()).apply(
      try pair.world.clonePlan("prod/orders", to: "prod", name: "Other", options))
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.pull("prod/other", from: "dev/orders")
    #expect(try pair.isIdentical("prod/other", "dev/orders"))
  }

  @Test func `planning a pull and a dry run write nothing`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    let before = pair.world.files.paths
    let documents = (try pair.prod.documents(), try pair.dev.documents())
    #expect(try pair.prepare(recordsRemote: false).plan?.isEmpty == false)
    #expect(pair.world.files.paths == before)
    #expect(try pair.prod.documents() == documents.0)
    #expect(try pair.dev.documents() == documents.1)
  }

  @Test func `a saved plan is refused once its target moved`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    guard let plan = try pair.prepare().plan else { throw Missing() }
    let read = try Plan(json: try JSONValue(parsing: plan.json.prettyBytes()))
    #expect(read.json == plan.json)
    try pair.prod.edit("s1", "/content", to: #""// other\n""#)
    #expect { try PlanApplication(try pair.world.resolver()).apply(read) } throws: {
      ($0 as? LifecycleError)?.code == "stale_plan"
    }
  }

  struct Missing: Error {}
}
