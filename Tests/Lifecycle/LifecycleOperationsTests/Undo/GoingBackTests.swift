import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralDiff
import Testing

/// What an operation took from another integration goes back there as it was there.
@Suite struct GoingBackTests {
  /// One account, recorded, with an API besides.
  private struct Scene {
    let account: MemoryAccount
    let world: TestWorld

    init(_ documents: [String] = OrdersAccount.documents) throws {
      account = try MemoryAccount(documents + [api])
      world = try TestWorld(["prod": account.environment])
      _ = try world.snapshotAll("prod")
    }

    func move(_ what: String, to integration: String) throws {
      let move = MoveOperation(try world.resolver())
      _ = try move.run(try move.plan("prod/\(what)", to: "prod/\(integration)"))
    }

    func undoPlan(_ integration: String = "orders") throws -> Plan {
      try world.undoPlan("prod/\(integration)")
    }

    @discardableResult
    func undo(_ integration: String = "orders") throws -> PlanApplication.Report {
      try PlanApplication(try world.resolver()).apply(try undoPlan(integration))
    }

    /// Reverts `prod/orders`; then each undo gives back all documents, in turn.
    func expectUndone(revertingTo point: String) throws {
      let before = try account.documents()
      try world.revert("prod/orders", to: point)
      let made = try account.documents()
      #expect(made != before)
      for turn in 1...4 {
        let undone = try undo()
        #expect(undone.revision.followUps == [], "turn \(turn)")
        expectEqual(
          named(try account.documents()), named(turn.isMultiple(of: 2) ? made : before),
          "turn \(turn)")
      }
    }
  }

  private static let api =
    #"a1 {"name": "Order status", "_integrationId": "@n1", "type": "script", "script": {"_scriptId": "@s2", "function": "handle"}}"#

