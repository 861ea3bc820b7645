import LosslessJSON
import Testing

@Suite struct SnapshotTests {
  @Test func `snapshot records what is there, with all facts of a revision`() throws {
    let workspace = try Workspace.examples()
    let report = try workspace.json(
      "snapshot", "--all", "prod", "-m", "as found", "--user", "bob", shape: .snapshot)
    let revisions = report["revisions"]?.array ?? []
    #expect(revisions.count == 3)
    #expect(report["unchanged"] == [])
    #expect(report["skipped"] == [])
    let first = revisions[0]
    #expect(first["id"]?.text == "r1")
    #expect(first["kind"]?.text == "snapshot")
    #expect(first["status"]?.text == "completed")
    #expect(first["description"]?.text == "as found")
    #expect(first["user"]?.text == "bob")
    #expect(first["origin"]?.isNull == true)
    #expect(first["before"]?.isNull == true)
    #expect(first["remote"]?.isNull == true)
    #expect(first["changes"] == ["added": 30, "modified": 0, "deleted": 0])
    expectText(
      try workspace.run("snapshot", "--all", "prod").output,
      """
      prod/shopify-to-netsuite@r2  no change
      prod/standalone@r2  no change
      prod/store-api@r2  no change
      3 revisions recorded
      """)
  }

  @Test func `an environment in the place of a target is told how it is recorded`() throws {
    let workspace = try Workspace.examples()
    let error = try workspace.failure("snapshot", "prod", exit: 2, code: "bad_target")
    #expect(error["hint"]?.text?.hasPrefix("'ilm snapshot --all prod' records all of it") == true)
    #expect(try workspace.json("revisions", "prod/standalone")["revisions"] == [])
  }

  @Test func `what is gone from the environment is named, unless it was deleted from here`() throws
  {
    let workspace = try Workspace.examples()
    try workspace.run("create", "prod", "Returns")
    try workspace.run("create", "prod", "Refunds")
    let first = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    #expect(first["gone"] == [])
    try workspace.run("delete", "prod/refunds", "--yes")
    try workspace.remove(
      try workspace.file("accounts/production/integrations", startingWith: "Returns-"))
    let report = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    #expect(report["gone"] == ["prod/returns"])
    #expect(report["revisions"]?.array?.count == 3)
    let run = try workspace.run("snapshot", "--all", "prod", "--if-changed")
    #expect(run.errors.contains("no longer in the environment: prod/returns\n"), "\(run.story)")
    // It is said of an environment as a whole.
    let one = try workspace.json("snapshot", "prod/store-api", shape: .snapshot)
    #expect(one["gone"] == nil)
    try workspace.run("revert", "prod/returns", "--to", "r1", "--yes")
    #expect(try workspace.json("snapshot", "--all", "prod")["gone"] == [])
  }

  @Test func `if-changed makes revisions only where something changed`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod", "--if-changed")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    let report = try workspace.json("snapshot", "--all", "prod", "--if-changed", shape: .snapshot)
    #expect(report["revisions"]?.array?.map { $0["target"]?.text } == ["prod/shopify-to-netsuite"])
    #expect(report["revisions"]?[0]?["id"]?.text == "r2")
    #expect(report["revisions"]?[0]?["changes"] == ["added": 0, "modified": 1, "deleted": 0])
    #expect(report["unchanged"] == ["prod/standalone", "prod/store-api"])
    let facts = try workspace.file("accounts/production/flows", startingWith: "Order-to-cash")
    try workspace.edit(facts, "\"disabled\": false", "\"disabled\": true")
    let again = try workspace.json("snapshot", "--all", "prod", "--if-changed", shape: .snapshot)
    #expect(again["revisions"]?.array?.count == 1)
    let state = again["revisions"]?[0]
    #expect(state?["before"]?["content"] == state?["after"]?["content"])
    #expect(state?["before"]?["facts"] != state?["after"]?["facts"])
  }

  @Test func `several targets are recorded at once, and nothing at all is refused`() throws {
    let workspace = try Workspace.examples()
    let report = try workspace.json(
      "snapshot", "prod/store-api", "sandbox/shopify-to-netsuite", shape: .snapshot)
    #expect(report["revisions"]?.array?.count == 2)
    try workspace.failure("snapshot", exit: 2)
    try workspace.failure("snapshot", "prod/store-api", "prod/absent", exit: 2)
    #expect(try workspace.json("revisions", "prod/store-api")["revisions"]?.array?.count == 1)
  }

  @Test func `a saved document is no change, and file names and key order are none`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"lastModified\": \"2025", "\"lastModified\": \"2026")
    try workspace.copy(flow, to: "accounts/production/flows/some other name.json")
    try workspace.remove(flow)
    expectText(try workspace.run("status", "prod").output, "3 integrations, nothing changed")
  }
}
