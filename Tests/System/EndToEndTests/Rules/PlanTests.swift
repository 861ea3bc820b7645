import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@Suite struct PlanTests {
  private let target = "prod/shopify-to-netsuite"

  /// Recorded, then a flow renamed, an import deleted and an export added.
  private func edited() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"name\": \"Customer sync\"", "\"name\": \"Customers\"")
    return workspace
  }

  private func tree(_ workspace: Workspace) throws -> FolderTree {
    try FolderTree(workspace.root)
  }

  @Test func `a dry run writes nothing at all`() throws {
    let workspace = try edited()
    // The lock files are made once and stay.
    try workspace.run("snapshot", "--all", "prod", "--if-changed")
    try workspace.run("snapshot", "--all", "sandbox")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"name\": \"Customers\"", "\"name\": \"All customers\"")
    let before = try tree(workspace)
    for arguments in [
      ["revert", target, "--to", "r1"], ["clone", target, "sandbox/copy"],
    ] {
      try workspace.run(arguments + ["--dry-run"])
      let run = try workspace.run(arguments + ["--dry-run", "--json", "--no-input"])
      let plan = try JSONValue(parsing: run.outputBytes)["plan"]
      #expect(Shape.plan.problems(in: plan) == [], "\(run.story)")
      #expect(plan?["steps"]?.array?.isEmpty == false)
      #expect(try tree(workspace).differences(from: before) == [], "\(arguments)")
      try workspace.run(arguments + ["--plan", "plan.json", "--no-input"])
      let saved = try JSONValue(parsing: [UInt8](try workspace.read("plan.json").utf8))
      #expect(Shape.plan.problems(in: saved) == [])
      try workspace.remove("plan.json")
      #expect(try tree(workspace).differences(from: before) == [], "\(arguments)")
    }
  }

  @Test func `the plan of a revert is readable`() throws {
    let workspace = try edited()
    expectText(
      try workspace.run("revert", target, "--to", "r1", "--dry-run").output,
      """
      Plan: revert to r1  (prod/shopify-to-netsuite)
        · pause  flows/customer-sync
        ~ update flows/customer-sync
          /name
            - "Customers"
            + "Customer sync"
        · enable flows/customer-sync
      Bindings
        connections/netsuite -> NetSuite (<id>)
        connections/shopify -> Shopify store (<id>)
        connections/slack -> Slack order desk (<id>)
      """)
  }

  @Test func `a saved plan is applied in a fresh copy of the store`() throws {
    let workspace = try edited()
    try workspace.run("revert", target, "--to", "r1", "--plan", "plan.json")
    try workspace.run("clone", target, "sandbox/copy", "--plan", "clone.json")
    try workspace.makeFolder("fresh")
    try workspace.copy(".ilm", to: "fresh/.ilm")
    let fresh = workspace.path("fresh")
    try workspace.run("apply", "plan.json", "--no-input", "--repo", fresh, exit: 3)
    let report = try workspace.json("apply", "plan.json", "--yes", "--repo", fresh)
    #expect(Shape.revision.problems(in: report["revision"]) == [])
    #expect(report["revision"]?["kind"]?.text == "revert")
    try workspace.run("compare", target + "@r1", target, "--repo", fresh)
    try workspace.run("apply", "clone.json", "--yes", "--repo", fresh)
    try workspace.run("compare", target + "@r2:before", "sandbox/copy", "--repo", fresh)
    try workspace.run("fsck", "--repo", fresh)
  }

  @Test func `a plan whose target moved is stale`() throws {
    let workspace = try edited()
    try workspace.run("revert", target, "--to", "r1", "--plan", "plan.json")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Refunds")
    let original = try workspace.read(flow)
    for (old, new) in [
      ("Refunds to NetSuite", "Refunds"), ("\"disabled\": false", "\"disabled\": true"),
    ] {
      try workspace.edit(flow, old, new)
      let before = try FolderTree(workspace.path("accounts"))
      try workspace.failure("apply", "plan.json", "--yes", exit: 3, code: "stale_plan")
      #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
      try workspace.write(flow, original)
    }
    try workspace.run("apply", "plan.json", "--yes")
    try workspace.failure("apply", "plan.json", "--yes", exit: 3, code: "stale_plan")
  }

  @Test func `an edited plan is refused`() throws {
    let workspace = try edited()
    try workspace.run("revert", target, "--to", "r1", "--plan", "plan.json")
    let plan = try workspace.read("plan.json")
    let before = try FolderTree(workspace.path("accounts"))
    for (old, new) in [
      ("\"Customer sync\"", "\"Mischief\""), ("\"op\": \"update\"", "\"op\": \"delete\""),
      ("prod/shopify-to-netsuite\"", "prod/store-api\""),
    ] {
      try workspace.write("edited.json", plan.replacingOccurrences(of: old, with: new))
      #expect(try workspace.read("edited.json") != plan)
      let run = try workspace.run("apply", "edited.json", "--yes", "--json", exit: 3)
      #expect(run.errors.contains("plan"), "\(run.story)")
    }
    for text in ["", "{}", "{\"schemaVersion\": 1", "[]", "{\"schemaVersion\": 99}"] {
      try workspace.write("edited.json", text)
      let run = try workspace.start(["apply", "edited.json", "--yes", "--json"]).finish()
      #expect([2, 3].contains(run.status), "\(run.story)")
    }
    try workspace.failure("apply", "absent.json", "--yes", exit: 2)
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
  }

  @Test func `what is used again and is as it was needs no step`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Refunds")
    var document = try JSONValue(parsing: [UInt8](try workspace.read(flow).utf8))
    document.removeValue(at: "/pageProcessors/1")
    try workspace.write(flow, String(decoding: document.prettyBytes(), as: UTF8.self))
    // The platform notes a change although nothing was changed.
    let orphan = try workspace.file(
      "accounts/production/imports", startingWith: "Create-NetSuite-cash")
    try workspace.edit(orphan, "\"lastModified\": \"2025-11-27", "\"lastModified\": \"2026-01-01")
    try workspace.run("snapshot", target)
    let plan = try workspace.run("revert", target, "--to", "r1", "--dry-run")
    #expect(plan.output.contains("~ update flows/refunds-to-netsuite"), "\(plan.story)")
    #expect(!plan.output.contains("update imports/create-netsuite-cash-refund"), "\(plan.story)")
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target, target + "@r1")
  }

  @Test func `a revert of nothing says so and is harmless`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let before = try FolderTree(workspace.path("accounts"))
    let run = try workspace.run("revert", target, "--to", "r1")
    #expect(run.output.contains("nothing to revert"), "\(run.story)")
    #expect(try workspace.json("revert", target, "--to", "r1")["revision"]?.isNull == true)
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
    #expect(try workspace.json("revisions", target)["revisions"]?.array?.count == 1)
  }
}
