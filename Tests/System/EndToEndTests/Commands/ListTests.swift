import LosslessJSON
import Testing

@Suite struct ListTests {
  @Test func `histories without an environment are named`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "sandbox")
    try workspace.run("env", "remove", "prod")
    try workspace.run("env", "remove", "sandbox")
    let run = try workspace.run("list")
    #expect(run.output == "sandbox/shopify-to-netsuite\n", "\(run.story)")
    #expect(run.errors.contains("ilm env add sandbox URL"), "\(run.story)")
  }

  @Test func `list is the home list`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "prod/store-api")
    expectText(
      try workspace.run("list").output,
      """
      TARGET                       NAME                 APPLICATIONS              FLOWS  APIS  TOOLS  REVISION  CHANGED
      prod/shopify-to-netsuite     Shopify to NetSuite  netsuite, shopify, slack      5     0      0  -         -
      prod/standalone              Standalone flows     ftp, shopify                  1     0      0  -         -
      prod/store-api               Store API            netsuite                      0     2      0  r1        no
      sandbox/shopify-to-netsuite  Shopify to NetSuite  netsuite, shopify, slack      5     0      0  -         -
      """)
  }

  @Test func `list has its shape, and standalone a null id`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    #expect(
      rows.map { $0["target"]?.text } == [
        "prod/shopify-to-netsuite", "prod/standalone", "prod/store-api",
      ])
    #expect(rows.map { $0["id"]?.isNull } == [false, true, false])
    #expect(rows.map { $0["revision"]?.text } == ["r1", "r1", "r1"])
    #expect(rows.map { $0["changed"]?.bool } == [false, false, false])
    #expect(rows.map { $0["flows"]?.int } == [5, 1, 0])
    #expect(rows[0]["applications"] == ["netsuite", "shopify", "slack"])
  }

  @Test(arguments: [
    (["--search", "API"], ["prod/store-api"]), (["--search", "zzz"], []),
    (["--app", "ftp"], ["prod/standalone"]),
    (["--app", "shopify"], ["prod/shopify-to-netsuite", "prod/standalone"]),
    (["--app", "shopify", "--search", "netsuite"], ["prod/shopify-to-netsuite"]),
  ]) func `list is narrowed`(options: [String], targets: [String]) throws {
    let workspace = try Workspace.examples()
    let run = try workspace.run(["list", "prod", "--json"] + options)
    for target in ["prod/shopify-to-netsuite", "prod/standalone", "prod/store-api"] {
      #expect(run.output.contains("\"\(target)\"") == targets.contains(target), "\(run.story)")
    }
  }

  @Test func `changed tells what happened since the last revision`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    #expect(rows.map { $0["changed"]?.bool } == [true, false, false])
  }

  @Test func `an exact name and an id are targets too`() throws {
    let workspace = try Workspace.examples()
    for name in ["Shopify to NetSuite", "67a086cd09730d6066dc0fc7", "shopify-to-netsuite"] {
      let report = try workspace.json("snapshot", "prod/" + name, shape: .snapshot)
      #expect(report["revisions"]?[0]?["target"]?.text == "prod/shopify-to-netsuite")
    }
  }
}
