import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit
import Testing

@Suite struct InstallTests {
  /// An account that is recorded, its bundle, and an empty account.
  private func world() throws -> (TestWorld, MemoryAccount) {
    let copy = try MemoryAccount([], prefix: "7b")
    let world = try TestWorld([
      "prod": MemoryAccount(OrdersAccount.documents).environment, "dev": copy.environment,
    ])
    _ = try world.snapshotAll("prod")
    try world.download("prod/orders")
    return (world, copy)
  }

  @Test func `an installed download is identical to its source and names nothing of it`() throws {
    let (world, copy) = try world()
    let report = try world.install(to: "dev")
    #expect(report.revision.origin == .install)
    #expect(report.revision.remote?.target == "orders.zip")
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.isIdentical)
    #expect(comparison.left.content == comparison.right.content)
    let ids = Set(try MemoryAccount(OrdersAccount.documents).documents().keys.map(\.id))
    for (key, document) in try copy.documents() {
      var document = document
      document.removeValue(at: "/_sourceId")
      let text = String(decoding: document.canonicalBytes(), as: UTF8.self)
      #expect(ids.allSatisfy { !text.contains($0) }, "\(key)")
      #expect(!text.contains(OrdersAccount.canary) && !text.contains("******"), "\(key)")
      if key.kind == .flows { #expect(document["disabled"] == .bool(true), "\(key)") }
    }
    let secrets = report.revision.followUps.filter { $0.code == "secret_required" }
    #expect(
      Set(secrets.map(\.name)) == [
        "connections/netsuite", "connections/http", "exports/refund-listener",
      ])
  }

  @Test func `installing twice makes two integrations`() throws {
    let (world, copy) = try world()
    let first = try world.install(to: "dev")
    let second = try world.install(to: "dev")
    #expect(first.revision.target.description == "dev/orders")
    #expect(second.revision.target.description == "dev/orders-2")
    #expect(try copy.documents().keys.count { $0.kind == .integrations } == 2)
    #expect(try world.compare("dev/orders", "dev/orders-2").isIdentical)
    let taken = #expect(throws: LifecycleError.self) {
      try world.installPlan(to: "dev", name: "Orders")
    }
    #expect(taken?.code == "target_exists")
  }

  @Test func `planning an install writes nothing`() throws {
    let (world, copy) = try world()
    let before = try world.image()
    _ = try world.installPlan(to: "dev")
    #expect(try world.image() == before)
    #expect(try copy.documents().isEmpty)
  }

  @Test func `slots are bound as asked and types must fit`() throws {
    let (world, copy) = try world()
    try copy.add(#"c5 {"name": "Books", "type": "netsuite"}"#)
    try copy.add(#"c6 {"name": "Web", "type": "http"}"#)
    var options = CopyPlanning.Options(
      bindings: BindingRequests([("netsuite", "Books"), ("connections/http", id("c6"))]),
      makesPlaceholders: false)
    let plan = try world.installPlan(to: "dev", options)
    #expect(Set(plan.bindings.map(\.id)) == [id("c5"), id("c6")])
    #expect(!plan.steps.contains { $0.name.kind == .connections })
    options.bindings = BindingRequests([("netsuite", "Web")])
    let mismatch = #expect(throws: LifecycleError.self) {
      try world.installPlan(to: "dev", options)
    }
    #expect(mismatch?.code == "binding_type_mismatch")
    options.bindings = BindingRequests()
    let unbound = #expect(throws: LifecycleError.self) {
      try world.installPlan(to: "dev", options)
    }
    #expect(unbound?.code == "unbound_connections")
    #expect(unbound?.details["slots"]?.array?.count == 2)
  }

  @Test func `a saved plan needs no bundle`() throws {
    let foreign = try TestWorld(["prod": MemoryAccount(OrdersAccount.documents).environment])
    try foreign.download("prod/orders")
    let copy = try MemoryAccount([], prefix: "7b")
    let world = try TestWorld(["dev": copy.environment])
    try world.files.writeAtomically(TestWorld.bundle, foreign.files.read(TestWorld.bundle))
    let plan = try Plan(json: JSONValue(parsing: world.installPlan(to: "dev").json.prettyBytes()))
    let wanted = try world.compare(TestWorld.bundle, TestWorld.bundle).left
    try world.files.removeFile(TestWorld.bundle)
    let report = try PlanApplication(try world.resolver()).apply(plan)
    #expect(report.revision.after?.content == wanted.content)
    let repository = try world.context().repository
    let remote = try #require(report.revision.remote)
    #expect(try repository.objects.commit(remote.commit).tree == wanted.content)
    #expect(RepositoryVerification.run(repository).isSound)
  }
}
