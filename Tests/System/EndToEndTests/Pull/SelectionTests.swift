import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Pulls that take a part, and what pulls take along only when asked.
@Suite struct SelectionTests {
  private let parent = Family.parent

  /// Three resources changed in the clone.
  private func edited() throws -> Family {
    let family = try Family("dev")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    try family.edit("dev", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    try family.edit(
      "dev", "scripts/Order-hooks", "HOLD_ABOVE = 2500", "HOLD_ABOVE = 4000", suffix: ".js")
    return family
  }

  /// What a pull would change, without writing.
  private func offered(_ family: Family, _ options: String...) throws -> [String] {
    let run = try family.workspace.run(
      ["pull", parent, "--from", "dev/orders", "--dry-run", "--json"] + options)
    let steps = try JSONValue(parsing: run.outputBytes)["plan"]?["steps"]?.array ?? []
    return steps.filter { ["create", "update", "delete"].contains($0["op"]?.text) }
      .compactMap { $0["name"]?.text }.sorted()
  }

  @Test func `one resource is taken and what was left out is offered again`() throws {
    let family = try edited()
    let (script, export) = ("scripts/order-hooks", "exports/get-refunds-from-shopify")
    #expect(try offered(family) == [export, "flows/customer-sync", script])
    #expect(try offered(family, "--only", "flows/customer-sync").contains("flows/customer-sync"))
    let pull = try family.pull(parent, "dev/orders", "--only", script)
    #expect(pull["revision"]?["changes"]?["modified"]?.int == 1)
    #expect(try offered(family) == [export, "flows/customer-sync"])
    // Taken and then changed on both sides: what was taken is what both have in common.
    try family.edit(
      "prod", "scripts/Order-hooks", "Drops test orders", "Drops orders of tests", suffix: ".js")
    try family.edit(
      "dev", "scripts/Order-hooks", "HOLD_ABOVE = 4000", "HOLD_ABOVE = 5000", suffix: ".js")
    try family.pull(parent, "dev/orders")
    let text = try family.workspace.read(
      try family.file("prod", "scripts/Order-hooks", suffix: ".js"))
    #expect(text.contains("HOLD_ABOVE = 5000") && text.contains("Drops orders of tests"))
    try family.pull("dev/orders", parent)
    #expect(try family.isIdentical(parent, "dev/orders"))
    try family.verify()
  }

  @Test func `what is taken along says what needs it, also in a saved plan`() throws {
    let family = try edited()
    try family.edit(
      "dev", "imports/Create-NetSuite-sales-order", "\"distributed\": true",
      "\"distributed\": false")
    let words = ["pull", parent, "--from", "dev/orders", "--only", "flows/order-to-cash"]
    let run = try family.workspace.run(words + ["--plan", "plan.json", "--no-input"])
    #expect(
      run.output.contains(
        "  ~ update imports/create-netsuite-sales-order  needed by flows/order-to-cash\n"))
    let plan = try JSONValue(parsing: [UInt8](try family.workspace.read("plan.json").utf8))
    let steps = plan["steps"]?.array ?? []
    let needs = steps.filter { $0["op"] == "update" }.map { $0["neededBy"]?.text }
    #expect(!needs.isEmpty && needs.allSatisfy { $0 != nil })
    #expect(steps.filter { $0["op"] == "disable" }.allSatisfy { $0["neededBy"] == nil })
    try family.workspace.run("apply", "plan.json", "--yes")
    let order = try family.document("prod", "imports/Create-NetSuite-sales-order")
    #expect(order["distributed"]?.bool == false)
    let selected = try family.workspace.run(
      "pull", parent, "--from", "dev/orders", "--only", "exports", "--dry-run")
    #expect(selected.output.contains("~ update exports/get-refunds-from-shopify\n"))
  }

  @Test func `an ignored field stays as it is and is offered again`() throws {
    let family = try edited()
    let run = try family.workspace.run(
      "pull", parent, "--from", "dev/orders", "--ignore", "exports:/pageSize", "--yes")
    #expect(run.errors.contains("1 change ignored"), "\(run.story)")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 50)
    #expect(try family.document("prod", "flows/Customer")["name"] == "Customers")
    #expect(try offered(family) == ["exports/get-refunds-from-shopify"])
    try family.pull(parent, "dev/orders")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
    #expect(try family.isIdentical(parent, "dev/orders"))
  }

  @Test func `a selection that would leave a reference to nothing is refused`() throws {
    let family = try Family("dev")
    // The last step of a flow is deleted in the clone, and its import.
    try family.change("dev", "flows/Customer") { $0.removeValue(at: "/pageProcessors/1") }
    try family.workspace.remove(try family.file("dev", "imports/Write-customer-number"))
    let before = try family.everything()
    let error = try family.workspace.failure(
      "pull", parent, "--from", "dev/orders", "--only", "imports/write-customer-number-to-shopify",
      "--yes", exit: 3,
      code: "dangling_reference")
    #expect(error["details"]?["references"]?.array?.isEmpty == false)
    #expect(try family.everything().differences(from: before) == [])
    try family.pull(parent, "dev/orders")
    #expect(try family.isIdentical(parent, "dev/orders"))
  }

