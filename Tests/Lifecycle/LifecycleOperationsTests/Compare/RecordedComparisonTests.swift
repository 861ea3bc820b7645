import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Comparisons of what is recorded, beside those of the environments right after they were recorded.
///
/// What compares records has no way to reach an environment.
@Suite struct RecordedComparisonTests {
  /// Records both environments, then compares them and what was recorded.
  private func expectSame(_ world: TestWorld, _ comment: Comment) throws {
    for environment in ["prod", "dev"] { _ = try world.snapshotAll(environment) }
    let live = try EnvironmentComparison("prod", "dev", resolver: world.resolver())
    var offline = world
    offline.environments = [:]
    for _ in 1...2 {
      let recorded = try EnvironmentComparison(
        "prod", "dev", resolver: offline.resolver(recordedOnly: true))
      #expect(recorded.lines == live.lines, comment)
      #expect(recorded.isIdentical == live.isIdentical, comment)
      for (row, target) in recorded.rows.flatMap({
        [($0.leftRevision, $0.left), ($0.rightRevision, $0.right)]
      }) {
        #expect(try row == target.flatMap { try world.revisions($0).first?.id }, comment)
      }
      try world.files.removeCache()
    }
  }

  @Test(arguments: 1...(4 * UInt64(TestRounds.factor)))
  func `folders compare as they do right after they were recorded`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed + 300)
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    for round in 1...8 {
      var done: [String] = []
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        done.append(try account.edit(&random, Bool.random(using: &random) ? "prod" : "dev"))
      }
      let onlyIfChanged = Bool.random(using: &random)
      for environment in ["prod", "dev"] {
        _ = try account.snapshot(world, environment, onlyIfChanged: onlyIfChanged)
      }
      let comment: Comment = "seed \(seed), round \(round): \(done), \(onlyIfChanged)"
      let live = try account.compare(world)
      #expect(try account.compareRecorded(world) == live, comment)
      try world.files.removeCache()
      #expect(try account.compareRecorded(world) == live, comment)
    }
  }

  @Test(arguments: 1...(4 * UInt64(TestRounds.factor)))
  func `clones compare as they do right after they were recorded`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed + 400)
    var life = try RandomLife(seed: seed)
    let other = try MemoryAccount([], prefix: "7b")
    var world = life.world
    world.set("dev", other.environment)
    for name in [nil, "Second"] {
      try clone("prod/orders", to: "dev", name, world)
    }
    try life.account.add(#"n5 {"name": "Only here", "mode": "settings"}"#)
    try life.account.add(#"n6 {"name": "Twice", "mode": "settings"}"#)
    try other.add(#"n7 {"name": "Twice", "mode": "settings", "description": "other"}"#)
    try other.add(#"f7 {"name": "Alone", "_exportId": "@e1"}"#)
    for round in 1...4 {
      for _ in 0..<Int.random(in: 0...2, using: &random) { try life.edit() }
      if round == 2 { try clone("dev/second", to: "prod", "Third", world) }
      if round == 3 {
        let operation = try MatchOperation("prod/orders", "dev/second", world.resolver())
        _ = try operation.declare(MatchOperation.Declaration())
      }
      if round == 4 {
        let resolver = try world.resolver()
        _ = try PlanApplication(resolver).apply(
          try IntegrationManagement(resolver).planDeletion("prod/third"))
      }
      try expectSame(world, "seed \(seed), round \(round)")
    }
  }

  private func clone(
    _ source: String, to environment: String, _ name: String?, _ world: TestWorld
  ) throws {
    let plan = try world.clonePlan(source, to: environment, name: name)
    _ = try PlanApplication(try world.resolver()).apply(plan)
  }

  @Test func `targets are found by name and id as they were recorded`() throws {
    var life = try RandomLife(seed: 5)
    try life.account.edit("e1", "/http/relativeURI", to: #""/x""#)
    try life.snapshot()
    try life.account.edit("n1", "/name", to: #""Renamed since""#)
    var world = life.world
    world.environments = [:]
    let resolver = try world.resolver(recordedOnly: true)
    let id = key("n1").id
    for text in ["prod/orders", "prod/Orders", "prod/\(id)", "prod/orders@r2"] {
      let side = try resolver.side(text)
      #expect(side.label.hasSuffix("@r2"), "\(text)")
      #expect(side.target == target("prod/orders"), "\(text)")
    }
    for text in ["prod/none", "prod/Renamed since", "prod/none@r1"] {
      #expect {
        try resolver.side(text)
      } throws: {
        ($0 as? LifecycleError)?.code == "nothing_recorded"
      }
    }
  }
}
