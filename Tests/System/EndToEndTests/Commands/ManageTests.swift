import LosslessJSON
import Testing

@Suite struct ManageTests {
  private let target = "prod/shopify-to-netsuite"

  @Test func `an integration is created, renamed and deleted`() throws {
    let workspace = try Workspace.examples()
    try workspace.json("create", "prod", "Returns desk", "--description", "for returns")
    let row = try workspace.json("list", "prod", "--search", "Returns")["integrations"]?[0]
    #expect(row?["target"]?.text == "prod/returns-desk")
    let file = try workspace.file("accounts/production/integrations", startingWith: "Returns-desk-")
    #expect(try workspace.read(file).contains("\"description\": \"for returns\""))
    let made = try workspace.json("show", "prod/returns-desk@r1")
    #expect(made["revision"]?["followUps"] == [], "it is as it was planned")
    try workspace.run("snapshot", "prod/returns-desk")
    try workspace.json("rename", "prod/returns-desk", "Returns")
    #expect(try workspace.read(file).contains("\"name\": \"Returns\""))
    let renamed = try workspace.json("list", "prod", "--search", "Returns")["integrations"]?[0]
    #expect(renamed?["target"]?.text == "prod/returns-desk")
    #expect(renamed?["name"]?.text == "Returns")
    try workspace.failure("delete", "prod/returns-desk", "--confirm", "Wrong", exit: 3)
    try workspace.json("delete", "prod/returns-desk", "--confirm", "Returns")
    #expect(try workspace.json("list", "prod", "--search", "Returns")["integrations"] == [])
    // What was recorded before and at the end stays.
    let list = try workspace.json("revisions", "prod/returns-desk", shape: .revisions)
    #expect((list["revisions"]?.array?.count ?? 0) >= 2)
    try workspace.run("fsck")
  }

