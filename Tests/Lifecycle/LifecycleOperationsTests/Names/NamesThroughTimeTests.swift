import IntegrationModel
import LifecycleOperations
import RepositoryCore
import Testing

@Suite struct NamesThroughTimeTests {
  private func world() throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    try world.snapshot("prod/orders")
    return (world, account)
  }

  private func name(_ key: ResourceKey, _ world: TestWorld) throws -> String? {
    try world.state("prod/orders").facts.names[key]?.description
  }

  @Test func `a renamed resource keeps its name`() throws {
    let (world, account) = try world()
    try account.edit("f1", "/name", to: #""Cash to order""#)
    try account.edit("n1", "/name", to: #""Renamed""#)
    try world.snapshot("prod/orders")
    #expect(try name(key("f1"), world) == "flows/order-to-cash")
    #expect(try world.revisions(target("prod/orders")).first?.changes.modified == 1)
  }

  @Test func `what is deleted and made again keeps its name`() throws {
    let (world, account) = try world()
    try account.delete(key("f2"))
    try account.add(
      #"f22 {"name": "Refunds", "_integrationId": "@n1", "disabled": true, "pageGenerators": [{"_exportId": "@e2"}]}"#
    )
    #expect(try name(key("f22"), world) == "flows/refunds")
  }

  @Test func `a name that was used is never given to another`() throws {
    let (world, account) = try world()
    try account.delete(key("f2"))
    for _ in 0..<2 { try world.snapshot("prod/orders") }
    try account.add(#"f22 {"name": "Refunds", "_integrationId": "@n1"}"#)
    #expect(try name(key("f22"), world) == "flows/refunds-2")
    try world.snapshot("prod/orders")
    try account.delete(key("f22"))
    try world.snapshot("prod/orders")
    try account.add(#"f23 {"name": "Refunds", "_integrationId": "@n1"}"#)
    #expect(try name(key("f23"), world) == "flows/refunds-3")
  }

  @Test func `a slot stays when something else is bound to it`() throws {
    let (world, account) = try world()
    let before = try world.state("prod/orders").content
    try account.add(#"c3 {"name": "Other shop", "type": "http", "http": {"baseURI": "https://x"}}"#)
    for name in ["e1", "i3"] { try account.edit(name, "/_connectionId", to: #""@c3""#) }
    try account.edit("n1", "/aliases/1/_connectionId", to: #""@c3""#)
    try account.edit("n1", "/_registeredConnectionIds", to: #"["@c1", "@c3"]"#)
    #expect(try world.state("prod/orders").content == before)
    try world.snapshot("prod/orders")
    #expect(try world.state("prod/orders").content == before)
  }

  @Test func `a renamed group keeps its name where flows name it`() throws {
    let (world, account) = try world()
    let before = try #require(
      try world.state("prod/orders").document(LogicalName(.flows, "refunds")))
    try account.edit("n1", "/flowGroupings/1/name", to: #""Clients""#)
    let after = try world.state("prod/orders").document(LogicalName(.flows, "refunds"))
    #expect(after == before)
  }

  @Test func `twins are told apart and stay so`() throws {
    let twins = (1...3).map { number in
      #"f\#(number) {"name": "Twin", "_integrationId": "@n1", "disabled": true}"#
    }
    let account = try MemoryAccount(twins + [#"n1 {"name": "Orders"}"#])
    let world = try TestWorld(["prod": account.environment])
    try world.snapshot("prod/orders")
    let names = try (1...3).map { try name(key("f\($0)"), world) }
    #expect(Set(names) == ["flows/twin", "flows/twin-2", "flows/twin-3"])
    try account.edit("f1", "/description", to: #""now it differs""#)
    #expect(try (1...3).map { try name(key("f\($0)"), world) } == names)
  }
}
