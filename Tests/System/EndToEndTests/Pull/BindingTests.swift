import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Connections stay what they are through pulls, whatever else is pulled.
@Suite struct BindingTests {
  private let parent = Family.parent
  private let sandbox = "sandbox/shopify-to-netsuite"
  private let secondShop = "8cc000000000000000000001"

  /// Two accounts that were made apart and pulled from each other once.
  private func related() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "sandbox")
    try workspace.run("pull", parent, "--from", sandbox, "--resolve", "all=remote", "--yes")
    return workspace
  }

  /// Gives an account a second shop and binds an export to it.
  private func rebind(
    _ export: String, in workspace: Workspace, _ account: String = "production"
  ) throws {
    let export = try workspace.file("accounts/\(account)/exports", startingWith: export)
    let text = try workspace.read(export)
    let id = try JSONValue(parsing: Array(text.utf8))["_connectionId"]?.text ?? ""
    let folder = "accounts/\(account)/connections"
    var connection = JSONValue.null
    for (_, document) in try FolderTree(workspace.path(folder)).documents()
    where document["_id"]?.text == id {
      connection = document
    }
    connection.place(.string(JSONString(secondShop)), at: "/_id")
    connection.place("Second shop", at: "/name")
    try workspace.write(
      folder + "/Second-shop.json", String(decoding: connection.prettyBytes(), as: UTF8.self))
    try workspace.write(export, text.replacingOccurrences(of: id, with: secondShop))
  }

  private func connections(_ workspace: Workspace) throws -> [String: String] {
    var connections: [String: String] = [:]
    for (_, document) in try FolderTree(workspace.path("accounts/production")).documents() {
      guard let name = document["name"]?.text, let id = document["_connectionId"]?.text else {
        continue
      }
      connections[name] = id
    }
    return connections
  }

  @Test(arguments: ["Get-paid", "Get-refunds"], [false, true])
  func `another resource's second connection is not mixed up`(
    export: String, isRecorded: Bool
  ) throws {
    let workspace = try related()
    try rebind(export, in: workspace)
    if isRecorded { try workspace.run("snapshot", parent) }
    let before = try connections(workspace)
    #expect(before.values.count { $0 == secondShop } == 1)
    let differing = try workspace.json("compare", parent, sandbox, "--content-only", exit: 1)
    let names = differing["resources"]?.array?.compactMap { $0["name"]?.text } ?? []
    #expect(names.count == 1 && names[0].hasPrefix("exports/" + export.lowercased()), "\(names)")
    if !isRecorded {
      let difference = try workspace.json("diff", parent, exit: 1)
      #expect(difference["resources"]?.array?.count == 1)
    }
    try workspace.edit(
      try workspace.file("accounts/sandbox/flows", startingWith: "Refunds"),
      "\"skipRetries\": false", "\"skipRetries\": true")
    let pull = try workspace.json("pull", parent, "--from", sandbox, "--yes")
    #expect(pull["revision"]?["changes"]?["modified"]?.int == 1)
    #expect(try connections(workspace) == before)
    try workspace.run("fsck", "--full")
  }

  @Test func `second connections of both sides are told apart`() throws {
    let workspace = try related()
    try rebind("Get-paid", in: workspace)
    try rebind("Get-refunds", in: workspace, "sandbox")
    let before = try connections(workspace)
    let differing = try workspace.json("compare", parent, sandbox, "--content-only", exit: 1)
    #expect(
      differing["resources"]?.array?.compactMap { $0["name"]?.text } == [
        "exports/get-paid-orders-from-shopify", "exports/get-refunds-from-shopify",
      ])
    try workspace.failure(
      "pull", parent, "--from", sandbox, "--yes", exit: 3, code: "unbound_connections")
    try workspace.run("pull", parent, "--from", sandbox, "--placeholders", "--yes")
    let placeholder = try FolderTree(workspace.path("accounts/production")).documents().first {
      $0.value["name"] == "Second shop" && $0.value["_id"]?.text != secondShop
    }?.value
    #expect(placeholder?["type"] == "http" && placeholder?["offline"] == true)
    var expected = before
    expected["Get refunds from Shopify"] = placeholder?["_id"]?.text
    #expect(try connections(workspace) == expected)
  }

  @Test func `what moves to another connection of the other side is recorded, and written nowhere`()
    throws
  {
    let workspace = try related()
    try rebind("Get-paid", in: workspace, "sandbox")
    // Both shops of the sandbox are one in production.
    let shop = try #require(try connections(workspace)["Get refunds from Shopify"])
    try workspace.run(
      "pull", parent, "--from", sandbox, "--connection", "\(secondShop)=\(shop)", "--yes")
    try workspace.run("snapshot", parent)
    let before = try FolderTree(workspace.path("accounts/production"))
    try rebind("Get-refunds", in: workspace, "sandbox")
    try workspace.run("pull", parent, "--from", sandbox, "--yes")
    #expect(try FolderTree(workspace.path("accounts/production")).differences(from: before) == [])
    try workspace.run("compare", parent, sandbox, "--content-only")
    try workspace.run("status", parent)
    try workspace.run("fsck", "--full")
  }

  @Test func `registered connections stay registered`() throws {
    let workspace = try related()
    let file = try workspace.file("accounts/production/integrations", startingWith: "Shopify")
    let before = try JSONValue(parsing: Array(try workspace.read(file).utf8))
    try workspace.edit(
      try workspace.file("accounts/sandbox/integrations", startingWith: "Shopify"),
      "\"safetyStock\": 3", "\"safetyStock\": 5")
    try workspace.run("pull", parent, "--from", sandbox, "--yes")
    let after = try JSONValue(parsing: Array(try workspace.read(file).utf8))
    #expect(after["settings"]?["safetyStock"]?.int == 5)
    #expect(before["_registeredConnectionIds"]?.array?.count == 3)
    #expect(after["_registeredConnectionIds"] == before["_registeredConnectionIds"])
  }
}
