import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Random lives of an integration: edits, snapshots and reverts, with a memory of what was.
struct RandomLife {
  let account: MemoryAccount
  let world: TestWorld
  var random: SeededRandom
  /// What the account held when each revision was recorded.
  private(set) var past: [(revision: String, documents: Documents)] = []
  private var nextName = 20

  init(seed: UInt64) throws {
    account = try MemoryAccount(OrdersAccount.documents)
    try account.add(
      #"c3 {"name": "Shop two", "type": "http", "http": {"baseURI": "https://two.example.com"}}"#)
    world = try TestWorld(["prod": account.environment])
    random = SeededRandom(seed: seed)
    _ = try world.snapshotAll("prod")
    past = [("r1", try account.documents())]
  }

  mutating func edit() throws {
    let number = Int.random(in: 0..<100, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: try account.edit("e1", "/http/relativeURI", to: #""/orders/\#(number)""#)
    case 1: try account.edit("f1", "/schedule", to: #""? \#(number) 6 * * *""#)
    case 2: try account.edit("f1", "/disabled", to: number < 50 ? "true" : "false")
    case 3: try account.edit("i1", "/name", to: #""Post order \#(number)""#)
    case 4: try account.edit("e1", "/_connectionId", to: number < 50 ? #""@c3""# : #""@c2""#)
    case 5: try account.delete(key("f2"))
    case 6: try account.edit("s2", "/content", to: #""function postMap() { return \#(number) }""#)
    case 7: try account.edit("n1", "/description", to: #""number \#(number)""#)
    default:
      nextName += 1
      try account.add(
        #"e\#(nextName) {"name": "Get \#(number)", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/\#(number)", "method": "GET"}}"#
      )
      try account.add(
        #"f\#(nextName) {"name": "Flow \#(number)", "_integrationId": "@n1", "disabled": \#(number < 50), "pageGenerators": [{"_exportId": "@e\#(nextName)"}]}"#
      )
    }
  }

  mutating func snapshot() throws {
    let report = try world.snapshot("prod/orders")
    past.append((try #require(report.revisions.first).id, try account.documents()))
  }

  /// Goes back to some revision and returns what the account held then.
  mutating func revert(enable: Bool) throws -> (revision: String, documents: Documents) {
    let goal = past.randomElement(using: &random) ?? past[0]
    let report = try world.revert("prod/orders", to: goal.revision, enable: enable)
    past.append((report.revision.id, try account.documents()))
    return goal
  }
}

@Suite struct RevertLawTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `after a revert everything is as it was recorded`(_ seed: UInt64) throws {
    var life = try RandomLife(seed: seed)
    for round in 1...3 {
      for _ in 0..<Int.random(in: 1...4, using: &life.random) { try life.edit() }
      if Bool.random(using: &life.random) { try life.snapshot() }
      let goal = try life.revert(enable: true)
      let place = "seed \(seed), round \(round), to \(goal.revision)"
      expectEqual(named(try life.account.documents()), named(goal.documents), place)
      let now = try life.world.state("prod/orders")
      let then = try life.world.state("prod/orders@\(goal.revision)")
      #expect(now.content == then.content, "\(place)")
      for (name, facts) in then.facts.resources where !name.kind.isBound {
        #expect(now.facts.resources[name]?.id == facts.id, "\(place): \(name)")
        #expect(now.facts.resources[name]?.environment == facts.environment, "\(place): \(name)")
        #expect(now.facts.resources[name]?.bindings == facts.bindings, "\(place): \(name)")
      }
      #expect(
        try life.world.snapshot(
          "prod/orders", options: SnapshotOperation.Options(onlyIfChanged: true)
        ).revisions.isEmpty, "\(place): a revert did not record what it left")
    }
  }

  @Test func `a flow that is disabled stays so unless it is asked for`() throws {
    for enable in [false, true] {
      var life = try RandomLife(seed: 1)
      try life.account.edit("f1", "/disabled", to: "true")
      try life.account.edit("e1", "/http/relativeURI", to: #""/x""#)
      _ = try life.revert(enable: enable)
      #expect(try life.account.documents()[key("f1")]?["disabled"] == .bool(!enable))
    }
  }

  @Test func `a revert of a revert regains what it undid`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
    try OrdersAccount.edit(account)
    try world.snapshot("prod/orders")
    let edited = try account.documents()
    try world.revert("prod/orders", to: "r1", enable: true)
    #expect(try account.documents() != edited)
    try world.revert("prod/orders", to: "r2", enable: true)
    // What the edited state did not use any more is deleted by hand then, and stays unused now.
    let now = try account.documents().filter { edited[$0.key] != nil }
    // The script is used by another integration too; both reverts changed it.
    expectEqual(named(now), named(edited), "back again")
    #expect(try world.state("prod/orders").content == world.state("prod/orders@r2").content)
  }

  @Test(arguments: [true, false])
  func `a deleted integration comes back`(_ canRestore: Bool) throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let environment = FaultyEnvironment(account.environment, canRestore: canRestore)
    let world = try TestWorld(["prod": environment])
    _ = try world.snapshotAll("prod")
    let before = try account.documents()
    let resolver = try world.resolver()
    _ = try PlanApplication(resolver).apply(
      try IntegrationManagement(resolver).planDeletion("prod/orders"))
    let deleted = try account.documents()
    #expect(deleted[key("n1")] == nil && deleted[key("f1")] == nil && deleted[key("e1")] == nil)
    #expect(deleted[key("s1")] != nil && deleted[key("i3")] != nil, "others use these")
    #expect(deleted[key("c1")] != nil)
    let report = try world.revert("prod/orders", to: "r1")
    #expect(report.revision.after?.content == (try world.state("prod/orders@r1")).content)
    if canRestore {
      // Credentials are not recorded, but the environment has kept them.
      expectEqual(named(try account.documents()), named(before), "restored")
      #expect(!report.revision.followUps.contains { $0.code == "secret_required" })
    } else {
      let codes = Set(report.revision.followUps.map(\.code))
      #expect(codes.isSuperset(of: ["id_changed", "secret_required"]))
    }
  }

  @Test func `what was there and unused stays, and what was moved in goes back`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    try account.add(
      #"e5 {"name": "Unused", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/u", "method": "GET"}}"#
    )
    let world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
    let before = try account.documents()
    try account.edit(
      "f3", "/pageGenerators", to: #"[{"_exportId": "@e1"}, {"_exportId": "@e5"}]"#)
    try account.edit("f8", "/_integrationId", to: #""@n1""#)
    try account.edit("f8", "/_flowGroupingId", to: #""@g1""#)
    try world.revert("prod/orders", to: "r1", enable: true)
    expectEqual(named(try account.documents()), named(before), "moved and used")
  }
}
