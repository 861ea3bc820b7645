import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

/// What goes away or is left out, and comes back.
@Suite struct ReturningTests {
  private static let addresses = [
    #"c2 {"name": "Shop", "type": "http"}"#,
    #"i1 {"name": "Post", "_connectionId": "@c2", "adaptorType": "HTTPImport", "http": {"relativeURI": ["/x?api_key=\#(OrdersAccount.canary)&id={{id}}"], "method": ["POST"]}}"#,
    #"i2 {"name": "Put", "_connectionId": "@c2", "adaptorType": "HTTPImport", "settings": {"callback": "https://ada:\#(OrdersAccount.canary)@example.com/hook"}}"#,
    #"f1 {"name": "Orders", "_integrationId": "@n1", "disabled": true, "pageProcessors": [{"type": "import", "_importId": "@i1"}, {"type": "import", "_importId": "@i2"}]}"#,
    #"n1 {"name": "Orders", "mode": "settings"}"#,
  ]

  @Test func `an address without its credential is the same address`() throws {
    let pair = try PullWorld(Self.addresses)
    #expect(try pair.isIdentical())
    let copy = try pair.dev.documents()[try pair.clone("i1")]
    #expect(copy?["http"]?["relativeURI"]?[0]?.text == "/x?api_key=&id={{id}}")
    let hook = try pair.dev.documents()[try pair.clone("i2")]
    #expect(hook?["settings"]?["callback"]?.text == "https://ada:@example.com/hook")
    #expect(try pair.prepare().plan?.isEmpty != false)
  }

  @Test func `a changed address keeps the credential that is here`() throws {
    let pair = try PullWorld(Self.addresses)
    try pair.dev.edit(try pair.clone("i1")) {
      $0.place(["/v2?id={{id}}&api_key="], at: "/http/relativeURI")
    }
    try pair.pull()
    let uri = try pair.prod.documents()[key("i1")]?["http"]?["relativeURI"]?[0]?.text
    #expect(uri == "/v2?id={{id}}&api_key=\(OrdersAccount.canary)")
    try pair.undo(target("prod/orders"))
    let back = try pair.prod.documents()[key("i1")]?["http"]?["relativeURI"]?[0]?.text
    #expect(back == "/x?api_key=\(OrdersAccount.canary)&id={{id}}")
  }