  @Test func `deleting an integration leaves what others use and the connections`() throws {
    let workspace = try Workspace.examples()
    let connections = try FolderTree(workspace.path("accounts/production/connections"))
    let apis = try FolderTree(workspace.path("accounts/production/apis"))
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("delete", target, "--yes")
    #expect(
      try FolderTree(workspace.path("accounts/production/connections"))
        .differences(from: connections) == [])
    #expect(
      try FolderTree(workspace.path("accounts/production/apis")).differences(from: apis) == [])
    try workspace.run("status", "prod/store-api")
    try workspace.run("status", "prod/standalone")
    let lint = try workspace.start(["lint", "prod/store-api", "--json"]).finish()
    #expect(!lint.output.contains("dangling"), "\(lint.story)")
  }

  @Test func `the loss of an integration that somebody removed is taken for meant`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("create", "prod", "Returns desk")
    try workspace.run("snapshot", "--all", "prod")
    let gone = "prod/returns-desk"
    func remove() throws {
      try workspace.remove(
        try workspace.file("accounts/production/integrations", startingWith: "Returns-desk-"))
    }
    try remove()
    let told = try workspace.run("status", "prod", exit: 1)
    #expect(told.errors.contains("'ilm delete \(gone)' takes its loss for meant"), "\(told.story)")
    let account = try FolderTree(workspace.path("accounts"))
    try workspace.failure(
      "delete", gone, "--no-input", exit: 3, code: "confirmation_required")
    try workspace.failure("delete", gone, "--confirm", "Refunds", exit: 3, code: "not_confirmed")
    let plan = try workspace.run("delete", gone, "--dry-run").output
    #expect(plan.contains("nothing to do") && plan.contains("its history stays"), "\(plan)")
    try workspace.run("status", "prod", exit: 1)
    let deleted = try workspace.json("delete", gone, "--confirm", "Returns desk")
    #expect(deleted["revision"]?["id"] == "r3" && deleted["deleted"] == [])
    #expect(try FolderTree(workspace.path("accounts")).differences(from: account) == [])
    try workspace.run("status", "prod")
    #expect(try workspace.json("snapshot", "--all", "prod", "--if-changed")["gone"] == [])
    try workspace.failure("delete", gone, "--yes", exit: 2, code: "no_integration")
    // Nothing of its history is lost, and it comes back as it was.
    #expect(try workspace.json("revisions", gone)["revisions"]?.array?.count == 3)
    try workspace.run("revert", gone, "--to", "r2", "--yes")
    try workspace.run("compare", gone, gone + "@r2")
    try workspace.run("status", "prod")
    try remove()
    try workspace.run("delete", gone, "--plan", "loss.json")
    try workspace.run("apply", "loss.json", "--yes")
    try workspace.failure("apply", "loss.json", "--yes", exit: 3, code: "stale_plan")
    try workspace.run("undo", gone, "--yes")
    try workspace.failure("apply", "loss.json", "--yes", exit: 3, code: "stale_plan")
    try workspace.run("compare", gone, gone + "@r2")
    try workspace.run("status", "prod")
    try workspace.run("fsck", "--full")
  }

  @Test func `a flow is moved to another integration and back`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let before = try FolderTree(workspace.path("accounts/production")).documents()
    try workspace.json("move", "prod/flows/nightly-price-file", target, "--yes")
    let rows = try workspace.json("list", "prod")["integrations"]?.array ?? []
    #expect(rows.first { $0["target"]?.text == target }?["flows"]?.int == 6)
    #expect(!rows.contains { $0["target"]?.text == "prod/standalone" && $0["flows"]?.int != 0 })
    try workspace.json("move", "prod/flows/nightly-price-file", "prod/standalone", "--yes")
    let after = try FolderTree(workspace.path("accounts/production")).documents()
    #expect(Set(after.keys) == Set(before.keys))
    let id = before.keys.first { before[$0]?["name"]?.text == "Nightly price file" } ?? ""
    #expect(after[id] == before[id])
  }

  @Test func `what is created, renamed or moved is shown first and can be undone`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let folder = workspace.path("accounts/production")
    let before = try FolderTree(folder)
    let commands = [
      (["create", "prod", "Returns"], "prod/returns"), (["rename", target, "Orders"], target),
      (["move", "prod/flows/nightly-price-file", target], target),
    ]
    for (arguments, changed) in commands {
      #expect(try workspace.run(arguments + ["--dry-run"]).output.hasPrefix("Plan: "))
      #expect(try FolderTree(folder).differences(from: before) == [])
      try workspace.run(arguments + ["--plan", "plan.json"])
      #expect(try FolderTree(folder).differences(from: before) == [])
      try workspace.run("apply", "plan.json", "--yes")
      #expect(try FolderTree(folder).differences(from: before) != [])
      try workspace.run("undo", changed, "--yes")
      #expect(try FolderTree(folder).documents() == before.documents(), "\(arguments)")
    }
    try workspace.run("fsck")
  }

  @Test func `a credential in a script or a body is suspected`() throws {
    let workspace = try Workspace.examples()
    let script = try workspace.file(
      "accounts/production/scripts", startingWith: "Refund-hooks", suffix: ".js")
    let text = try workspace.read(script)
    let suspects = [
      "var password = 'hunter22'", "const body = {\"client_secret\": \"9f8e7d6c\"}",
      "apiKey: `abc-123-def`",
    ]
    for line in suspects {
      try workspace.write(script, text + "\n" + line + "\n")
      let run = try workspace.run("lint", target, exit: 1)
      #expect(run.output.contains("seems to hold a credential"), "\(run.story)")
    }
    for line in ["if (type === 'password') {}", "token = '{{token}}'", "password: 'password'"] {
      try workspace.write(script, text + "\n" + line + "\n")
      try workspace.run("lint", target)
    }
  }

  @Test func `lint names what tends to hurt`() throws {
    let workspace = try Workspace.examples()
    expectText(try workspace.run("lint", target).output, "nothing found")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(
      flow, "\"name\"",
      "\"settings\": {\"apiKey\": \"abc\", \"note\": \"67a086cd09730d6066dc0fc7\"}, \"name\"")
    try workspace.edit(
      try workspace.file("accounts/production/flows", startingWith: "Refunds"),
      "\"name\": \"Refunds to NetSuite\"", "\"name\": \"Customer sync\"")
    let run = try workspace.run("lint", target, "--json", exit: 1)
    for code in ["duplicate_name", "secret", "hard_coded_id"] {
      #expect(run.output.contains(code), "\(code): \(run.story)")
    }
    #expect(!run.output.contains("abc"))
  }

  @Test func `lint names what lacks a connection, what nothing uses and ids from elsewhere`() throws
  {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("snapshot", "--all", "sandbox")
    let copy = "sandbox/shopify-to-netsuite"
    try workspace.run("lint", copy)
    let export = try workspace.file(
      "accounts/sandbox/exports", startingWith: "Get-paid-orders-from-Shopify")
    let text = try workspace.read(export)
    let line = try #require(
      text.split(separator: "\n").first { $0.contains("\"_connectionId\"") })
    let other = try workspace.file(
      "accounts/production/exports", startingWith: "Get-paid-orders-from-Shopify")
    let id = String(other.dropLast(5).suffix(24))
    try workspace.write(
      export,
      text.replacing(line + "\n", with: "  \"settings\": {\"copyOf\": \"\(id)\"},\n"))
    try workspace.write(
      "accounts/sandbox/exports/Lost.json",
      #"{"_id": "67b086cd09730d6066dc0f01", "name": "Lost", "adaptorType": "WebhookExport"}"#)
    let run = try workspace.json("lint", copy, exit: 1)
    let found = (run["findings"]?.array ?? []).map {
      "\($0["code"]?.text ?? "") \($0["name"]?.text ?? "") \($0["path"]?.text ?? "")"
    }
    #expect(
      found == [
        "missing_connection exports/get-paid-orders-from-shopify /_connectionId",
        "hard_coded_id exports/get-paid-orders-from-shopify /settings/copyOf",
        "unused_resource integrations/integration ",
      ], "\(run)")
    try workspace.write(
      "accounts/production/exports/Lost.json",
      #"{"_id": "67b086cd09730d6066dc0f01", "name": "Lost", "adaptorType": "WebhookExport"}"#)
    let alone = try workspace.run("lint", "prod/standalone", exit: 1)
    #expect(alone.output.contains("export 'Lost' (67b086cd09730d6066dc0f01)"), "\(alone.story)")
  }

  @Test func `settings and aliases on an api are reported by lint`() throws {
    let workspace = try Workspace.examples()
    let file = try workspace.file("accounts/production/apis", startingWith: "Order-status")
    try workspace.edit(file, "\"name\"", "\"settings\": {\"a\": 1}, \"aliases\": [], \"name\"")
    let run = try workspace.run("lint", "prod/store-api", "--json", exit: 1)
    #expect(run.output.contains("settings"), "\(run.story)")
  }

  @Test func `fsck says that all is sound`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    for options in [[], ["--full"]] {
      let run = try workspace.run(["fsck", "--json"] + options)
      #expect(run.output.contains("\"ok\": true"))
    }
    let report = try workspace.json("fsck", shape: .verification)
    #expect(report["revisions"]?.int == 3)
    #expect(report["problems"] == [])
    let commit = try workspace.json("revisions", target)["revisions"]?[0]?["commit"]?.text ?? ""
    try workspace.run("fsck", "--expect", commit)
    try workspace.run("fsck", "--expect", String(repeating: "0", count: 64), exit: 5)
  }
}
