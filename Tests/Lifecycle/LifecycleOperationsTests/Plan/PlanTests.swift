import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

@Suite struct PlanTests {
  /// A world with revisions and edits, and a count of what is written.
  private func edited() throws -> (TestWorld, MemoryAccount, FaultyEnvironment, FaultyEnvironment) {
    let account = try MemoryAccount(OrdersAccount.documents)
    let other = try MemoryAccount([])
    let (prod, dev) = (
      FaultyEnvironment(account.environment), FaultyEnvironment(other.environment)
    )
    let world = try TestWorld(["prod": prod, "dev": dev])
    _ = try world.snapshotAll("prod")
    try OrdersAccount.edit(account)
    return (world, account, prod, dev)
  }

  @Test func `planning writes nothing`() throws {
    var (world, _, prod, dev) = try edited()
    try world.snapshot("prod/orders")
    let counting = FaultyFileSystem(world.files)
    world.gate = counting
    _ = try world.revertPlan("prod/orders", to: "r1")
    let resolver = try world.resolver()
    _ = try CloneOperation(resolver, CopyPlanning.Options()).plan(
      "prod/orders", to: "dev", name: nil)
    _ = try IntegrationManagement(resolver).planDeletion("prod/orders")
    #expect(counting.calls == [])
    #expect(prod.callCount + dev.callCount == 0)
  }

  @Test func `a plan is the same after a round trip through JSON`() throws {
    let (world, _, _, _) = try edited()
    for plan in [
      try world.revertPlan("prod/orders", to: "r1"), try world.clonePlan("prod/orders", to: "dev"),
      try IntegrationManagement(try world.resolver()).planDeletion("prod/orders"),
    ] {
      let bytes = plan.json.prettyBytes()
      let read = try Plan(json: try JSONValue(parsing: bytes))
      #expect(read.id == plan.id)
      #expect(read.json == plan.json)
    }
  }

  @Test func `a plan that was edited is refused`() throws {
    let (world, _, _, _) = try edited()
    var json = try world.revertPlan("prod/orders", to: "r1").json
    json.place("prod/billing", at: "/target")
    #expect { _ = try Plan(json: json) } throws: {
      ($0 as? LifecycleError)?.code == "edited_plan"
    }
  }

  @Test(arguments: ["prod", "dev"])
  func `a plan whose target moved is refused and nothing is written`(_ moved: String) throws {
    let (world, account, prod, dev) = try edited()
    let resolver = try world.resolver()
    let plan: Plan
    if moved == "prod" {
      plan = try RevertPlanning(resolver).plan(
        target("prod/orders"), to: try resolver.state("prod/orders@r1"))
      try account.edit("f3", "/timezone", to: #""UTC""#)
    } else {
      plan = try CloneOperation(resolver, CopyPlanning.Options()).plan(
        "prod/orders", to: "dev", name: nil)
      let meanwhile = try world.resolver()
      _ = try PlanApplication(meanwhile).apply(
        try IntegrationManagement(meanwhile).planCreation("Orders", description: nil, in: "dev"))
    }
    let writes = prod.callCount + dev.callCount
    // The same resolver made the plan: what it saw then must not hide what happened since.
    #expect { _ = try PlanApplication(resolver).apply(plan) } throws: {
      ($0 as? LifecycleError)?.code == "stale_plan"
    }
    #expect(prod.callCount + dev.callCount == writes)
    #expect(try world.revisions(plan.target).allSatisfy { $0.status == .completed })
  }

  @Test func `no credential is in a plan, a journal or the repository`() throws {
    let (world, account, _, _) = try edited()
    let plans = [
      try world.revertPlan("prod/orders", to: "r1"), try world.clonePlan("prod/orders", to: "dev"),
    ]
    for plan in plans { expectNoSecret(plan.json.prettyBytes(), "the plan of a \(plan.kind)") }
    var stopping = world
    let broken = FaultyEnvironment(account.environment, failingCall: 9)
    stopping.set("prod", broken)
    _ = try? PlanApplication(try stopping.resolver()).apply(plans[0])
    #expect(broken.hasFailed)
    for path in world.files.paths where !path.hasSuffix(".pack") {
      expectNoSecret(try world.files.read(path), path)
    }
    let repository = try world.context().repository
    for ref in try repository.refs.refs() {
      var queue = [ref.target]
      while let id = queue.popLast() {
        let object = try repository.objects.object(id)
        expectNoSecret(object.bytes, "\(object.kind) of \(ref.name)")
        queue += try children(of: object, repository)
      }
    }
  }

  private func children(of object: StoredObject, _ repository: Repository) throws -> [ObjectID] {
    switch object.kind {
    case .tree:
      return try Tree(decoding: object.bytes, format: repository.format).entries.map(\.id)
    case .commit:
      let commit = try Commit(decoding: object.bytes, format: repository.format)
      return [commit.tree.objectID] + commit.parents.map(\.objectID)
    default: return []
    }
  }

  private func expectNoSecret(_ bytes: [UInt8], _ place: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains(OrdersAccount.canary), "a credential is in \(place)")
  }

  @Test func `what somebody began to use since is not deleted`() throws {
    let (world, account, _, _) = try edited()
    let plan = try world.revertPlan("prod/orders", to: "r1")
    var stopping = world
    // The first write fails, so that there is time to begin using what the plan will delete.
    stopping.set("prod", FaultyEnvironment(account.environment, failingCall: 3))
    _ = try? PlanApplication(try stopping.resolver()).apply(plan)
    try account.add(
      #"f7 {"name": "Late", "_integrationId": "@n2", "pageGenerators": [{"_exportId": "@e9"}]}"#)
    let report = try PlanApplication(try world.resolver()).resume(target("prod/orders"))
    #expect(try account.documents()[key("e9")] != nil)
    #expect(try account.documents()[key("f9")] == nil)
    #expect(report.revision.followUps.contains { $0.code == "still_used" })
  }

  @Test func `a flow that stays because somebody uses it runs as before`() throws {
    let (world, account, _, _) = try edited()
    let plan = try world.revertPlan("prod/orders", to: "r1")
    let flow = plan.steps.filter { $0.id == key("f9").id }.map(\.operation)
    #expect(flow == [.disable, .delete])
    var stopping = world
    stopping.set("prod", FaultyEnvironment(account.environment, failingCall: 3))
    _ = try? PlanApplication(try stopping.resolver()).apply(plan)
    try account.add(
      #"f7 {"name": "Late", "_integrationId": "@n2", "pageGenerators": [], "_runNextFlowIds": ["@f9"]}"#
    )
    let report = try PlanApplication(try world.resolver()).resume(target("prod/orders"))
    #expect(
      report.revision.followUps.contains {
        $0.code == "still_used" && $0.name == "flows/carts"
      })
    #expect(try account.documents()[key("f9")]?["disabled"] == .bool(false))
  }
}
