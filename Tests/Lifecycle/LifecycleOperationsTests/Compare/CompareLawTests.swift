import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

@Suite struct CompareLawTests {
  private func world(
    _ edit: (MemoryAccount) throws -> Void = { _ in }
  ) throws -> (TestWorld, MemoryAccount) {
    let other = try MemoryAccount(OrdersAccount.documents)
    try edit(other)
    return (
      try TestWorld([
        "prod": MemoryAccount(OrdersAccount.documents).environment, "dev": other.environment,
      ]), other
    )
  }

  @Test func `a state is identical to itself`() throws {
    let (world, _) = try world()
    try world.snapshot("prod/orders")
    for (left, right) in [
      ("prod/orders", "prod/orders"), ("prod/orders@r1", "prod/orders"),
      ("prod/orders", "dev/orders"),
    ] {
      let comparison = try world.compare(left, right)
      #expect(comparison.isIdentical && comparison.resources.isEmpty, "\(left) \(right)")
      #expect(comparison.environment.isEmpty, "\(left) \(right)")
      #expect(comparison.left.content == comparison.right.content)
    }
  }

  @Test func `a clone is identical to its original`() throws {
    let clones = try MemoryAccount([])
    var (world, _) = try world()
    world.set("test", clones.environment)
    for (environment, name) in [("test", nil), ("prod", "Second")] {
      let plan = try world.clonePlan("prod/orders", to: environment, name: name)
      let report = try PlanApplication(try world.resolver()).apply(plan)
      let comparison = try world.compare("prod/orders", plan.target.description)
      #expect(comparison.isIdentical, "\(comparison.resources.map { ($0.name, $0.changes) })")
      #expect(comparison.left.content == comparison.right.content)
      #expect(report.revision.after?.content == comparison.left.content)
      #expect(
        try world.snapshot(
          plan.target.description, options: SnapshotOperation.Options(onlyIfChanged: true)
        ).revisions.isEmpty)
    }
  }

  @Test func `other stored names alone are no difference`() throws {
    let (world, account) = try world { account in
      try account.edit("e1", "/name", to: #""Something else""#)
      try account.edit("t1", "/name", to: #""Another tool""#)
    }
    try world.snapshot("dev/orders")
    try account.edit("e1", "/name", to: #""Get orders""#)
    try account.edit("t1", "/name", to: #""Enrich""#)
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.left.content != comparison.right.content)
    #expect(comparison.isIdentical, "\(comparison.resources.map { ($0.name, $0.changes) })")
  }

  @Test func `slots of other names alone are no difference`() throws {
    let (world, _) = try world { account in
      try account.edit("c2", "/type", to: #""rest""#)
    }
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.left.content != comparison.right.content)
    #expect(comparison.isIdentical, "\(comparison.resources.map { ($0.name, $0.changes) })")
  }

  @Test func `resources are paired by id, lineage, name, then content`() throws {
    let other = try MemoryAccount([
      #"c5 {"name": "Shop", "type": "http"}"#,
      #"e11 {"name": "New name", "_sourceId": "@e1", "_connectionId": "@c5", "adaptorType": "HTTPExport", "http": {"relativeURI": "/b", "method": "GET"}}"#,
      #"e12 {"name": "Two", "_connectionId": "@c5", "adaptorType": "HTTPExport", "http": {"relativeURI": "/c", "method": "GET"}}"#,
      #"e13 {"name": "Third", "_connectionId": "@c5", "adaptorType": "HTTPExport", "asynchronous": true, "pageSize": 20, "http": {"relativeURI": "/three", "method": "PATCH", "body": "b"}}"#,
      #"f11 {"name": "Flow", "_integrationId": "@n1", "pageGenerators": [{"_exportId": "@e11"}, {"_exportId": "@e12"}, {"_exportId": "@e13"}]}"#,
      #"n1 {"name": "Orders"}"#,
    ])
    let one = try MemoryAccount([
      #"c5 {"name": "Shop", "type": "http"}"#,
      #"e1 {"name": "Old name", "_connectionId": "@c5", "adaptorType": "HTTPExport", "http": {"relativeURI": "/a", "method": "GET"}}"#,
      #"e2 {"name": "Two", "_connectionId": "@c5", "adaptorType": "HTTPExport", "http": {"relativeURI": "/d", "method": "GET"}}"#,
      #"e3 {"name": "Three", "_connectionId": "@c5", "adaptorType": "HTTPExport", "asynchronous": true, "pageSize": 20, "http": {"relativeURI": "/three", "method": "PATCH", "body": "b"}}"#,
      #"f11 {"name": "Renamed", "_integrationId": "@n1", "pageGenerators": [{"_exportId": "@e1"}, {"_exportId": "@e2"}, {"_exportId": "@e3"}]}"#,
      #"n1 {"name": "Orders"}"#,
    ])
    let world = try TestWorld(["prod": one.environment, "dev": other.environment])
    let comparison = try world.compare("prod/orders", "dev/orders")
    let reasons = Dictionary(
      uniqueKeysWithValues: comparison.resources.map { ($0.name.description, $0.matchedBy) })
    #expect(reasons["flows/renamed"] == .id)
    #expect(reasons["exports/old-name"] == .lineage)
    #expect(reasons["exports/two"] == .name)
    #expect(reasons["exports/three"] == .content)
    #expect(comparison.summary.added + comparison.summary.deleted == 0)
  }

  @Test func `groups of other names alone are no difference`() throws {
    let (world, account) = try world { account in
      try account.edit("n1", "/flowGroupings/1/name", to: #""Clients""#)
      try account.edit("n1", "/flowGroupings/0/_id", to: #""@g8""#)
      try account.edit("n1", "/flowGroupings/1/_id", to: #""@g9""#)
      try account.edit("f1", "/_flowGroupingId", to: #""@g8""#)
      try account.edit("f2", "/_flowGroupingId", to: #""@g9""#)
    }
    try world.snapshot("dev/orders")
    try account.edit("n1", "/flowGroupings/1/name", to: #""Customers""#)
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.left.content != comparison.right.content)
    #expect(comparison.isIdentical, "\(comparison.resources.map { ($0.name, $0.changes) })")
  }

  @Test func `what partners are called alone is no difference`() throws {
    func documents(_ name: String) -> [String] {
      OrdersAccount.documents.filter { !$0.hasPrefix("f8") && !$0.hasPrefix("n2") } + [
        #"n2 {"name": "\#(name)", "mode": "settings"}"#,
        #"f8 {"name": "\#(name) run", "_integrationId": "@n2", "pageGenerators": [{"_exportId": "@e8"}]}"#,
        #"f7 {"name": "Chain", "_integrationId": "@n1", "pageGenerators": [{"_exportId": "@e1"}], "_runNextFlowIds": ["@f8"]}"#,
      ]
    }
    let (prod, dev) = (
      try MemoryAccount(documents("Invoices")), try MemoryAccount(documents("Billing"))
    )
    let world = try TestWorld(["prod": prod.environment, "dev": dev.environment])
    for environment in ["prod", "dev"] { _ = try world.snapshotAll(environment) }
    #expect(try !world.compare("prod/orders", "dev/orders").isIdentical)
    let operation = try MatchOperation("prod/invoices", "dev/billing", world.resolver())
    _ = try operation.declare(MatchOperation.Declaration())
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.isIdentical, "\(comparison.resources.map { ($0.name, $0.changes) })")
  }

  @Test func `what is ignored does not count and can be shown`() throws {
    let (world, _) = try world { try $0.edit("e1", "/http/relativeURI", to: #""/other""#) }
    #expect(try !world.compare("prod/orders", "dev/orders").isIdentical)
    for pattern in ["exports:/http/relativeURI", "/http/relativeURI"] {
      let options = StateComparison.Options(ignored: [try UserFieldPattern(pattern)])
      let comparison = try world.compare("prod/orders", "dev/orders", options)
      #expect(comparison.isIdentical && comparison.ignoredCount == 1, "\(pattern)")
    }
    let other = StateComparison.Options(ignored: [try UserFieldPattern("imports:/http/relativeURI")]
    )
    #expect(try !world.compare("prod/orders", "dev/orders", other).isIdentical)
  }

  @Test func `differences of the environment are listed and are no difference of content`() throws {
    let (world, _) = try world {
      try $0.edit("f1", "/disabled", to: "true")
      try $0.edit("f1", "/schedule", to: #""? 5 5 * * *""#)
    }
    let comparison = try world.compare("prod/orders", "dev/orders")
    #expect(comparison.isIdentical && comparison.left.content == comparison.right.content)
    #expect(comparison.environment.map(\.pointer) == ["/disabled", "/schedule"])
    #expect(!comparison.isUnchanged(countingEnvironment: true))
    #expect(comparison.isUnchanged(countingEnvironment: false))
    let contentOnly = StateComparison.Options(contentOnly: true)
    #expect(try world.compare("prod/orders", "dev/orders", contentOnly).environment.isEmpty)
  }
}
