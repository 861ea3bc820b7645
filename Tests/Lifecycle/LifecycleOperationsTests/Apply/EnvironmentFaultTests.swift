import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit
import Testing

/// An operation whose every write to the environment is made to fail in turn.
struct FaultScenario: Sendable, CustomStringConvertible {
  let description: String
  let target: String
  let canRestore: Bool
  let world: @Sendable () throws -> TestWorld
  let environment: String
  let makeAccount: @Sendable () throws -> MemoryAccount
  let plan: @Sendable (TestWorld) throws -> Plan
  /// How far the writes that are made to fail are apart.
  var callStride = 1

  /// The repository and the account before the operation, wrapped so that a call fails.
  func begin(
    _ world: TestWorld, fault: FaultyEnvironment.Fault, at call: Int
  ) throws -> (TestWorld, MemoryAccount, FaultyEnvironment) {
    let account = try makeAccount()
    let faulty = FaultyEnvironment(
      account.environment, fault: fault, failingCall: call, canRestore: canRestore)
    var copy = try TestWorld([:], files: world.files.copy())
    copy.environments = world.environments
    copy.set(environment, faulty)
    return (copy, account, faulty)
  }

  /// The same world when the process has been started again.
  func restarted(_ world: TestWorld, _ account: MemoryAccount) -> TestWorld {
    var world = world
    world.set(
      environment, FaultyEnvironment(account.environment, canRestore: canRestore))
    return world
  }

  /// The account with its first revisions; nobody writes to it.
  private static let recorded = Result {
    let world = try TestWorld(["prod": MemoryAccount(OrdersAccount.documents).environment])
    _ = try world.snapshotAll("prod")
    return world
  }

  static let revert = revert("a revert", canRestore: true)
  static let revertWithNewIDs = revert("a revert that makes new ids", canRestore: false)

  private static func revert(_ name: String, canRestore: Bool) -> FaultScenario {
    FaultScenario(
      description: name, target: "prod/orders", canRestore: canRestore,
      world: { try recorded.get() }, environment: "prod",
      makeAccount: {
        let account = try MemoryAccount(OrdersAccount.documents)
        try OrdersAccount.edit(account)
        return account
      }, plan: { try $0.revertPlan("prod/orders", to: "r1") })
  }

  static let clone = FaultScenario(
    description: "a clone", target: "dev/orders", canRestore: true,
    world: { try recorded.get() }, environment: "dev",
    makeAccount: {
      // What is there already looks like what the clone is going to make.
      try MemoryAccount([
        #"c7 {"name": "NetSuite", "type": "netsuite", "offline": true}"#,
        #"s7 {"name": "Order hooks", "content": "function postMap(options) { return options }\n"}"#,
      ])
    },
    plan: { try $0.clonePlan("prod/orders", to: "dev") })

  static let install = FaultScenario(
    description: "an install", target: "dev/orders", canRestore: true,
    world: {
      let world = try recorded.get()
      let copy = try TestWorld([:], files: world.files.copy())
      var bundled = copy
      bundled.environments = world.environments
      try bundled.download("prod/orders")
      return bundled
    }, environment: "dev", makeAccount: { try MemoryAccount() },
    plan: { try $0.installPlan(to: "dev") })

  static let all = [revert, revertWithNewIDs, clone, install] + pulls
}

@Suite struct EnvironmentFaultTests {
  @Test(arguments: FaultScenario.all, FaultyEnvironment.Fault.allCases)
  func `an operation that fails at any write can be continued`(
    _ scenario: FaultScenario, _ fault: FaultyEnvironment.Fault
  ) throws {
    let world = try scenario.world()
    let run = try run(scenario, world)
    #expect(run.calls > 6)
    for call in run.points(fault) {
      let (broken, account, faulty) = try scenario.begin(world, fault: fault, at: call)
      try expectFailure(run.plan, broken, faulty, call)
      let restarted = scenario.restarted(broken, account)
      let report = try PlanApplication(try restarted.resolver()).resume(target(scenario.target))
      #expect(report.revision.status == .completed)
      let documents = withoutIDs(try account.documents())
      expectEqual(documents, run.documents, "\(scenario), \(fault) at write \(call)")
      #expect(report.revision.after?.content == run.content)
      guard call % 7 == 0 else { continue }
      #expect(RepositoryVerification.run(try restarted.context().repository).isSound)
    }
  }

