import IntegrationModel
import LosslessJSON
import Testing

/// What is typed counts more than what is kept, and nothing is written that nobody agreed to.
@Suite struct AnswerTests {
  private let parent = Family.parent
  private let from = ["--from", "dev/orders"]

  private func competing() throws -> Family {
    let family = try Family("dev")
    try family.competeForName()
    return family
  }

  private func name(_ family: Family) throws -> String? {
    try family.document("prod", "flows/Customer")["name"]?.text
  }

  @Test func `what is typed overrules what is remembered`() throws {
    let family = try competing()
    let workspace = family.workspace
    try family.pull(parent, "dev/orders", "--resolve", "all=current")
    try workspace.run("undo", parent, "--yes")
    let remembered = try workspace.run(["pull", parent, "--yes", "-q"] + from)
    #expect(
      remembered.errors.contains("resolved as it was before, with the current side"),
      "\(remembered.story)")
    #expect(try name(family) == "Customer flow")
    try workspace.run("undo", parent, "--yes")
    let typed = try workspace.run(
      ["pull", parent, "--yes", "-q", "--resolve", "all=remote"] + from)
    #expect(!typed.errors.contains("as it was before"), "\(typed.story)")
    #expect(try name(family) == "Customers")
    try workspace.run("compare", parent, "dev/orders")
    try workspace.run("undo", parent, "--yes")
    let last = try family.pull(parent, "dev/orders")
    #expect(last["resolved"]?[0]?["resolution"] == ["take": "remote"], "the last word is kept")
  }

  @Test func `a pull that waits is overruled too when it goes on`() throws {
    let family = try competing()
    try family.pull(parent, "dev/orders", "--resolve", "all=current")
    try family.workspace.run("undo", parent, "--yes")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    let waiting = try family.pull(parent, "dev/orders", exit: 1)
    #expect(waiting["resolved"]?[0]?["remembered"] == true)
    try family.workspace.run("continue", parent, "--resolve", "all=remote")
    #expect(try name(family) == "Customers")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
  }

  @Test func `a waiting pull that nobody agreed to asks before it writes`() throws {
    let family = try competing()
    let workspace = family.workspace
    let before = try family.tree("prod")
    try workspace.run(["pull", parent] + from, exit: 1)
    let refused = try workspace.run("continue", parent, "--resolve", "all=remote", exit: 3)
    #expect(refused.errors.contains("Plan: pull from dev/orders"), "\(refused.story)")
    #expect(refused.errors.contains("nobody can be asked"), "\(refused.story)")
    try workspace.failure(
      "continue", parent, "--no-input", exit: 3, code: "confirmation_required")
    #expect(try family.tree("prod").differences(from: before) == [])
    #expect(try workspace.json("conflicts", parent)["conflicts"] == [], "answers are kept")
    try workspace.run("continue", parent, "--yes")
    #expect(try name(family) == "Customers")
    try family.verify()
  }

  @Test func `a file of resolutions holds for the next pull, a typed answer for this one`() throws {
    let family = try competing()
    let workspace = family.workspace
    try workspace.write(
      "answers.json",
      """
      {"resolutions": [{"name": "flows/customer-sync", "path": "/name", "take": "remote"}]}
      """)
    let answered = ["pull", parent, "--resolutions", "answers.json", "--yes"] + from
    try workspace.run(answered)
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    let second = try workspace.run(answered + ["--no-input"])
    #expect(
      second.errors.contains(
        "not needed: there is no conflict at '/name' of 'flows/customer-sync'"),
      "\(second.story)")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 25", "\"pageSize\": 26")
    try workspace.failure(
      "pull", parent, "--from", "dev/orders", "--resolve", "c1=remote", "--yes", exit: 2,
      code: "unknown_conflict")
  }

  @Test(.onlyFolders("references to nothing, which an account refuses"))
  func `a reference to nothing is warned of, and what it replaces`() throws {
    let family = try Family("dev")
    let missing = "6aa7aaaaaaaaaaaaaaaaaaaa"
    try family.change("dev", "imports/Create-NetSuite-sales-order") {
      $0.place(.string(JSONString(missing)), at: "/hooks/preMap/_scriptId")
    }
    let step = "/pageProcessors/1/_importId"
    try family.change("dev", "flows/Customer") {
      $0.place(
        ["type": "import", "_importId": .string(JSONString(missing))], at: "/pageProcessors/1")
    }
    let dry = try family.workspace.run(["pull", parent, "--dry-run"] + from)
    let hook =
      "'/hooks/preMap/_scriptId' of 'imports/create-netsuite-sales-order' will name script "
      + "'\(missing)', which is not there, in the place of 'scripts/order-hooks'"
    #expect(dry.output.contains("warning: " + hook), "\(dry.story)")
    #expect(
      dry.output.contains("'\(step)' of 'flows/customer-sync' will name import '\(missing)'"),
      "\(dry.story)")
    let pull = try family.pull(parent, "dev/orders")
    #expect(pull["revision"]?["status"] == "completed")
    // What is there already is nothing new.
    try family.change("dev", "imports/Create-NetSuite-sales-order") {
      $0.place("other", at: "/description")
    }
    let again = try family.workspace.run(["pull", parent, "--dry-run"] + from)
    #expect(!again.output.contains("which is not there"), "\(again.story)")
  }
}
