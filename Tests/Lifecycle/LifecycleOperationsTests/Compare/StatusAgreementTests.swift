import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// What `status` counts as a change, a difference with the last revision tells.
@Suite struct StatusAgreementTests {
  private func world() throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount(OrdersAccount.documents)
    try account.add(
      #"c3 {"name": "Shop two", "type": "http", "http": {"baseURI": "https://two.example.com"}}"#)
    let world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
    return (world, account)
  }

  /// The difference with the last revision, which has to agree with the status.
  @discardableResult
  private func difference(_ world: TestWorld) throws -> StateComparison {
    let resolver = try world.resolver()
    let entry = try resolver.entry("prod/orders")
    let status = try StatusOperation(resolver.context).run(
      [entry], with: try resolver.capture(of: "prod"))
    let last = try #require(try resolver.lastRecordedSide(entry.target))
    let quick = try StateComparison(
      last, try resolver.side("prod/orders"), catalog: .platform)
    let whole = try world.compare(last.label, "prod/orders")
    #expect(quick.environment == whole.environment)
    #expect(quick.resources == whole.resources)
    #expect(status.map(\.changed) == [!whole.isUnchanged(countingEnvironment: true)])
    #expect(status[0].contentChanged == !whole.isIdentical)
    return whole
  }

  @Test func `a changed connection is a difference of the environment, without its credentials`()
    throws
  {
    let (world, account) = try world()
    #expect(try difference(world).environment.isEmpty)
    try account.edit("c2", "/name", to: #""Shop, moved""#)
    try account.edit("c2", "/http/baseURI", to: #""https://new.example.com""#)
    try account.edit("c2", "/http/auth/token/token", to: #""\#(OrdersAccount.canary)-2""#)
    let found = try difference(world)
    #expect(found.isIdentical)
    #expect(found.environment.map(\.name.kind) == [.connections, .connections])
    #expect(found.environment.map(\.pointer) == ["/http/baseURI", "/name"])
    #expect(found.environment.map(\.left?.text) == ["https://shop.example.com", "Shop"])
    #expect(found.environment.map(\.right?.text) == ["https://new.example.com", "Shop, moved"])
  }

  @Test func `a credential that is changed is none, and one that comes is masked`() throws {
    let (world, account) = try world()
    try account.edit("c2", "/http/auth/token/token", to: #""\#(OrdersAccount.canary)-2""#)
    #expect(try difference(world).isUnchanged(countingEnvironment: true))
    try account.edit(
      "c2", "/http/auth/basic", to: #"{"username": "u", "password": "\#(OrdersAccount.canary)"}"#)
    let found = try difference(world)
    #expect(!found.environment.isEmpty)
    #expect(!"\(found.environment)".contains(OrdersAccount.canary))
  }

  @Test func `what is bound can be asked for and ignored`() throws {
    let (world, account) = try world()
    try account.edit("c2", "/name", to: #""Shop, moved""#)
    let slot = try #require(try difference(world).environment.first?.name.description)
    let sides = { (options: StateComparison.Options) in
      let resolver = try world.resolver()
      return try StateComparison(
        resolver.side("prod/orders@r1"), resolver.side("prod/orders"), catalog: .platform,
        options: options
      ).environment.count
    }
    #expect(try sides(StateComparison.Options(only: [slot])) == 1)
    #expect(try sides(StateComparison.Options(only: ["connections"])) == 1)
    #expect(try sides(StateComparison.Options(only: ["flows"])) == 0)
    let pattern = try UserFieldPattern("connections:/name")
    #expect(try sides(StateComparison.Options(ignored: [pattern])) == 0)
    #expect(try sides(StateComparison.Options(contentOnly: true)) == 0)
  }

  @Test func `a document made anew is told by its id, one that moved by its integration`() throws {
    let (world, account) = try world()
    let script = try #require(try account.documents()[key("s2")])
    try account.delete(key("s2"))
    try account.put(key("s7"), script)
    try account.edit("i1", "/hooks/postMap/_scriptId", to: #""@s7""#)
    let found = try difference(world)
    #expect(found.isIdentical)
    #expect(found.environment.map(\.pointer) == ["/_id"])
    try account.edit("e1", "/_integrationId", to: #""@n2""#)
    #expect(try difference(world).environment.map(\.pointer) == ["/_integrationId", "/_id"])
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `status and difference agree through random lives`(_ seed: UInt64) throws {
    var life = try RandomLife(seed: seed)
    for _ in 0..<12 {
      let number = Int.random(in: 0..<100, using: &life.random)
      switch Int.random(in: 0..<4, using: &life.random) {
      case 0: try life.edit()
      case 1: try life.account.edit("c2", "/name", to: #""Shop \#(number)""#)
      case 2: try life.account.edit("c1", "/netsuite/account", to: #""TST\#(number)""#)
      default: break
      }
      try difference(life.world)
      if number < 40 { try life.snapshot() }
    }
  }

  @Test func `two integrations that are bound otherwise do not differ by it`() throws {
    let (world, account) = try world()
    let other = try MemoryAccount(OrdersAccount.documents)
    try other.edit("c2", "/http/baseURI", to: #""https://sandbox.example.com""#)
    var both = world
    both.set("dev", other.environment)
    try account.edit("c2", "/name", to: #""Shop, moved""#)
    let found = try both.compare("prod/orders", "dev/orders")
    #expect(found.isUnchanged(countingEnvironment: true))
  }
}