  @Test(arguments: FaultScenario.all, FaultyEnvironment.Fault.allCases)
  func `an operation that fails at any write can be canceled`(
    _ scenario: FaultScenario, _ fault: FaultyEnvironment.Fault
  ) throws {
    let world = try scenario.world()
    let run = try run(scenario, world)
    let before = try scenario.makeAccount().documents()
    for call in run.points(fault) {
      let (broken, account, faulty) = try scenario.begin(world, fault: fault, at: call)
      try expectFailure(run.plan, broken, faulty, call)
      let restarted = scenario.restarted(broken, account)
      let ended = try PlanApplication(try restarted.resolver()).cancel(target(scenario.target))
      let place = "\(scenario), \(fault) at write \(call)"
      #expect(ended.revision.status == .canceled)
      if scenario.canRestore {
        #expect(ended.left == [], "\(place)")
        expectEqual(named(try account.documents()), named(before), place)
      } else {
        // What the plan had deleted cannot come back under its id, so it is named.
        expectNothingAdded(try account.documents(), before, ended.left, place)
      }
    }
  }

  @Test(arguments: FaultScenario.all, [FaultyEnvironment.Fault.lostAnswer, .failure])
  func `a cancel that fails at any write can be repeated`(
    _ scenario: FaultScenario, _ fault: FaultyEnvironment.Fault
  ) throws {
    let world = try scenario.world()
    let run = try run(scenario, world)
    let before = try scenario.makeAccount().documents()
    guard scenario.canRestore else { return }
    for call in stride(from: 4, through: run.calls, by: 9) {
      for cancelCall in stride(from: 1 + call % 4, through: call, by: 4) {
        let (broken, account, faulty) = try scenario.begin(world, fault: .lostAnswer, at: call)
        try expectFailure(run.plan, broken, faulty, call)
        var failing = broken
        failing.set(
          scenario.environment,
          FaultyEnvironment(account.environment, fault: fault, failingCall: cancelCall))
        _ = try? PlanApplication(try failing.resolver()).cancel(target(scenario.target))
        let restarted = scenario.restarted(broken, account)
        _ = try? PlanApplication(try restarted.resolver()).cancel(target(scenario.target))
        let place = "\(scenario), write \(call), \(fault) at write \(cancelCall) of the cancel"
        expectEqual(named(try account.documents()), named(before), place)
        #expect(try restarted.revisions(target(scenario.target)).first?.status == .canceled)
      }
    }
  }

  @Test(arguments: FaultScenario.all)
  func `a cancel never writes over what somebody changed since`(
    _ scenario: FaultScenario
  ) throws {
    let world = try scenario.world()
    let run = try run(scenario, world)
    for call in stride(from: 1, through: run.calls, by: run.callStride) {
      let (broken, account, faulty) = try scenario.begin(
        world, fault: call % 2 == 0 ? .lostAnswer : .failure, at: call)
      try expectFailure(run.plan, broken, faulty, call)
      let edited = try editEverything(account)
      let restarted = scenario.restarted(broken, account)
      let ended = try PlanApplication(try restarted.resolver()).cancel(target(scenario.target))
      let after = try account.documents()
      for (key, value) in edited {
        expectEqual(
          named(after.filter { $0.key == key }), [key.description: value],
          "\(scenario), write \(call), somebody's change")
      }
      // What a deletion has not deleted yet it has not touched.
      let isNamed = !ended.left.isEmpty || run.plan.kind == .delete
      #expect(call < 4 || isNamed, "\(scenario), write \(call): nothing is named")
    }
  }