  @Test func `a flow goes back as it was edited there, and what came with it goes again`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.edit("f1", "/_runNextFlowIds", to: "[]")
    try scene.account.delete(key("f2"))
    try scene.account.delete(key("e2"))
    try scene.expectUndone(revertingTo: "r1")
  }

  @Test(arguments: [("flows", "f1"), ("tools", "t1"), ("apis", "a1")])
  func `whatever an integration contains goes back as it was`(
    kind: String, short: String
  ) throws {
    let scene = try Scene()
    let name = try #require(try scene.world.state("prod/orders").facts.names[key(short)])
    try scene.move("orders/\(name)", to: "invoices")
    try scene.account.edit(short, "/description", to: #""as invoices have it""#)
    _ = try scene.world.snapshotAll("prod")
    try scene.account.edit(short, "/description", to: #""as nobody has recorded it""#)
    try scene.expectUndone(revertingTo: "r1")
  }

  @Test func `what a flow uses is as it was, too`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.edit("i1", "/netsuite_da/recordType", to: #""invoice""#)
    try scene.account.edit(key("i1")) { $0.removeValue(at: "/hooks") }
    try scene.account.add(#"e20 {"name": "Get bills", "adaptorType": "HTTPExport"}"#)
    try scene.account.edit("f1", "/pageGenerators", to: #"[{"_exportId": "@e20"}]"#)
    try scene.expectUndone(revertingTo: "r1")
  }

  @Test func `what another integration has back and its own uses no more is as planned`() throws {
    let scene = try Scene()
    try scene.account.edit("n1", "/aliases", to: "[]")
    try scene.world.snapshot("prod/orders")
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.edit("i1", "/netsuite_da/recordType", to: #""invoice""#)
    try scene.expectUndone(revertingTo: "r2")
  }

  @Test func `what was edited and not recorded before a move is as it was`() throws {
    let scene = try Scene()
    try scene.account.edit("f1", "/description", to: #""as nobody has recorded it""#)
    try scene.account.edit("i1", "/netsuite_da/recordType", to: #""invoice""#)
    let before = try scene.account.documents()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.undo("invoices")
    expectEqual(named(try scene.account.documents()), named(before), "undone from invoices")
  }

  @Test func `what was gone unrecorded is deleted again`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/refunds", to: "invoices")
    try scene.account.edit("f1", "/_runNextFlowIds", to: "[]")
    try scene.account.delete(key("f2"))
    try scene.account.delete(key("e2"))
    try scene.expectUndone(revertingTo: "r1")
  }

  @Test func `what no record has before it is changed is named`() throws {
    let scene = try Scene()
    try scene.account.edit("f2", "/pageGenerators", to: "[]")
    try scene.account.edit("e2", "/name", to: #""Listener""#)
    let alone = try scene.world.revertPlan("prod/orders", to: "r1").warnings
    #expect(alone.map(\.code) == ["not_recorded"])
    #expect(alone.map(\.name) == ["exports/refund-listener"])
    // The other integration has part in it, and is recorded.
    try scene.account.edit("f8", "/pageGenerators", to: #"[{"_exportId": "@e2"}]"#)
    try scene.move("orders/flows/refunds", to: "invoices")
    let taken = try scene.world.revertPlan("prod/orders", to: "r1").warnings
    #expect(!taken.contains { $0.code == "not_recorded" })
  }

  @Test func `what is there and unused names again what comes back`() throws {
    let scene = try Scene()
    let before = try scene.account.documents()
    try scene.account.edit(
      "f1", "/pageProcessors", to: #"[{"type": "import", "_importId": "@i2"}]"#)
    try scene.account.edit("n1", "/aliases", to: "[]")
    try scene.account.edit(key("a1")) { $0.removeValue(at: "/script/_scriptId") }
    try scene.account.edit(key("i1")) { $0.removeValue(at: "/hooks/postMap/_scriptId") }
    try scene.account.delete(key("s2"))
    let report = try scene.world.revert("prod/orders", to: "r1")
    #expect(report.revision.followUps == [])
    expectEqual(named(try scene.account.documents()), named(before), "reverted")
  }

  @Test func `what somebody moved here goes back as it is now`() throws {
    let scene = try Scene()
    try scene.account.edit("f8", "/description", to: #""as nobody has recorded it""#)
    try scene.account.edit("e1", "/http/relativeURI", to: #""/v2/orders""#)
    let before = try scene.account.documents()
    try scene.world.revert("prod/orders", to: "r1")
    try scene.account.edit("f8", "/_integrationId", to: #""@n1""#)
    try scene.undo()
    expectEqual(named(try scene.account.documents()), named(before), "undone")
  }

  @Test func `what the operation did not change stays as it is, though edited since`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/old-orders", to: "invoices")
    try scene.account.edit("e1", "/http/relativeURI", to: #""/v2/orders""#)
    let edited = try scene.account.documents()[key("e1")]
    try scene.undo("invoices")
    #expect(try scene.account.documents()[key("e1")] == edited)
    #expect(try scene.account.documents()[key("f3")]?["_integrationId"]?.text == id("n1"))
  }

  @Test func `a flow is disabled where it was, and runs again only where it is asked for`() throws {
    let disabled = OrdersAccount.documents.map {
      $0.hasPrefix("f1 ") ? $0.replacing(#""disabled": false"#, with: #""disabled": true"#) : $0
    }
    let scene = try Scene(disabled)
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.edit("f1", "/disabled", to: "false")
    let report = try scene.world.revert("prod/orders", to: "r1")
    #expect(operations(report.plan) == [.disable, .update])
    #expect(try scene.account.documents()[key("f1")]?["disabled"] == .bool(true))
    try scene.undo()
    let back = try #require(try scene.account.documents()[key("f1")])
    #expect(back["disabled"] == .bool(true) && back["_integrationId"]?.text == id("n2"))
    try scene.world.revert("prod/invoices", to: "r3", enable: true)
    #expect(try scene.account.documents()[key("f1")]?["disabled"] == .bool(false))
  }

  /// What a plan does to flows.
  private func operations(_ plan: Plan) -> [Plan.Step.Operation] {
    plan.steps.filter { $0.name.kind == .flows }.map(\.operation)
  }

  @Test func `a flow that runs is paused while it is changed on its way`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.edit("f1", "/description", to: #""as invoices have it""#)
    let taken = try scene.world.revert("prod/orders", to: "r1").plan
    #expect(operations(taken) == [.disable, .update, .enable])
    let back = try scene.undoPlan()
    #expect(operations(back) == [.disable, .update, .enable])
    let step = try #require(back.steps.first { $0.name.kind == .flows && $0.operation == .update })
    #expect(
      step.changes.map(\.path.description)
        == ["/_integrationId", "/_flowGroupingId", "/description"])
    #expect(back.destinations == [target("prod/invoices")])
  }

  @Test func `what it used there and is gone is named, with the way out`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.account.add(
      #"e20 {"name": "Get bills", "_connectionId": "@c2", "adaptorType": "HTTPExport"}"#)
    try scene.account.edit("f1", "/pageGenerators", to: #"[{"_exportId": "@e20"}]"#)
    let before = try scene.account.documents()
    try scene.world.revert("prod/orders", to: "r1")
    try scene.account.delete(key("e20"))
    let error = try #require(throws: LifecycleError.self) { try scene.undoPlan() }
    #expect(error.code == "dangling_reference" && error.category == .refused)
    #expect(
      error.message == "'flows/order-to-cash' goes back to 'prod/invoices' as it was there, and "
        + "'exports/get-bills', which it used, is gone")
    #expect(
      error.hint == "'ilm revert prod/invoices --to r4 --before' brings both back; then "
        + "'ilm revert prod/orders --to r3 --before' takes back the rest")
    try scene.world.revert("prod/invoices", to: "r4:before")
    try scene.world.revert("prod/orders", to: "r3:before")
    expectEqual(named(try scene.account.documents()), named(before), "both brought back")
  }

  @Test func `what comes back under a new id is what it uses then`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let environment = FaultyEnvironment(account.environment, canRestore: false)
    let world = try TestWorld(["prod": environment])
    _ = try world.snapshotAll("prod")
    try account.add(
      #"f9 {"name": "Reminders", "_integrationId": "@n1", "disabled": true, "pageProcessors": [{"type": "import", "_importId": "@i3"}]}"#
    )
    try account.edit("f1", "/_integrationId", to: #""@n2""#)
    try account.edit(key("f1")) { $0.removeValue(at: "/_flowGroupingId") }
    try account.edit("f1", "/_runNextFlowIds", to: #"["@f9"]"#)
    try world.revert("prod/orders", to: "r1")
    try account.delete(key("f9"))
    let plan = try world.undoPlan("prod/orders")
    _ = try PlanApplication(try world.resolver()).apply(plan)
    let documents = try account.documents()
    let new = try #require(documents.first { $0.value["name"] == "Reminders" }).key
    #expect(new != key("f9"))
    #expect(documents[key("f1")]?["_integrationId"]?.text == id("n2"))
    #expect(documents[key("f1")]?["_runNextFlowIds"] == [.string(JSONString(new.id))])
  }

  @Test func `a plan of going back is refused once the flow has changed`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.world.revert("prod/orders", to: "r1")
    let plan = try Plan(json: try scene.undoPlan().json)
    try scene.account.edit("f1", "/description", to: #""since then""#)
    let error = try #require(throws: LifecycleError.self) {
      try PlanApplication(try scene.world.resolver()).apply(plan)
    }
    #expect(error.code == "stale_plan")
  }

  @Test(arguments: [true, false])
  func `a plan of taking back is refused once what returns has changed`(inUse: Bool) throws {
    let scene = try Scene()
    if inUse {
      try scene.move("orders/flows/order-to-cash", to: "invoices")
    } else {
      try scene.account.edit("f2", "/pageGenerators", to: "[]")
      try scene.account.edit("e2", "/name", to: #""Listener""#)
    }
    let made = try scene.world.revertPlan("prod/orders", to: "r1")
    let plan = try Plan(json: try JSONValue(parsing: made.json.compactBytes()))
    let (short, name) = inUse ? ("f1", "flows/order-to-cash") : ("e2", "exports/refund-listener")
    #expect(plan.steps.filter { $0.expects != nil }.map(\.name.description) == [name])
    try scene.account.edit(short, "/description", to: #""since then""#)
    let edited = try scene.account.documents()
    let error = try #require(throws: LifecycleError.self) {
      try PlanApplication(try scene.world.resolver()).apply(plan)
    }
    #expect(error.code == "stale_plan")
    #expect(
      error.message == "the plan is out of date: '\(name)' was changed since the plan was made")
    #expect(try scene.account.documents() == edited)
    try scene.account.edit(key(short)) { $0.removeValue(at: "/description") }
    _ = try PlanApplication(try scene.world.resolver()).apply(plan)
  }

  @Test(arguments: UndoStory.Place.allCases)
  func `a credential goes back with its tool and is written nowhere else`(
    place: UndoStory.Place
  ) throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let environment =
      place == .memory ? account.environment : try UndoStory.folder("prod", account.documents())
    let world = try TestWorld(["prod": environment])
    _ = try world.snapshotAll("prod")
    let move = MoveOperation(try world.resolver())
    _ = try move.run(try move.plan("prod/orders/tools/enrich", to: "prod/invoices"))
    let found = try #require(try environment.document(key("t1")))
    var value = found.value
    value.place(["place": "x", "password": "the-tool's-own"], at: "/settings")
    _ = try environment.update(key("t1"), to: value, expecting: found.version)
    let before = try environment.documents()
    let taken = try world.revert("prod/orders", to: "r1")
    #expect(try environment.document(key("t1"))?.value["settings"] == nil)
    let undone = try PlanApplication(try world.resolver()).apply(try world.undoPlan("prod/orders"))
    let isKept = place == .folder
    #expect(taken.plan.warnings.contains { $0.code == "credential_lost" } == !isKept)
    #expect(undone.revision.followUps.map(\.code) == (isKept ? [] : ["secret_required"]))
    if isKept { expectEqual(named(try environment.documents()), named(before), "undone") }
    let secret = Array("the-tool's-own".utf8)
    #expect(!undone.plan.json.compactBytes().contains(secret))
    #expect(try world.image().values.allSatisfy { !$0.contains(secret) })
  }

  @Test func `of two reverts to one revision each is undone by itself`() throws {
    let scene = try Scene()
    for words in ["the first time", "the second time"] {
      try scene.move("orders/flows/order-to-cash", to: "invoices")
      try scene.account.edit("f1", "/description", to: "\"\(words)\"")
      try scene.world.revert("prod/orders", to: "r1")
    }
    try scene.world.revert("prod/orders", to: "r3:before")
    let back = try #require(try scene.account.documents()[key("f1")])
    #expect(back["description"]?.text == "the first time")
    #expect(back["_integrationId"]?.text == id("n2"))
  }

  @Test func `a flow whose integration is gone stands alone and is not deleted`() throws {
    let scene = try Scene()
    try scene.move("orders/flows/order-to-cash", to: "invoices")
    try scene.world.revert("prod/orders", to: "r1")
    let resolver = try scene.world.resolver()
    _ = try PlanApplication(resolver).apply(
      try IntegrationManagement(resolver).planDeletion("prod/invoices"))
    let report = try scene.undo()
    let flow = try #require(try scene.account.documents()[key("f1")])
    #expect(flow["_integrationId"] == nil)
    #expect(
      report.plan.warnings.map(\.message).contains(
        "'flows/order-to-cash' is no longer used here and not deleted, because it came from "
          + "prod/invoices, which is gone, and stands alone then"))
  }
}
