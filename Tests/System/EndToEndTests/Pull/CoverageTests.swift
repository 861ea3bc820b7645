import Foundation
import LosslessJSON
import Testing

/// Pulls bring every kind of resource, and leave nothing behind when they are cancelled.
@Suite struct CoverageTests {
  private let parent = Family.parent

  /// The nightly price flow joins the example: with a connection, a file definition, a script and
  /// steps that no clone has yet.
  private func grown() throws -> Family {
    let family = try Family("dev")
    try family.workspace.run("move", "prod/flows/nightly-price-file", parent, "--yes")
    return family
  }

  @Test func `slots that are not bound are refused, all of them named`() throws {
    let family = try grown()
    // A connection of a second type.
    let text = try family.workspace.read(try family.file("prod", "imports/Write-rejected"))
    let id = try #require(text.firstMatch(of: #/"_connectionId": "([0-9a-f]{24})"/#)?.output.1)
    try family.workspace.write(
      "accounts/production/connections/mail.json",
      "{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\", \"name\": \"Mail\", \"type\": \"s3\"}")
    try family.edit("prod", "imports/Write-rejected", String(id), "aaaaaaaaaaaaaaaaaaaaaaaa")
    let before = try family.tree("dev")
    let error = try family.workspace.failure(
      "pull", "dev/orders", "--from", parent, "--yes", exit: 3, code: "unbound_connections")
    #expect(error["details"]?["slots"] == ["connections/ftp", "connections/s3"])
    #expect(try family.tree("dev").differences(from: before) == [])
    try family.workspace.write(
      "dev/connections/new.json",
      """
      {"_id": "bbbbbbbbbbbbbbbbbbbbbbbb", "name": "Price drop", "type": "ftp"}
      """)
    try family.workspace.write(
      "dev/connections/other.json",
      """
      {"_id": "cccccccccccccccccccccccc", "name": "Bucket", "type": "s3"}
      """)
    for text in [
      "{\"bindings\": {\"connections/ftp\": 5}}", "{\"bindings\": []}", "[]",
      "{\"bindings\": {\"connections/none\": \"Bucket\"}}",
      "{\"bindings\": {\"connections/ftp\": \"Nobody\"}}",
    ] {
      try family.workspace.write("bindings.json", text)
      try family.workspace.failure(
        "pull", "dev/orders", "--from", parent, "--yes", "--bindings", "bindings.json", exit: 2,
        code: "bad_binding")
    }
    try family.workspace.write(
      "bindings.json",
      "{\"bindings\": {\"connections/ftp\": \"Bucket\", \"connections/s3\": \"Bucket\"}}")
    try family.workspace.failure(
      "pull", "dev/orders", "--from", parent, "--yes", "--bindings", "bindings.json", exit: 3,
      code: "binding_type_mismatch")
    try family.workspace.write(
      "bindings.json",
      "{\"bindings\": {\"connections/ftp\": \"Price drop\", \"connections/s3\": \"Bucket\"}}")
    try family.pull("dev/orders", parent, "--bindings", "bindings.json")
    #expect(try family.isIdentical(parent, "dev/orders"))
    let imported = try family.document("dev", "imports/Write-rejected")
    #expect(imported["_connectionId"] == "cccccccccccccccccccccccc")
    // Remembered for the next pull.
    try family.edit("prod", "imports/Write-rejected", "\"name\": \"Write", "\"name\": \"Put")
    try family.pull("dev/orders", parent)
    #expect(try family.isIdentical(parent, "dev/orders"))
  }

