import Foundation
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// A pull can be planned, reviewed, saved, refused and carried out without anybody at a terminal.
@Suite struct ScriptingTests {
  private let parent = Family.parent

  private func edited() throws -> Family {
    let family = try Family("dev")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    return family
  }

  @Test func `a dry run writes nothing at all, with conflicts neither`() throws {
    let family = try edited()
    let workspace = family.workspace
    try workspace.run("snapshot", "--all", "dev", "--if-changed")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 25", "\"pageSize\": 26")
    let dry = ["pull", parent, "--from", "dev/orders", "--dry-run"]
    // Locks and caches are made once and stay.
    try workspace.run(dry)
    let before = try family.everything()
    let clean = try workspace.run(dry + ["--json", "--no-input"])
    let plan = try JSONValue(parsing: clean.outputBytes)
    #expect(clean.errors == "" && Shape.pull.problems(in: plan) == [], "\(clean.story)")
    #expect(plan["revision"]?.isNull == true)
    #expect(plan["plan"]?["steps"]?.array?.isEmpty == false)
    expectText(
      try workspace.run(dry).output,
      """
      Plan: pull from dev/orders  (prod/shopify-to-netsuite)
        · pause  flows/refunds-to-netsuite
        ~ update exports/get-refunds-from-shopify
          /pageSize
            - 50
            + 26
        · enable flows/refunds-to-netsuite
      Bindings
        connections/shopify -> Shopify store (<id>)
      """)
    #expect(try family.everything().differences(from: before) == [])
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    let competing = try family.everything()
    let open = try workspace.run(dry + ["--json"], exit: 1)
    let conflicts = try JSONValue(parsing: open.outputBytes)
    #expect(Shape.pull.problems(in: conflicts) == [], "\(open.story)")
    #expect(conflicts["revision"]?.isNull == true)
    #expect(conflicts["conflicts"]?.array?.count == 1)
    #expect(try family.everything().differences(from: competing) == [])
  }

  @Test func `a saved plan is applied once, in a copy of the store too`() throws {
    let family = try edited()
    let workspace = family.workspace
    let before = (try family.tree("prod"), try family.tree("dev"))
    try workspace.makeFolder("old")
    try workspace.copy(".ilm", to: "old/.ilm")
    let saved = try workspace.json(
      "pull", parent, "--from", "dev/orders", "--plan", "plan.json", shape: .pull)
    #expect(try family.tree("prod").differences(from: before.0) == [])
    #expect(try family.tree("dev").differences(from: before.1) == [])
    let file = try JSONValue(parsing: [UInt8](try workspace.read("plan.json").utf8))
    #expect(file == saved["plan"])
    #expect(Shape.plan.problems(in: file) == [])
    // A store that does not have what the plan was made of must not end up with a hole.
    let stranger = workspace.path("old")
    try workspace.run("apply", "plan.json", "--yes", "--repo", stranger, exit: 3)
    try workspace.run("fsck", "--full", "--repo", stranger)
    try workspace.failure(
      "apply", "plan.json", "--no-input", exit: 3, code: "confirmation_required")
    try workspace.makeFolder("copy")
    try workspace.copy(".ilm", to: "copy/.ilm")
    let applied = try workspace.json(
      "apply", "plan.json", "--yes", "--repo", workspace.path("copy"), shape: .pull)
    #expect(applied["revision"]?["kind"] == "pull")
    #expect(applied["revision"]?["remote"]?["target"] == "dev/orders")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
    let again = try workspace.failure("apply", "plan.json", "--yes", exit: 3, code: "stale_plan")
    #expect(again["hint"]?.text != nil)
  }

  @Test func `a plan that is stale or edited is refused, and nothing is written`() throws {
    let family = try edited()
    let workspace = family.workspace
    try workspace.run("pull", parent, "--from", "dev/orders", "--plan", "plan.json")
    let plan = try workspace.read("plan.json")
    let before = try family.tree("prod")
    for (old, new) in [
      ("25", "26"), ("\"op\": \"update\"", "\"op\": \"delete\""), ("\"update\"", "\"create\""),
      ("prod/shopify-to-netsuite\"", "dev/orders\""), ("\"usedBy\": []", "\"usedBy\": [1]"),
    ] {
      let edited = plan.replacingOccurrences(of: old, with: new)
      #expect(edited != plan, "\(old)")
      try workspace.write("edited.json", edited)
      let run = try workspace.run("apply", "edited.json", "--yes", "--json", exit: 3)
      #expect(run.errors.contains("plan"), "\(run.story)")
    }
    #expect(try family.tree("prod").differences(from: before) == [])
    try family.edit("prod", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    let moved = try family.tree("prod")
    try workspace.failure("apply", "plan.json", "--yes", exit: 3, code: "stale_plan")
    #expect(try family.tree("prod").differences(from: moved) == [])
    try family.edit("prod", "flows/Customer", "\"Customers\"", "\"Customer sync\"")
    try workspace.run("apply", "plan.json", "--yes")
  }

  @Test func `no secret is in a plan, a conflict, a waiting pull or the store`() throws {
    let family = try Family("dev")
    let workspace = family.workspace
    let canary = "canary4711QxZ"
    for environment in ["prod", "dev"] {
      try family.change(environment, "imports/Report-held") { document in
        document.place(.string(JSONString(canary + environment)), at: "/settings/apiKey")
        document.place(
          [["name": "Authorization", "value": .string(JSONString("Bearer " + canary))]],
          at: "/http/headers")
        document.place(.string(JSONString(environment)), at: "/http/resourcePath")
      }
      try family.change(environment, "connections/Slack") {
        $0.place(.string(JSONString(canary)), at: "/http/auth/token/token")
      }
    }
    let from = ["pull", parent, "--from", "dev/orders"]
    try workspace.run(from + ["--dry-run", "--json"], exit: 1)
    try workspace.run(from + ["--yes"], exit: 1)
    try workspace.run("conflicts", parent)
    try workspace.run("cancel", parent)
    try workspace.run(from + ["--resolve", "all=remote", "--plan", "plan.json"])
    try workspace.run("apply", "plan.json", "--yes", "--json")
    let text = try workspace.read(try family.file("prod", "imports/Report-held"))
    #expect(text.contains(canary + "prod") && !text.contains(canary + "dev"), "it stays")
    #expect(try !workspace.read("plan.json").contains(canary))
    #expect(Data(workspace.transcript).range(of: Data(canary.utf8)) == nil)
    #expect(try FolderTree(workspace.store).filesHolding(canary) == [])
    guard GitProgram.isAvailable else { return }
    let objects = try GitProgram(in: workspace.store).output(
      "cat-file", "--batch-all-objects", "--batch")
    #expect(!objects.contains(canary))
  }

  @Test func `exit codes are those of the contract`() throws {
    let family = try edited()
    let workspace = family.workspace
    let from = ["pull", parent, "--from", "dev/orders"]
    func expect(_ code: String, _ exit: Int32, _ words: [String]) throws {
      let before = try family.everything()
      let run = try workspace.run(words + ["--json"], exit: exit)
      #expect(run.output == "" && run.errors.contains("\"\(code)\""), "\(run.story)")
      #expect(try family.everything().differences(from: before) == [], "\(words)")
    }
    try workspace.run(from + ["--dry-run"])
    try expect("confirmation_required", 3, from + ["--no-input"])
    try expect("confirmation_required", 3, from)
    try expect("bad_value", 2, from + ["--on-conflict", "maybe"])
    try expect("no_such_resource", 2, from + ["--only", "flows/none"])
    try expect("bad_field", 2, from + ["--ignore", "]["])
    try expect("bad_target", 2, ["pull", parent, "--from", parent])
    try expect("no_integration", 2, from + ["--base", "dev/none"])
    try expect("bad_binding", 2, from + ["--connection", "none=Slack"])
    try expect("bad_binding", 2, from + ["--connection", "shopify"])
    try expect("nothing_in_progress", 3, ["conflicts", parent])
    try expect("nothing_to_resolve", 2, ["continue", parent, "--resolve", "c1=remote"])
    try workspace.failure("pull", parent, "--from", "none.zip", exit: 2)
    try workspace.failure("pull", parent, "--from", "dev/orders@r9", exit: 2)
    try workspace.failure("pull", parent, exit: 2)
    let run = try workspace.run(from + ["--plan", "absent/plan.json", "--json"], exit: 2)
    #expect(run.errors.contains("cannot_write_file"), "\(run.story)")
    try workspace.run(from + ["--yes"])
    try workspace.run(from + ["--yes"])
  }

  @Test(.onlyFolders("files that are no documents"))
  func `a pull from what cannot be read ends with the code of environments`() throws {
    let family = try edited()
    let workspace = family.workspace
    let from = ["pull", parent, "--from", "dev/orders"]
    let export = try family.file("dev", "exports/Get-refunds")
    let text = try workspace.read(export)
    try workspace.write(export, "{\"_id\": ")
    let failed = try workspace.run(from + ["--yes", "--json"], exit: 4)
    #expect(failed.errors.contains("Get-refunds"), "\(failed.story)")
    try workspace.write(export, text)
    try workspace.run(from + ["--yes"])
  }
}
