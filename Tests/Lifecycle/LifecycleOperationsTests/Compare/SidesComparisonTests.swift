import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

/// Comparisons that read little, beside those that read everything.
@Suite struct SidesComparisonTests {
  private func expectSame(_ world: TestWorld, _ left: String, _ right: String) throws {
    for options in [
      StateComparison.Options(),
      StateComparison.Options(
        ignored: [try UserFieldPattern("/description"), try UserFieldPattern("exports:/http/**")],
        contentOnly: true),
      StateComparison.Options(only: ["flows", "exports/get-orders"]),
    ] {
      let whole = try world.compare(left, right, options)
      let resolver = try world.resolver()
      let quick = try StateComparison(
        resolver.side(left), resolver.side(right), catalog: .platform, options: options)
      let place: Comment = "\(left) \(right) \(options.only) \(options.contentOnly)"
      #expect(quick.resources == whole.resources, place)
      #expect(quick.environment == whole.environment, place)
      #expect(quick.summary == whole.summary, place)
      #expect(quick.ignoredCount == whole.ignoredCount, place)
      #expect(quick.left.content == whole.left.content, place)
      #expect(quick.right.label == whole.right.label, place)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `states of random lives compare as if they were read whole`(_ seed: UInt64) throws {
    var life = try RandomLife(seed: seed)
    for round in 0..<6 {
      for _ in 0...(round % 3) { try life.edit() }
      try life.snapshot()
    }
    let revisions = life.past.map(\.revision)
    for _ in 0..<12 {
      guard let left = revisions.randomElement(using: &life.random),
        let right = revisions.randomElement(using: &life.random)
      else { continue }
      try expectSame(life.world, "prod/orders@\(left)", "prod/orders@\(right)")
    }
    try life.edit()
    try expectSame(life.world, "prod/orders@r2", "prod/orders")
  }

  @Test func `sample data, groups, slots and texts compare as if they were read whole`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment, "dev": account.environment])
    _ = try world.snapshotAll("prod")
    let edits: [() throws -> Void] = [
      { try account.edit("e1", "/sampleData", to: #"{"order": 1}"#) },
      { try account.edit("s1", "/content", to: #""// other\n""#) },
      { try account.edit("s1", "/name", to: #""Other hooks""#) },
      { try account.edit("f1", "/disabled", to: "true") },
      { try account.edit("f1", "/pageProcessors", to: "[]") },
      { try account.edit("e1", "/_connectionId", to: #""@c1""#) },
      { try account.edit("n1", "/flowGroupings", to: #"[{"name": "Sales", "_id": "@g2"}]"#) },
      { try account.delete(key("f2")) },
    ]
    for edit in edits {
      try edit()
      try world.snapshot("prod/orders")
    }
    let count = edits.count + 1
    for right in 2...count {
      try expectSame(world, "prod/orders@r\(right - 1)", "prod/orders@r\(right)")
      try expectSame(world, "prod/orders@r1", "prod/orders@r\(right)")
    }
    try world.snapshot("dev/orders")
    try expectSame(world, "prod/orders@r1", "dev/orders@r1")
  }

  @Test func `without being asked for, ids are not read`() throws {
    var life = try RandomLife(seed: 9)
    try life.account.edit("e1", "/http/relativeURI", to: #""/x""#)
    try life.snapshot()
    let resolver = try life.world.resolver()
    var options = StateComparison.Options()
    for leavesOut in [false, true] {
      options.leavesIDsOut = leavesOut
      let found = try StateComparison(
        resolver.side("prod/orders@r1"), resolver.side("prod/orders@r2"), catalog: .platform,
        options: options)
      #expect(found.resources.map { $0.leftID == nil } == [leavesOut])
    }
  }

  @Test func `names that nothing has are refused`() throws {
    let life = try RandomLife(seed: 9)
    let resolver = try life.world.resolver()
    let side = try resolver.side("prod/orders@r1")
    #expect {
      try StateComparison(
        side, side, catalog: .platform, options: StateComparison.Options(only: ["flows/none"]))
    } throws: {
      ($0 as? LifecycleError)?.code == "no_such_resource"
    }
  }
}