  @Test func `undoing a move takes the flow back to where it was`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
    let resolver = try world.resolver()
    let move = try MoveOperation(resolver).plan("prod/orders/flows/refunds", to: "prod/invoices")
    _ = try MoveOperation(resolver).run(move)
    #expect(try account.documents()[key("f2")]?["_integrationId"]?.text == id("n2"))
    let undoing = try UndoPlanning(try world.resolver()).plan(target("prod/invoices"))
    #expect(!undoing.plan.steps.contains { $0.operation == .delete })
    _ = try PlanApplication(try world.resolver()).apply(undoing.plan)
    #expect(try account.documents()[key("f2")]?["_integrationId"]?.text == id("n1"))
  }

  @Test func `what an undone pull brought has its name back when it comes again`() throws {
    // Two integrations that were never cloned by us: nothing but their resources relates them.
    let prod = try MemoryAccount(SmallAccount.documents)
    let dev = try MemoryAccount(SmallAccount.documents, prefix: "7d")
    let world = try TestWorld(["prod": prod.environment, "dev": dev.environment])
    for name in ["prod", "dev"] { _ = try world.snapshotAll(name) }
    try dev.add(
      #"f9 {"name": "Carts", "_integrationId": "@n1", "disabled": true, "pageGenerators": [{"_exportId": "@e1"}]}"#
    )
    func pull() throws {
      let operation = PullOperation(try world.resolver())
      _ = try operation.apply(
        try operation.prepare(
          PullRequest(current: "prod/orders", remote: "dev/orders"), recordsRemote: true))
    }
    try pull()
    let content = try world.state("prod/orders").content
    _ = try PlanApplication(try world.resolver()).apply(
      try UndoPlanning(try world.resolver()).plan(target("prod/orders")).plan)
    try pull()
    #expect(try world.state("prod/orders").content == content)
    #expect(try world.state("prod/orders").content == world.state("dev/orders").content)
  }

  @Test func `a step that nothing here would use is not made`() throws {
    let pair = try PullWorld()
    try pair.prod.delete(key("f2"))
    try pair.dev.edit(try pair.clone("e2")) { $0.place("digest", at: "/webhook/algorithm") }
    let before = try pair.prod.documents()
    let all = try ResolutionRequests("all=remote")
    let plan = try #require(try pair.prepare(resolving: all).plan)
    #expect(plan.warnings.filter { $0.code == "unused" }.map(\.name) == ["exports/refund-listener"])
    let report = try pair.pull(resolving: all)
    #expect(!report.revision.followUps.contains { $0.code == "not_as_planned" })
    #expect(try pair.prod.documents() == before)
    // What was taken is not offered again.
    #expect(try pair.prepare().open.isEmpty && pair.prepare().plan?.isEmpty != false)
  }

  /// Deletes a flow here, and changes it and its export there.
  private func disagreeing() throws -> PullWorld {
    let pair = try PullWorld()
    try pair.prod.delete(key("f2"))
    try pair.dev.edit(try pair.clone("f2")) { $0.place("Refunds 2", at: "/name") }
    try pair.dev.edit(try pair.clone("e2")) { $0.place("digest", at: "/webhook/algorithm") }
    return pair
  }

  @Test func `what is there unused is changed and not made once more`() throws {
    let pair = try disagreeing()
    let before = try pair.prod.documents()
    try pair.pull(resolving: try ResolutionRequests("all=remote"))
    let documents = try pair.prod.documents()
    let export = documents[key("e2")]
    #expect(export?["webhook"]?["algorithm"] == "digest")
    #expect(export?["webhook"]?["token"]?.text == OrdersAccount.canary)
    #expect(documents.keys.filter { $0.kind == .exports }.count == 3)
    let flow = documents.values.first { $0["name"] == "Refunds 2" }
    #expect(flow?["pageGenerators"]?[0]?["_exportId"]?.text == id("e2"))
    let name = LogicalName(.exports, "refund-listener")
    let (here, there) = (
      try pair.world.state("prod/orders"), try pair.world.state("dev/orders")
    )
    #expect(here.resources[name] != nil && here.resources[name] == there.resources[name])
    try pair.undo(target("prod/orders"))
    #expect(try pair.prod.documents() == before)
  }

  @Test func `what is there unused and was edited since stays as it is`() throws {
    let pair = try disagreeing()
    try pair.prod.edit("e2", "/name", to: #""Listener""#)
    let before = try pair.prod.documents()
    let report = try pair.pull(resolving: try ResolutionRequests("all=remote"))
    #expect(report.plan.warnings.contains { $0.code == "made_anew" })
    let documents = try pair.prod.documents()
    #expect(documents[key("e2")] == before[key("e2")])
    #expect(documents.keys.filter { $0.kind == .exports }.count == 4)
    try pair.undo(target("prod/orders"))
    #expect(try pair.prod.documents() == before)
  }

  @Test func `canceling gives back what was taken up`() throws {
    let pair = try disagreeing()
    let before = try pair.prod.documents()
    var plan = try #require(try pair.prepare(resolving: try ResolutionRequests("all=remote")).plan)
    // Its last step cannot be carried out.
    plan.steps.append(Plan.Step(.update, LogicalName(.flows, "none"), id: nil))
    #expect(throws: LifecycleError.self) {
      _ = try PlanApplication(try pair.world.resolver()).apply(plan)
    }
    #expect(try pair.prod.documents() != before)
    let canceled = try PlanApplication(try pair.world.resolver()).cancel(target("prod/orders"))
    #expect(canceled.left.isEmpty)
    #expect(try pair.prod.documents() == before)
  }

  @Test func `a word that names no resource is refused in a comparison`() throws {
    let pair = try PullWorld(SmallAccount.documents)
    let (one, other) = (try pair.world.state("prod/orders"), try pair.world.state("dev/orders"))
    try StateComparison.requireKnown(["flows", "get-orders", "exports/get-orders"], one, other)
    #expect { try StateComparison.requireKnown(["flows/get-order"], one, other) } throws: {
      ($0 as? LifecycleError)?.code == "no_such_resource"
    }
  }
}
