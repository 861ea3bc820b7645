import Foundation
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore

extension FaultScenario {
  /// A family whose two members were edited, all of it recorded; nobody writes to it.
  private struct Recorded: Sendable {
    let world: TestWorld
    let production: Documents
    let sandbox: Documents
  }

  private static let edited = Result {
    let pair = try PullWorld()
    try OrdersAccount.edit(pair.prod)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.dev.edit(try pair.clone("i3")) { $0.place("tuned", at: "/description") }
    _ = try pair.world.snapshot("prod/orders")
    return Recorded(
      world: pair.world, production: try pair.prod.documents(), sandbox: try pair.dev.documents())
  }

  private static let pulled = Result {
    let pair = try PullWorld()
    try OrdersAccount.edit(pair.prod)
    try pair.pull("dev/orders", from: "prod/orders")
    return Recorded(
      world: pair.world, production: try pair.prod.documents(), sandbox: try pair.dev.documents())
  }

  static let pull = ofSandbox("a pull") { try pullPlan($0) }

  static let selectivePull = ofSandbox("a selective pull") { world in
    try pullPlan(world) { $0.only = ["flows/order-to-cash", "flows/carts"] }
  }

  static let pullWithoutFields = ofSandbox("a pull that ignores fields") { world in
    try pullPlan(world) { $0.ignored = ["exports:/http/**"] }
  }

  static let undo = ofSandbox("an undo of a pull", of: pulled) { world in
    try UndoPlanning(try world.resolver()).plan(sandbox).plan
  }

  static let deletion = FaultScenario(
    description: "a deletion", target: "prod/orders", canRestore: true,
    world: { try edited.get().world }, environment: "prod",
    makeAccount: { try MemoryAccount(try edited.get().production) },
    plan: { world in
      try IntegrationManagement(try world.resolver()).planDeletion("prod/orders")
    })

  /// Made to fail at some of their writes, at every one with `ILM_TEST_ROUNDS`.
  static let pulls = [pull, selectivePull, pullWithoutFields, undo, deletion].map {
    var scenario = $0
    let isLong = ProcessInfo.processInfo.environment["ILM_TEST_ROUNDS"] != nil
    scenario.callStride = isLong ? 1 : scenario.description == pull.description ? 2 : 4
    return scenario
  }

  private static let sandbox = RepositoryCore.TargetName(
    environment: "dev", integration: "orders")

  private static func ofSandbox(
    _ description: String, of recorded: Result<Recorded, any Error> = edited,
    plan: @escaping @Sendable (TestWorld) throws -> Plan
  ) -> FaultScenario {
    FaultScenario(
      description: description, target: "dev/orders", canRestore: true,
      world: { try recorded.get().world }, environment: "dev",
      makeAccount: { try MemoryAccount(try recorded.get().sandbox) }, plan: plan)
  }

  private static func pullPlan(
    _ world: TestWorld, _ change: (inout PullRequest) -> Void = { _ in }
  ) throws -> Plan {
    var request = PullRequest(current: "dev/orders", remote: "prod/orders")
    change(&request)
    let prepared = try PullOperation(try world.resolver()).prepare(request, recordsRemote: false)
    guard let plan = prepared.plan else { throw NoPlan(conflicts: prepared.open.map(\.json)) }
    return plan
  }

  /// Says that a pull that should have no conflicts has some.
  private struct NoPlan: Error { let conflicts: [JSONValue] }
}
