import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

/// Several operations have the same words, and each is undone by itself.
@Suite struct CounterpartTests {
  private let account: MemoryAccount
  private let world: TestWorld

  init() throws {
    account = try MemoryAccount(OrdersAccount.documents + Self.third)
    world = try TestWorld(["prod": account.environment])
    _ = try world.snapshotAll("prod")
  }

  private static let third = [
    #"f7 {"name": "Seven", "_integrationId": "@n3", "disabled": true, "pageGenerators": [{"_exportId": "@e8"}], "pageProcessors": []}"#,
    #"n3 {"name": "Third", "mode": "settings", "flowGroupings": []}"#,
  ]

  private func move(_ what: String, to integration: String) throws {
    let move = MoveOperation(try world.resolver())
    _ = try move.run(try move.plan("prod/\(what)", to: "prod/\(integration)"))
  }

  private func undo(_ integration: String) throws -> PlanApplication.Report {
    try PlanApplication(try world.resolver()).apply(try world.undoPlan("prod/\(integration)"))
  }

  private func containers(_ shorts: String...) throws -> [String?] {
    let documents = try account.documents()
    return shorts.map { documents[key($0)]?["_integrationId"]?.text }
  }

  @Test func `two integrations take from a third in the same words`() throws {
    try move("orders/flows/order-to-cash", to: "invoices")
    try move("third/flows/seven", to: "invoices")
    let before = try account.documents()
    try world.revert("prod/orders", to: "r1")
    try world.revert("prod/third", to: "r1")
    #expect(try containers("f1", "f7") == [id("n1"), id("n3")])
    let undone = try undo("orders")
    #expect(!undone.plan.steps.contains { $0.operation == .delete })
    #expect(try containers("f1", "f7") == [id("n2"), id("n3")])
    _ = try undo("third")
    expectEqual(named(try account.documents()), named(before), "undone")
  }

  @Test func `what an earlier operation gave is not what a later one had`() throws {
    try move("invoices/flows/billing", to: "orders")
    try account.edit("f8", "/description", to: #""as orders have it""#)
    try world.revert("prod/orders", to: "r1")
    try account.edit("e1", "/description", to: #""changed""#)
    try world.revert("prod/orders", to: "r1")
    let undone = try undo("invoices")
    #expect(!undone.plan.steps.contains { $0.operation == .delete })
    let back = try #require(try account.documents()[key("f8")])
    #expect(back["_integrationId"]?.text == id("n1"))
    #expect(back["description"]?.text == "as orders have it")
    #expect(try account.documents()[key("e8")] != nil)
  }

  @Test func `of two moves of one flow each gives back what it took`() throws {
    for words in ["first time", "second time"] {
      try account.edit("f1", "/description", to: "\"\(words)\"")
      try account.edit("f1", "/_integrationId", to: "\"\(id("n1"))\"")
      try move("orders/flows/order-to-cash", to: "invoices")
    }
    let moved = try #require(
      try world.revisions(target("prod/invoices")).last { $0.operation == .move })
    try world.revert("prod/invoices", to: "\(moved.id):before")
    let back = try #require(try account.documents()[key("f1")])
    #expect(back["_integrationId"]?.text == id("n1"))
    #expect(back["description"]?.text == "first time")
  }

  @Test func `an operation that had no part in an integration leaves that alone`() throws {
    try account.edit("e1", "/description", to: #""changed""#)
    try world.revert("prod/orders", to: "r1")
    try move("third/flows/seven", to: "invoices")
    try account.edit("f7", "/description", to: #""as invoices have it""#)
    try world.revert("prod/third", to: "r1")
    // Somebody moves what invoices had at that time.
    try account.edit("f8", "/_integrationId", to: #""@n1""#)
    try account.edit("f8", "/description", to: #""as it is now""#)
    _ = try undo("orders")
    let back = try #require(try account.documents()[key("f8")])
    #expect(back["_integrationId"]?.text == id("n2"))
    #expect(back["description"]?.text == "as it is now")
  }

  @Test(arguments: ["together", "one by one"])
  func `a revert deletes nothing that came from an integration recorded a moment later`(
    _ how: String
  ) throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    if how == "together" {
      let times = Set(try world.snapshotAll("prod").revisions.map(\.createdAt))
      #expect(times.count == 1)
    } else {
      try world.snapshot("prod/invoices")
      try world.snapshot("prod/orders")
    }
    let before = try account.documents()
    let move = MoveOperation(try world.resolver())
    _ = try move.run(try move.plan("prod/orders/flows/order-to-cash", to: "prod/invoices"))
    try world.revert("prod/invoices", to: "r1")
    expectEqual(named(try account.documents()), named(before), how)
  }
}
