import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

@Suite struct UndoTests {
  @Test func `undoing a clone leaves nothing behind and counts what it deletes`() throws {
    let stage = try Stages.middle.get().cloned.copy()
    let world = try stage.world()
    let made = try world.state("dev/orders").names.count
    let report = try PlanApplication(try world.resolver()).apply(try world.undoPlan("dev/orders"))
    expectEqual(
      try stage.documents(), try Stages.middle.get().recorded.documents(), "a clone undone")
    #expect(report.revision.changes.deleted == made)
  }

  @Test func `a placeholder that was filled in or is used by others stays`() throws {
    let stage = try Stages.middle.get().cloned.copy()
    let dev = try stage.account("dev")
    let before = try Stages.middle.get().recorded.documents()
    let made = try dev.documents().keys.filter {
      $0.kind == .connections && before["dev \($0)"] == nil
    }.sorted()
    #expect(made.count == 2)
    try dev.edit(made[0]) { $0.place("https://shop.example.com", at: "/http/baseURI") }
    try dev.put(
      ResourceKey(.exports, id("e5")),
      ["name": "Other", "_connectionId": .string(JSONString(made[1].id))])
    let world = try stage.world()
    _ = try PlanApplication(try world.resolver()).apply(try world.undoPlan("dev/orders"))
    let left = try dev.documents().keys.filter { before["dev \($0)"] == nil }
    #expect(Set(left) == Set(made + [ResourceKey(.exports, id("e5"))]))
  }

  @Test func `undoing the undoing of a clone brings its placeholders back and binds them`() throws {
    let stage = try Stages.middle.get().cloned.copy()
    let made = try stage.documents()
    for round in 1...2 {
      let world = try stage.world()
      _ = try PlanApplication(try world.resolver()).apply(try world.undoPlan("dev/orders"))
      expectEqual(
        try stage.documents(), try Stages.middle.get().recorded.documents(), "undone \(round)")
      let report = try PlanApplication(try world.resolver()).apply(
        try world.undoPlan("dev/orders"))
      expectEqual(try stage.documents(), made, "undone and done again \(round)")
      #expect(report.revision.followUps.allSatisfy { $0.code != "not_as_planned" })
      #expect(
        report.revision.followUps.filter { $0.kind == "connections" }.map(\.code)
          == ["secret_required", "secret_required"])
      #expect(report.plan.warnings.isEmpty)
    }
  }

  @Test func `a connection that somebody deleted comes back with what uses it`() throws {
    let stage = try Stages.middle.get().recorded.copy()
    let prod = try stage.account("prod")
    try prod.delete(key("c2"))
    let world = try stage.world()
    let report = try world.revert("prod/orders", to: "r1")
    let back = try #require(try prod.documents()[key("c2")])
    #expect(back["name"]?.text == "Shop" && back["offline"] == .bool(true))
    let users = try prod.documents().filter { $0.key.kind == .exports || $0.key.kind == .imports }
    #expect(users[key("e1")]?["_connectionId"]?.text == id("c2"))
    let warnings = report.plan.warnings.filter { $0.code == "connection_returns" }
    #expect(
      warnings.map(\.message) == [
        "the connection 'Shop' is gone and comes back offline, with the credentials only where the "
          + "environment has kept them; it is used by 'exports/get-orders', 'imports/log-row', "
          + "'integrations/integration'"
      ])
  }

  @Test func `what a revert binds anew is bound where it was bound to something else`() throws {
    let stage = try Stages.middle.get().recorded.copy()
    let prod = try stage.account("prod")
    try prod.add(#"c5 {"name": "Other shop", "type": "http"}"#)
    try prod.delete(key("c2"))
    let world = try stage.world()
    let resolver = try world.resolver()
    var bindings = BindingRequests()
    bindings.pairs = [("http", "Other shop")]
    let plan = try RevertPlanning(resolver, RevertPlanning.Options(bindings: bindings)).plan(
      target("prod/orders"), to: try resolver.state("prod/orders@r1"))
    _ = try PlanApplication(resolver).apply(plan)
    let documents = try prod.documents()
    #expect(documents[key("c2")] == nil)
    #expect(documents[key("e1")]?["_connectionId"]?.text == id("c5"))
    #expect(documents[key("i3")]?["_connectionId"]?.text == id("c5"))
    #expect(plan.warnings.filter { $0.code == "rebound" }.count == 1)
  }

  @Test(arguments: ["prod/orders", "prod/invoices"], ["prod/orders", "prod/invoices"])
  func `undoing a move restores the group and records both sides`(
    first: String, second: String
  ) throws {
    let stage = try Stages.middle.get().recorded.copy()
    let world = try stage.world()
    let before = try stage.documents()
    let move = MoveOperation(try world.resolver())
    _ = try move.run(try move.plan("prod/orders/flows/Order to cash", to: "prod/invoices"))
    let moved = try stage.documents()
    #expect(moved["prod \(key("f1"))"]?["_flowGroupingId"] == nil)
    for side in [first, second] {
      for (undone, documents) in [("move", before), ("revert", moved)] {
        _ = try PlanApplication(try world.resolver()).apply(try world.undoPlan(side))
        expectEqual(try stage.documents(), documents, "the \(undone) undone from \(side)")
        for name in ["prod/orders", "prod/invoices"] {
          let newest = try #require(try world.revisions(target(name)).first)
          let (now, recorded) = (try world.state(name), try world.state("\(name)@\(newest.id)"))
          #expect(now.content == recorded.content, "\(name) is recorded as it is")
        }
      }
    }
  }

  @Test func `a credential comes back with the document that was deleted with it`() throws {
    let stage = try Stages.middle.get().recorded.copy()
    let before = try stage.documents()
    let world = try stage.world()
    try stage.account("prod").edit("f1", "/_runNextFlowIds", to: "[]")
    _ = try world.snapshotAll("prod")
    let edited = try stage.documents()
    let resolver = try world.resolver()
    let plan = try IntegrationManagement(resolver).planDeletion("prod/orders")
    _ = try PlanApplication(resolver).apply(plan)
    let report = try PlanApplication(try world.resolver()).apply(try world.undoPlan("prod/orders"))
    expectEqual(try stage.documents(), edited, "deleted and back")
    #expect(edited != before)
    #expect(!report.revision.followUps.contains { $0.code == "secret_required" })
  }
}