  @Test(arguments: FaultScenario.all)
  func `a resumed operation never writes over what somebody changed since`(
    _ scenario: FaultScenario
  ) throws {
    let world = try scenario.world()
    let run = try run(scenario, world)
    for call in stride(from: 1, through: run.calls, by: run.callStride) {
      let (broken, account, faulty) = try scenario.begin(
        world, fault: call % 2 == 0 ? .lostAnswer : .failure, at: call)
      try expectFailure(run.plan, broken, faulty, call)
      let edited = try editEverything(account)
      let restarted = scenario.restarted(broken, account)
      _ = try? PlanApplication(try restarted.resolver()).resume(target(scenario.target))
      let after = try account.documents()
      for (key, value) in edited {
        expectEqual(
          named(after.filter { $0.key == key }), [key.description: value],
          "\(scenario), write \(call), somebody's change")
      }
    }
  }

  // MARK: Parts

  private func run(
    _ scenario: FaultScenario, _ world: TestWorld
  ) throws -> Run {
    let (fresh, account, counting) = try scenario.begin(world, fault: .failure, at: 0)
    let plan = try scenario.plan(fresh)
    #expect(counting.callCount == 0, "a plan was written")
    let report = try PlanApplication(try fresh.resolver()).apply(plan)
    #expect(report.revision.status == .completed)
    return Run(
      plan: plan, documents: withoutIDs(try account.documents()),
      content: try #require(report.revision.after?.content), calls: counting.callCount,
      callStride: scenario.callStride)
  }

  /// An operation in which nothing fails.
  private struct Run {
    let plan: Plan
    let documents: [String: JSONValue]
    let content: TreeID
    let calls: Int
    let callStride: Int

    /// The writes to fail: all of them, or some for faults that look the same to who comes after.
    func points(_ fault: FaultyEnvironment.Fault) -> [Int] {
      switch fault {
      case .failure, .lostAnswer: Array(stride(from: 1, through: calls, by: callStride))
      case .death: Array(stride(from: 2, through: calls, by: 7))
      case .deathAfterwards: Array(stride(from: 5, through: calls, by: 7))
      }
    }
  }

  private func expectFailure(
    _ plan: Plan, _ world: TestWorld, _ faulty: FaultyEnvironment, _ call: Int
  ) throws {
    #expect(throws: LifecycleError.self, "write \(call) of \(plan.kind)") {
      _ = try PlanApplication(try world.resolver()).apply(plan)
    }
    #expect(faulty.hasFailed)
  }

  /// Edits every document, and returns what they are then.
  private func editEverything(_ account: MemoryAccount) throws -> Documents {
    for key in try account.documents().keys.sorted() {
      try account.edit(key) { $0.place("edited by somebody", at: "/description") }
    }
    return try account.documents()
  }

  private func expectNothingAdded(
    _ after: Documents, _ before: Documents, _ left: [String], _ place: String
  ) {
    for key in after.keys where before[key] == nil {
      Issue.record("\(place): '\(key)' \(after[key]?["name"]?.text ?? "") is left")
    }
    for key in before.keys where after[key] != before[key] && left.isEmpty {
      Issue.record("\(place): '\(key)' is not as before and nothing is named")
    }
  }
}

func named(_ documents: Documents) -> [String: JSONValue] {
  Dictionary(uniqueKeysWithValues: documents.map { ($0.key.description, $0.value) })
}

/// Compares accounts and names the documents that differ.
func expectEqual(
  _ found: [String: JSONValue], _ expected: [String: JSONValue], _ place: String
) {
  for name in Set(found.keys).union(expected.keys).sorted() where found[name] != expected[name] {
    func text(_ value: JSONValue?) -> String {
      value.map { String(decoding: $0.canonicalBytes(), as: UTF8.self) } ?? "nothing"
    }
    Issue.record(
      "\(place): '\(name)' is\n\(text(found[name]))\nand should be\n\(text(expected[name]))")
  }
}
