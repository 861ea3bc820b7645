import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit
import Testing

@Suite struct BundleLineageTests {
  private func read(_ world: TestWorld, _ path: String = TestWorld.bundle) throws -> BundleReading {
    try #require(try world.resolver().state(path).bundle)
  }

  private func commit(_ world: TestWorld, _ path: String = TestWorld.bundle) throws -> CommitID {
    try read(world, path).commit(in: try world.context().repository)
  }

  private func recordedWorld() throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
    return (world, account)
  }

  /// A bundle of the account as it is, carried to a world that knows nothing of it.
  private func carry(_ account: MemoryAccount, to world: TestWorld, as path: String) throws {
    let foreign = try TestWorld(["prod": account.environment])
    try foreign.download("prod/orders", to: path)
    try world.files.writeAtomically(path, foreign.files.read(path))
  }

  @Test func `the bundle of any revision is the commit of that revision`() throws {
    let (world, account) = try recordedWorld()
    try OrdersAccount.edit(account)
    try world.snapshot("prod/orders")
    let revisions = try world.revisions(target("prod/orders"))
    #expect(revisions.count == 2)
    for revision in revisions {
      try world.download("prod/orders@\(revision.id)")
      #expect(try commit(world) == revision.after?.commit, "\(revision.id)")
      #expect(try read(world).source == target("prod/orders"))
    }
  }

  @Test func `a bundle of a state that was never recorded descends from the nearest one`() throws {
    let (world, account) = try recordedWorld()
    try account.edit("e1", "/http/relativeURI", to: #""/orders?page=2""#)
    try carry(account, to: world, as: TestWorld.bundle)
    let bundle = try read(world)
    let repository = try world.context().repository
    let recording = Recording(repository, by: try world.context().identityForTests)
    let written = try bundle.record(in: recording)
    try recording.finish(message: "bundle")
    #expect(try bundle.commit(in: repository) == written)
    #expect(try commit(world) == written)
    let first = try #require(try world.revisions(target("prod/orders")).last?.after)
    #expect(try repository.objects.commit(written).parents == [first.commit])
    let comparison = try world.compare("prod/orders@r1", TestWorld.bundle)
    #expect(comparison.resources.map(\.name.description) == ["exports/get-orders"])
  }

  @Test func `a bundle of a stranger is one commit, and its next bundle a child of it`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["dev": MemoryAccount([], prefix: "7b").environment])
    try carry(account, to: world, as: TestWorld.bundle)
    let root = try commit(world)
    let report = try world.install(to: "dev")
    #expect(report.revision.remote?.commit == root)
    #expect(try commit(world) == root)
    #expect(try world.install(to: "dev").revision.remote?.commit == root)
    // A second connection of the application that comes first must not take the slot's name.
    try account.add(
      #"c0 {"name": "Other shop", "type": "http", "http": {"baseURI": "https://other.example.com"}}"#
    )
    try account.add(
      #"e0 {"name": "Aisles", "_connectionId": "@c0", "adaptorType": "HTTPExport", "http": {"relativeURI": "/aisles", "method": "GET"}}"#
    )
    try account.add(
      #"f0 {"name": "Aisles", "_integrationId": "@n1", "disabled": false, "pageGenerators": [{"_exportId": "@e0"}]}"#
    )
    try carry(account, to: world, as: "/home/next.zip")
    let repository = try world.context().repository
    let recording = Recording(repository, by: try world.context().identityForTests)
    let next = try read(world, "/home/next.zip").record(in: recording)
    try recording.finish(message: "bundle")
    #expect(try repository.objects.commit(next).parents == [root])
    let comparison = try world.compare("dev/orders", "/home/next.zip")
    #expect(comparison.summary == Revision.Changes(added: 2, modified: 0, deleted: 0))
    let changes = try StateComparison(
      try world.state("dev/orders"), try read(world, "/home/next.zip").complete, catalog: .platform)
    #expect(changes.resources.allSatisfy { $0.status == .added })
    // The names in the bundle itself are those of the installed copy.
    let names = try read(world, "/home/next.zip").complete.names
    #expect(Set(try world.state("dev/orders").names).isSubset(of: names))
    let export = try #require(
      try read(world, "/home/next.zip").complete.document(LogicalName(.exports, "get-orders")))
    #expect(export["_connectionId"] == ["$slot": "connections/http"])
  }

  @Test func `what a bundle cannot carry is neither deleted nor different`() throws {
    let (world, account) = try recordedWorld()
    // As the platform makes bundles: no tools, lookup caches or next-flow links.
    let stranger = try MemoryAccount(try account.documents())
    for flow in ["f1", "f3"] {
      try stranger.edit(key(flow)) { $0.removeValue(at: "/_runNextFlowIds") }
    }
    try stranger.delete(key("t1"))
    try stranger.delete(key("l1"))
    try carry(stranger, to: world, as: TestWorld.bundle)
    #expect(try world.compare("prod/orders", TestWorld.bundle).resources.isEmpty)
    #expect(try world.compare(TestWorld.bundle, "prod/orders").resources.isEmpty)
    let first = try #require(try world.revisions(target("prod/orders")).last?.after)
    #expect(try commit(world) == first.commit)
    let scope = try #require(try read(world).state.scope)
    #expect(!scope.carries(.tools) && scope.carries(.imports))
  }

  @Test func `links to what no bundle holds are left out, and the copy still equals it`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    try account.edit("f2", "/_runNextFlowIds", to: #"["@f8", "@f1"]"#)
    let copy = try MemoryAccount([], prefix: "7b")
    let world = try TestWorld(["dev": copy.environment])
    try carry(account, to: world, as: TestWorld.bundle)
    let plan = try world.installPlan(to: "dev")
    #expect(plan.warnings.map(\.code) == ["unresolved_external"])
    _ = try PlanApplication(try world.resolver()).apply(plan)
    #expect(try world.compare("dev/orders", TestWorld.bundle).isIdentical)
    #expect(try world.compare("dev/orders", "dev/orders@r1").isIdentical)
    let flow = try #require(
      try copy.documents().first { $0.value["name"]?.text == "Refunds" }?.value)
    #expect(flow["_runNextFlowIds"]?.array?.count == 1)
  }
}

extension OperationContext {
  /// Who records, in tests that record themselves.
  fileprivate var identityForTests: Identity {
    get throws { Identity(name: user, email: "ada@example.com", seconds: now().seconds) }
  }
}
