import Foundation
import LosslessJSON
import TestKit
import Testing

@Suite struct InstallTests {
  private let target = "prod/shopify-to-netsuite"

  /// The examples, one bundle, and an empty environment.
  private func workspace(recorded: Bool = true) throws -> Workspace {
    let workspace = try Workspace.examples()
    if recorded { try workspace.run("snapshot", "--all", "prod") }
    try workspace.makeFolder("trial/integrations")
    try workspace.run("env", "add", "trial", "dir:trial")
    try workspace.run("download", target, "-o", "orders.zip")
    return workspace
  }

  @Test(arguments: [true, false])
  func `an installed bundle is identical to its source`(recorded: Bool) throws {
    let workspace = try workspace(recorded: recorded)
    let report = try workspace.json("install", "orders.zip", "trial", "--yes", shape: .clone)
    let copy = "trial/shopify-to-netsuite"
    #expect(report["target"]?.text == copy)
    #expect(report["revision"]?["origin"]?.text == "install")
    #expect(report["revision"]?["remote"]?["target"]?.text == "orders.zip")
    let created = report["created"]?.array ?? []
    #expect(created.count { $0["kind"]?.text != "connections" } == 30)
    #expect(created.allSatisfy { $0["id"] != $0["from"] })
    for (left, right) in [(target, copy), (copy, "orders.zip"), (target, "orders.zip")] {
      let compare = try workspace.json("compare", left, right, shape: .comparison)
      #expect(compare["identical"]?.bool == true)
      #expect(compare["resources"] == [], "\(left) and \(right)")
    }
    try workspace.run("diff", target, "orders.zip")
    try workspace.run("diff", "orders.zip", target)
    try workspace.run("lint", copy)
    let sources = try FolderTree(workspace.path("accounts/production")).documents()
    let ids = Set(sources.values.compactMap { $0["_id"]?.text })
    for (name, document) in try FolderTree(workspace.path("trial")).documents() {
      var members = document.object ?? JSONObject()
      members["_sourceId"] = nil
      let text = String(decoding: JSONValue.object(members).canonicalBytes(), as: UTF8.self)
      #expect(ids.allSatisfy { !text.contains($0) }, "\(name)")
    }
    // The history of the copy starts in that of its source.
    let revision = try workspace.json("revisions", copy)["revisions"]?[0]
    let source = try workspace.json("revisions", target)["revisions"]?[0]
    #expect((revision?["after"]?["commit"] == source?["after"]?["commit"]) == recorded)
    try workspace.run("fsck", "--full")
  }

  @Test func `looking and saving write nothing, and the saved plan is applied`() throws {
    let workspace = try workspace()
    let before = try FolderTree(workspace.root, excluding: [])
    let plan = try workspace.json("install", "orders.zip", "trial", "--dry-run")
    #expect(plan["plan"]?["kind"]?.text == "install")
    #expect(try FolderTree(workspace.root, excluding: []).differences(from: before) == [])
    try workspace.run("install", "orders.zip", "trial", "--plan", "install.json")
    try workspace.remove("orders.zip")
    let names = try FolderTree(workspace.root, excluding: []).differences(from: before)
    #expect(names.allSatisfy { $0.contains("install.json") || $0.contains("orders.zip") })
    let report = try workspace.json("apply", "install.json", "--yes", shape: .clone)
    #expect(report["target"]?.text == "trial/shopify-to-netsuite")
    try workspace.run("compare", target, "trial/shopify-to-netsuite")
    try workspace.failure("apply", "install.json", "--yes", exit: 3, code: "stale_plan")
  }

  @Test func `names, bindings and refusals`() throws {
    let workspace = try workspace()
    try workspace.failure("install", "orders.zip", "trial", exit: 3, code: "confirmation_required")
    let unbound = try workspace.failure(
      "install", "orders.zip", "trial", "--no-placeholders", "--yes", exit: 3,
      code: "unbound_connections")
    #expect(unbound["details"]?["slots"]?.array?.count == 3)
    let report = try workspace.json(
      "install", "orders.zip", "sandbox", "--name", "Trial of orders", "--connection",
      "netsuite=NetSuite sandbox", "--yes", shape: .clone)
    #expect(report["target"]?.text == "sandbox/trial-of-orders")
    #expect(report["plan"]?["bindings"]?.array?.count == 1)
    try workspace.failure(
      "install", "orders.zip", "sandbox", "--name", "Trial of orders", "--yes", exit: 3,
      code: "target_exists")
    try workspace.failure(
      "install", "orders.zip", "sandbox", "--connection", "shopify=NetSuite sandbox", "--yes",
      exit: 3, code: "binding_type_mismatch")
    try workspace.failure("install", "orders.zip", "nowhere", "--yes", exit: 2)
  }

  @Test func `a bundle with an API is refused unless the environment takes it`() throws {
    let workspace = try Workspace.documents([
      "integrations/n.json": #"{"_id": "6f0000000000000000000001", "name": "Gate"}"#,
      "apis/a.json": #"""
      {"_id": "6f0000000000000000000002", "name": "Quote", "type": "builder",
       "_integrationId": "6f0000000000000000000001"}
      """#,
    ])
    try workspace.run("env", "set", "prod", "lifecycle.apis", "supported")
    try workspace.makeFolder("trial/integrations")
    try workspace.run("env", "add", "trial", "dir:trial")
    try workspace.run("download", "prod/gate", "-o", "gate.zip")
    let before = try FolderTree(workspace.root, excluding: [])
    let refusal = try workspace.failure(
      "install", "gate.zip", "trial", "--yes", exit: 3, code: "apis_not_supported")
    #expect(refusal["details"]?["apis"] == ["Quote"])
    #expect(try FolderTree(workspace.root, excluding: []).differences(from: before) == [])
    try workspace.run("env", "set", "trial", "lifecycle.apis", "supported")
    try workspace.run("install", "gate.zip", "trial", "--yes")
    try workspace.run("compare", "prod/gate", "trial/gate")
  }

  @Test(.enabled(if: GeneratedAccount.isAvailable))
  func `every integration of an account survives a download and an install`() throws {
    let workspace = Workspace()
    let seed = 5
    try GeneratedAccount.make(
      workspace.path("prod"), integrations: 4 * TestRounds.factor, per: 40, seed: seed)
    try workspace.makeFolder("copies/integrations")
    try workspace.run("init")
    for name in ["prod", "copies"] {
      try workspace.run("env", "add", name, "dir:\(name)")
      try workspace.run("env", "set", name, "lifecycle.apis", "supported")
    }
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    for target in rows.filter({ $0["id"]?.isNull == false }).compactMap({ $0["target"]?.text }) {
      let download = try workspace.start(["download", target, "-o", "x.zip"]).finish()
      // APIs in script mode are taken by no environment.
      guard download.status == 0 else {
        #expect(download.status == 3 && download.errors.contains("APIs"), "\(download.story)")
        continue
      }
      try workspace.run("diff", target, "x.zip")
      let report = try workspace.json("install", "x.zip", "copies", "--yes", shape: .clone)
      let copy = try #require(report["target"]?.text)
      for (left, right) in [(target, copy), (copy, "x.zip")] {
        let compare = try workspace.json("compare", left, right, shape: .comparison)
        #expect(compare["resources"] == [], "seed \(seed): \(left) and \(right)")
      }
    }
    try workspace.run("fsck")
  }
}
