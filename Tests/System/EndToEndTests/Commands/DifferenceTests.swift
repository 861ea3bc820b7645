import Foundation
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct DifferenceTests {
  private let target = "prod/shopify-to-netsuite"

  /// The examples recorded, then one change of each sort.
  private func edited() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let account = "accounts/production/"
    try workspace.edit(
      try workspace.file(account + "flows", startingWith: "Customer"), "Customer sync", "Customers")
    try workspace.edit(
      try workspace.file(account + "scripts", startingWith: "Order-hooks", suffix: ".js"),
      "HOLD_ABOVE = 2500", "HOLD_ABOVE = 9")
    try workspace.edit(
      try workspace.file(account + "flows", startingWith: "Order-to-cash"),
      "\"disabled\": false", "\"disabled\": true")
    return workspace
  }

  @Test func `the older of two states is on the left, whichever is named`() throws {
    let workspace = try edited()
    try workspace.run("snapshot", target)
    let alone = try workspace.json("diff", target + "@r1", exit: 1)
    let both = try workspace.json("diff", target + "@r1", target + "@r2", exit: 1)
    #expect(alone == both)
    try workspace.run("diff", target + "@r2")
  }

  @Test func `diff is readable`() throws {
    let workspace = try edited()
    expectText(
      try workspace.run("diff", target, exit: 1).output,
      #"""
      ~ flows/customer-sync  1 change, modified <time>
          /name
            - "Customer sync"
            + "Customers"

      ~ scripts/order-hooks  1 change, modified <time>
          /content
            @@ -2,7 +2,7 @@
              * Hooks of the order flow: what Shopify sends is made ready for a NetSuite sales order.
              */

            -const HOLD_ABOVE = 2500;
            +const HOLD_ABOVE = 9;
             const GIFT_CARD_VENDOR = 'Northquay Gift Cards';

             /**

      Environment  (not part of the content)
        flows/order-to-cash /disabled  false -> true

      0 added, 2 modified, 0 deleted
      """#)
  }

  @Test func `diff has its shape, paths and text hunks`() throws {
    let workspace = try edited()
    let diff = try workspace.json("diff", target, exit: 1, shape: .comparison)
    #expect(diff["identical"]?.bool == false)
    #expect(diff["left"]?["target"]?.text == target + "@r1")
    #expect(diff["right"]?["target"]?.text == target)
    #expect(diff["summary"] == ["added": 0, "modified": 2, "deleted": 0])
    let rename = diff["resources"]?[0]
    #expect(rename?["kind"]?.text == "flows")
    #expect(rename?["name"]?.text == "flows/customer-sync")
    #expect(rename?["status"]?.text == "modified")
    #expect(rename?["matchedBy"]?.text == "id")
    #expect(rename?["leftId"] == rename?["rightId"])
    #expect(rename?["changes"]?[0]?["op"]?.text == "replace")
    #expect(rename?["changes"]?[0]?["path"]?.text == "/name")
    #expect(rename?["changes"]?[0]?["from"]?.text == "Customer sync")
    #expect(rename?["changes"]?[0]?["to"]?.text == "Customers")
    let script = diff["resources"]?[1]?["changes"]?[0]
    #expect(script?["text"]?.bool == true)
    #expect(script?["hunks"] != nil)
    #expect(script?["from"]?.text?.contains("2500") == true)
    #expect(script?["to"]?.text?.contains("= 9") == true)
    #expect(diff["environment"]?[0]?["name"]?.text == "flows/order-to-cash")
    #expect(diff["environment"]?[0]?["path"]?.text == "/disabled")
    #expect(diff["environment"]?[0]?["left"]?.bool == false)
    #expect(diff["environment"]?[0]?["right"]?.bool == true)
  }

  @Test func `an environment field counts for diff and status and never for compare`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    try workspace.edit(
      try workspace.file("accounts/production/flows", startingWith: "Order-to-cash"),
      "\"disabled\": false", "\"disabled\": true")
    let diff = try workspace.json("diff", target, exit: 1, shape: .comparison)
    #expect(diff["identical"]?.bool == true)
    #expect(diff["environment"]?.array?.count == 1)
    try workspace.run("diff", target, "--content-only")
    try workspace.run("compare", target + "@r1", target)
    let status = try workspace.json("status", target, exit: 1, shape: .status)
    #expect(status["targets"]?[0]?["contentChanged"]?.bool == false)
    #expect(status["targets"]?[0]?["factsChanged"]?.bool == true)
    #expect(status["targets"]?[0]?["changed"]?.bool == true)
  }

  @Test func `a changed connection is told by status and diff alike, and counts in no comparison`()
    throws
  {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let other = try workspace.json("compare", target, "sandbox/shopify-to-netsuite", exit: 1)
    let connection = try workspace.file("accounts/production/connections", startingWith: "NetSuite")
    try workspace.edit(connection, "\"wsdlVersion\": \"2023.1\"", "\"wsdlVersion\": \"2024.1\"")
    try workspace.edit(
      connection, "\"tokenSecret\": \"******\"", "\"tokenSecret\": \"canary-secret\"")
    let status = try workspace.run("status", target, exit: 1).output
    #expect(status.contains("since r1: environment fields or sample data changed"))
    expectText(
      try workspace.run("diff", target, exit: 1).output,
      """
      Environment  (not part of the content)
        connections/netsuite /netsuite/wsdlVersion  "2023.1" -> "2024.1"

      identical
      """)
    let diff = try workspace.json("diff", target, exit: 1, shape: .comparison)
    #expect(diff["identical"]?.bool == true)
    #expect(
      diff["environment"] == [
        [
          "name": "connections/netsuite", "path": "/netsuite/wsdlVersion", "left": "2023.1",
          "right": "2024.1",
        ]
      ])
    try workspace.run("compare", target + "@r1", target)
    let again = try workspace.json("compare", target, "sandbox/shopify-to-netsuite", exit: 1)
    #expect(again == other)
    try workspace.run("snapshot", target)
    #expect(try workspace.run("show", target + "@r2").output.contains("/netsuite/wsdlVersion"))
    try workspace.run("diff", target)
    try workspace.run("status", target)
  }

  @Test func `a text that lost its last line end shows that`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let folder = "accounts/production/scripts"
    let scripts = try FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))
    let name = try #require(scripts.first { $0.hasPrefix("Order-hooks") && $0.hasSuffix(".js") })
    let text = try workspace.read("\(folder)/\(name)")
    #expect(text.hasSuffix("}\n"))
    try workspace.write("\(folder)/\(name)", String(text.dropLast()))
    let shown = try workspace.run("diff", target, exit: 1).output
    #expect(shown.contains("      -}\n      +}\n      \\ No newline at end of file\n"))
    let page = workspace.path("page.html")
    try workspace.run("compare", target + "@r1", target, "--html", page, exit: 1)
    #expect(try workspace.read("page.html").contains("no line end"))
  }

  @Test func `a difference is narrowed and summed up`() throws {
    let workspace = try edited()
    let one = try workspace.json("diff", target, "--only", "scripts/order-hooks", exit: 1)
    #expect(one["resources"]?.array?.map { $0["name"]?.text } == ["scripts/order-hooks"])
    let stat = try workspace.run("diff", target, "--stat", exit: 1).output
    #expect(stat.contains("flows/customer-sync"))
    #expect(!stat.contains("HOLD_ABOVE"))
  }

  @Test func `status is one line a target`() throws {
    let workspace = try edited()
    expectText(
      try workspace.run("status", exit: 1).output,
      """
      ~ prod/shopify-to-netsuite  since r1: 0 added, 2 modified, 0 deleted
      ~ sandbox/shopify-to-netsuite  not recorded yet
      2 of 4 integrations changed
      """)
    let status = try workspace.json("status", "prod", exit: 1, shape: .status)
    #expect(status["targets"]?.array?.map { $0["changed"]?.bool } == [true, false, false])
    try workspace.run("status", "prod/store-api")
  }

  @Test func `two environments are compared integration by integration`() throws {
    let workspace = try Workspace.examples()
    let table = try workspace.json(
      "compare", "prod", "sandbox", exit: 1, shape: .environmentComparison)
    #expect(table["left"]?.text == "prod")
    #expect(table["right"]?.text == "sandbox")
    #expect(table["integrations"]?.array?.map { $0["right"]?.isNull } == [false, true, true])
    #expect(
      table["integrations"]?[0]?["summary"] == ["added": 1, "modified": 4, "deleted": 0])
    let same = try workspace.json("compare", "prod", "prod", shape: .environmentComparison)
    #expect(same["identical"]?.bool == true)
  }

  @Test func `what is added and what is deleted is told apart`() throws {
    let workspace = try Workspace.examples()
    let there = try workspace.json(
      "compare", target, "sandbox/shopify-to-netsuite", exit: 1, shape: .comparison)
    #expect(there["summary"] == ["added": 1, "modified": 4, "deleted": 0])
    let added = there["resources"]?.array?.first { $0["status"]?.text == "added" }
    #expect(added?["leftId"]?.isNull == true)
    #expect(added?["rightId"]?.text == "6acccd0d4fd6354b03c91b97")
    let back = try workspace.json(
      "compare", "sandbox/shopify-to-netsuite", target, exit: 1, shape: .comparison)
    #expect(back["summary"] == ["added": 0, "modified": 4, "deleted": 1])
  }

  @Test func `a comparison can be a page of its own`() throws {
    let workspace = try Workspace.examples()
    try workspace.run(
      "compare", target, "sandbox/shopify-to-netsuite", "--html", "page.html", exit: 1)
    let page = try workspace.read("page.html")
    #expect(page.contains("order-hooks"))
    #expect(page.lowercased().contains("<html"))
  }

  @Test func `what is no longer used is told apart from what is deleted`() throws {
    let family = try Family("dev")
    let (workspace, parent) = (family.workspace, Family.parent)
    let dropped = "imports/write-customer-number-to-shopify"
    try family.change("dev", "flows/Customer") { $0.removeValue(at: "/pageProcessors/1") }
    let diff = try workspace.run("diff", "dev/orders", exit: 1)
    #expect(
      diff.output.contains("- \(dropped)  no longer used here; the document is still there"))
    #expect(diff.output.contains("1 deleted (1 of them still there, no longer used)"))
    let json = try workspace.json("diff", "dev/orders", exit: 1)
    let resource = json["resources"]?.array?.first { $0["name"]?.text == dropped }
    #expect(resource?["status"] == "deleted" && resource?["stillThere"] == true)
    // The pull deletes it, which nobody did there.
    try workspace.run("snapshot", "dev/orders")
    #expect(
      try workspace.run("diff", "dev/orders@r1", "dev/orders@r2", exit: 1).output
        .contains("no longer used here"))
    let plan = try workspace.run("pull", parent, "--from", "dev/orders", "--dry-run").output
    #expect(plan.contains("  - delete \(dropped)\n"))
    #expect(
      plan.contains(
        "'\(dropped)' is deleted here; in 'dev/orders' its document is still there, and merely used "
          + "no more"), "\(plan)")
    try workspace.remove(try family.file("dev", "imports/Write-customer-number"))
    let gone = try workspace.json("diff", "dev/orders@r1", "dev/orders", exit: 1)
    #expect(
      gone["resources"]?.array?.first { $0["name"]?.text == dropped }?["stillThere"] == nil)
    #expect(
      try !workspace.run("pull", parent, "--from", "dev/orders", "--dry-run").output
        .contains("warning"))
  }

  @Test func `what is used again and was edited meanwhile shows how`() throws {
    let family = try Family()
    let (workspace, target) = (family.workspace, Family.parent)
    let credential = "canary-of-a-header"
    try family.change("prod", "imports/Write-customer-number") {
      $0.place(
        [["name": "X-Api-Key", "value": .string(JSONString(credential))]], at: "/http/headers")
    }
    try workspace.run("snapshot", target)
    try family.change("prod", "flows/Customer") { $0.removeValue(at: "/pageProcessors/1") }
    try family.change("prod", "imports/Write-customer-number") {
      $0.place("edited", at: "/description")
    }
    let plan = try workspace.run("revert", target, "--to", "r1", "--dry-run").output
    let step = try #require(
      plan.range(of: "  ~ update imports/write-customer-number-to-shopify\n    /description\n"),
      "\(plan)")
    #expect(plan[step.upperBound...].hasPrefix("      - \"edited\"\n"), "\(plan)")
    #expect(!plan.contains(credential) && !plan.contains("/http"), "\(plan)")
    try workspace.run("revert", target, "--to", "r1", "--yes")
    let back = try family.document("prod", "imports/Write-customer-number")
    #expect(back["http"]?["headers"]?[0]?["value"]?.text == credential)
    #expect(try family.isIdentical(target, target + "@r1"))
  }
}