  @Test func `tools, lookup caches, file definitions and scripts travel`() throws {
    let family = try grown()
    let account = "accounts/production/"
    let export = try family.file("prod", "exports/Look-up-NetSuite-customer")
    let id = try #require(export.firstMatch(of: #/[0-9a-f]{24}/#)?.output)
    try family.workspace.write(
      account + "tools/find.json",
      """
      {"_id": "dddddddddddddddddddddddd", "name": "Find customer",
       "_integrationId": "67a086cd09730d6066dc0fc7",
       "routers": [{"id": "r1", "branches": [{"name": "all", "pageProcessors": [
         {"type": "export", "_exportId": "\(id)"}]}]}]}
      """)
    try family.edit("prod", "lookupcaches/Carrier", "Ship method of NetSuite", "Ship method")
    let pull = try family.pull("dev/orders", parent, "--placeholders", "--with-schedules")
    let created = pull["plan"]?["steps"]?.array?.filter { $0["op"] == "create" } ?? []
    let kinds = Set(created.compactMap { $0["kind"]?.text })
    #expect(
      kinds == [
        "connections", "exports", "filedefinitions", "flows", "imports", "scripts", "tools",
      ])
    #expect(pull["revision"]?["followUps"]?[0]?["code"] == "secret_required")
    #expect(try family.isIdentical(parent, "dev/orders"))
    // The service tells by itself what is offline.
    let placeholder = try family.document("dev", "connections/Supplier")
    #expect(FolderServers.isOn || placeholder["offline"] == true)
    #expect(
      try family.document("dev", "lookupcaches/Carrier")["description"]?.text?.hasPrefix(
        "Ship method to") == true)
    let flow = try family.document("dev", "flows/Nightly")
    #expect(flow["disabled"] == true, "new flows arrive disabled")
    #expect(flow["schedule"] == "? 30 1 ? * 2-6")
    // And back: the tool is changed there and deleted here is a conflict, deleted alone is not.
    try family.workspace.remove(try family.file("dev", "tools/Find"))
    try family.pull(parent, "dev/orders")
    #expect(try family.tree("prod").names.filter { $0.hasPrefix("tools/") } == [])
    #expect(try family.isIdentical(parent, "dev/orders"))
    try family.verify()
  }

  @Test func `apis travel between environments that take them`() throws {
    let workspace = try Workspace.examples()
    let (current, remote) = ("prod/store-api", "sandbox/store-api")
    for name in ["prod", "sandbox"] {
      try workspace.run("env", "set", name, "lifecycle.apis", "supported")
    }
    try workspace.remove(
      try workspace.file("accounts/production/apis", startingWith: "Shipping-quote"))
    try workspace.run("clone", current, "sandbox", "--yes")
    let (own, other) = (
      try workspace.file("accounts/production/apis", startingWith: "Order-status"),
      try workspace.file("accounts/sandbox/apis", startingWith: "Order-status")
    )
    try workspace.edit(other, "\"name\": \"Order status\"", "\"name\": \"Status of orders\"")
    try workspace.edit(own, "\"description\": \"", "\"description\": \"Of one order. ")
    try workspace.run("pull", current, "--from", remote, "--yes")
    let api = try workspace.read(own)
    #expect(api.contains("\"Status of orders\"") && api.contains("Of one order. "))
    try workspace.run("pull", remote, "--from", current, "--yes")
    #expect(try workspace.json("compare", current, remote)["identical"] == true)
  }

  /// A pull that fails in the middle: the folder of one kind cannot be made.
  private func broken() throws -> (family: Family, before: FolderTree) {
    let family = try grown()
    let before = try family.tree("dev")
    try FileManager.default.createSymbolicLink(
      atPath: family.workspace.path("dev/filedefinitions"),
      withDestinationPath: family.workspace.path("absent/folder"))
    try family.workspace.failure(
      "pull", "dev/orders", "--from", Family.parent, "--placeholders", "--yes", exit: 4)
    let halfway = try family.tree("dev").differences(from: before)
    #expect(halfway.contains { $0.hasPrefix("new connections/Supplier") }, "\(halfway)")
    let blocked = try family.workspace.failure(
      "pull", "dev/orders", "--from", Family.parent, "--yes", exit: 3,
      code: "revision_in_progress")
    #expect(blocked["hint"]?.text?.contains("ilm cancel") == true)
    return (family, before)
  }

  @Test(.onlyFolders("a file in the way of a folder"))
  func `a cancelled pull leaves nothing behind, placeholders neither`() throws {
    let (family, before) = try broken()
    let canceled = try family.workspace.json("cancel", "dev/orders")
    #expect(canceled["revision"]?["status"] == "canceled")
    #expect(canceled["left"] == [])
    try family.workspace.remove("dev/filedefinitions")
    let left = try family.tree("dev").differences(from: before)
    #expect(left.filter { !$0.hasSuffix("folder") && $0.contains(".") } == [])
    // As if it had never been: the same pull again.
    try family.pull("dev/orders", parent, "--placeholders")
    #expect(try family.isIdentical(parent, "dev/orders"))
    try family.verify()
  }

  @Test(.onlyFolders("a file in the way of a folder"))
  func `a pull that failed goes on once the reason is gone`() throws {
    let (family, _) = try broken()
    try family.workspace.remove("dev/filedefinitions")
    let done = try family.workspace.json("continue", "dev/orders")
    #expect(done["revision"]?["status"] == "completed")
    #expect(try family.isIdentical(parent, "dev/orders"))
    let connections = try family.tree("dev").names.filter { $0.hasPrefix("connections/Supplier") }
    #expect(connections.count == 1, "nothing twice")
    try family.workspace.run("undo", "dev/orders", "--yes")
    #expect(try !family.tree("dev").names.contains { $0.hasPrefix("flows/Nightly") })
    try family.verify()
  }
}