  @Test func `what belongs to the environment travels when asked for`() throws {
    let family = try Family("dev")
    let payload = "\"mockOutput\": {\"page_of_records\": [{\"record\": {\"id\": 7}}]}, "
    try family.edit(
      "dev", "flows/Customer", "\"name\":", "\"schedule\": \"? 7 * ? * *\", \"name\":")
    try family.edit("dev", "exports/Get-refunds", "\"name\":", payload + "\"name\":")
    let before = try family.tree("prod").documents()
    let quiet = try family.pull(parent, "dev/orders")
    #expect(quiet["revision"]?.isNull == true, "no content changed")
    #expect(try family.tree("prod").documents() == before)
    try family.pull(parent, "dev/orders", "--with-schedules")
    #expect(try family.document("prod", "flows/Customer")["schedule"] == "? 7 * ? * *")
    #expect(try family.document("prod", "exports/Get-refunds")["mockOutput"] == nil)
    try family.pull(parent, "dev/orders", "--with-payloads")
    let output = try family.document("prod", "exports/Get-refunds")["mockOutput"]
    #expect(output?["page_of_records"]?[0]?["record"]?["id"]?.int == 7)
    #expect(try family.document("prod", "integrations/Shopify")["name"] == "Shopify to NetSuite")
    try family.pull(parent, "dev/orders", "--with-name")
    let renamed = try family.document("prod", "integrations/Shopify")
    #expect(renamed["name"] == "Orders")
    try family.verify()
  }

  @Test func `an id inside a text is a warning, and refused where that is asked for`() throws {
    let family = try Family("dev")
    let file = try family.file("dev", "exports/Get-refunds")
    let id = try #require(file.firstMatch(of: #/[0-9a-f]{24}/#)?.output)
    try family.edit(
      "dev", "scripts/Order-hooks", "const HOLD_ABOVE", "// see \(id)\nconst HOLD_ABOVE",
      suffix: ".js")
    let before = try family.tree("prod")
    let error = try family.workspace.failure(
      "pull", parent, "--from", "dev/orders", "--strict", "--yes", exit: 3, code: "hard_coded_id")
    #expect(error["message"]?.text?.contains(id) == true)
    #expect(try family.tree("prod").differences(from: before) == [])
    let pull = try family.pull(parent, "dev/orders")
    #expect(pull["plan"]?["warnings"]?[0]?["code"] == "hard_coded_id")
  }

  @Test func `what other integrations use is changed only when that is allowed`() throws {
    let family = try Family("dev")
    // A flow of the other integration uses the export too.
    let export = try family.file("prod", "exports/Get-refunds")
    let id = try #require(export.firstMatch(of: #/[0-9a-f]{24}/#)?.output)
    try family.workspace.write(
      "accounts/production/flows/other.json",
      """
      {"_id": "aaaaaaaaaaaaaaaaaaaaaaaa", "name": "Other", "disabled": true,
       "_integrationId": "68de8c7480acc9cc8fdca436", "pageGenerators": [{"_exportId": "\(id)"}]}
      """)
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    let before = try family.tree("prod")
    let dry = try family.workspace.json("pull", parent, "--from", "dev/orders", "--dry-run")
    #expect(dry["plan"]?["usedBy"]?[0]?["name"] == "exports/get-refunds-from-shopify")
    let users = dry["plan"]?["usedBy"]?[0]?["integrations"]?.array?.compactMap(\.text) ?? []
    #expect(users.contains { $0.contains("store-api") }, "\(users)")
    let error = try family.workspace.failure(
      "pull", parent, "--from", "dev/orders", "--yes", exit: 3, code: "shared_resources")
    #expect(error["details"]?["resources"] == ["exports/get-refunds-from-shopify"])
    #expect(try family.tree("prod").differences(from: before) == [])
    try family.pull(parent, "dev/orders", "--allow-shared")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
  }

  @Test func `a base is declared where history tells none`() throws {
    let workspace = try Workspace.examples()
    let (current, remote) = ("prod/shopify-to-netsuite", "sandbox/shopify-to-netsuite")
    try workspace.run("snapshot", "--all", "prod")
    let script = try workspace.file(
      "accounts/sandbox/scripts", startingWith: "Order-hooks", suffix: ".js")
    #expect(try workspace.read(script).contains("HOLD_ABOVE = 4000"))
    let unrelated = try workspace.json(
      "pull", current, "--from", remote, "--dry-run", exit: 1, shape: .pull)
    #expect(unrelated["conflicts"]?.array?.allSatisfy { $0["type"] == "add/add" } == true)
    let told = try workspace.run("pull", current, "--from", remote, "--dry-run", exit: 1)
    #expect(told.errors.contains("no revisions in common"), "\(told.story)")
    try workspace.json(
      "pull", current, "--from", remote, "--base", current + "@r1", "--yes", shape: .pull)
    #expect(try workspace.start(["compare", current, remote, "--json"]).finish().status == 0)
    // From now on history tells.
    try workspace.write(
      script,
      try workspace.read(script).replacingOccurrences(of: "ABOVE = 4000", with: "ABOVE = 1"))
    let quiet = try workspace.run("pull", current, "--from", remote, "--dry-run")
    #expect(!quiet.errors.contains("no revisions in common"), "\(quiet.story)")
    let related = try workspace.json("pull", current, "--from", remote, "--yes", shape: .pull)
    #expect(related["revision"]?["changes"] == ["added": 0, "modified": 1, "deleted": 0])
  }
}
