import IntegrationModel
import LosslessJSON
import Testing

/// Dry runs into recorded states: only what is stored is merged.
@Suite struct RecordedPullTests {
  private let parent = Family.parent

  /// Both sides changed an export, and the clone a script; both are recorded.
  private func edited() throws -> Family {
    let family = try Family("dev")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 20")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    try family.edit(
      "dev", "scripts/Order-hooks", "HOLD_ABOVE = 2500", "HOLD_ABOVE = 4000", suffix: ".js")
    try family.workspace.run("snapshot", parent, "dev/orders")
    return family
  }

  @Test func `two recorded states are merged where no environment can be reached`() throws {
    let family = try edited()
    try family.workspace.remove("accounts")
    try family.workspace.remove("dev")
    let before = try family.everything()
    let words = ["pull", parent + "@r2", "--from", "dev/orders@r2", "--dry-run"]
    let run = try family.workspace.run(words, exit: 1)
    #expect(run.output.hasPrefix("Merge of dev/orders@r2 into \(parent)@r2, as recorded\n"))
    #expect(run.output.contains("  ~ scripts/order-hooks\n"))
    #expect(run.output.contains("HOLD_ABOVE = 4000"))
    #expect(run.output.contains("conflict c1 exports/get-refunds-from-shopify /pageSize"))
    #expect(run.output.contains("0 added, 1 modified, 0 deleted"))
    #expect(run.output.contains("nothing is written"))
    let resolved = try family.workspace.run(words + ["--resolve", "c1=remote", "--json"])
    let json = try JSONValue(parsing: resolved.outputBytes)
    #expect(json["changes"]?.array?.count == 2)
    #expect(json["conflicts"]?.array?.isEmpty == true && json["resolved"]?.array?.count == 1)
    #expect(json["content"]?.text?.count == 64)
    #expect(try family.everything() == before)
  }

  @Test func `the merge is what the pull records afterwards`() throws {
    let family = try edited()
    let run = try family.workspace.run(
      "pull", parent + "@r2", "--from", "dev/orders@r2", "--dry-run", "--json", "--resolve",
      "all=remote")
    let content = try JSONValue(parsing: run.outputBytes)["content"]
    try family.pull(parent, "dev/orders", "--resolve", "all=remote")
    #expect(try family.workspace.content(of: parent + "@r3") == content?.text)
  }

  @Test func `a recorded state is not pulled into`() throws {
    let family = try edited()
    let before = try family.everything()
    for option in ["--yes", "--plan=plan.json"] {
      let error = try family.workspace.failure(
        "pull", parent + "@r2", "--from", "dev/orders@r2", option, exit: 2, code: "recorded_state")
      #expect(error["hint"]?.text?.contains("'\(parent)'") == true)
    }
    #expect(try family.everything() == before)
  }

  @Test func `everything that is there already is said to be`() throws {
    let family = try edited()
    try family.pull(parent, "dev/orders", "--resolve", "all=remote")
    let run = try family.workspace.run(
      "pull", parent + "@r3", "--from", "dev/orders@r2", "--dry-run")
    #expect(run.output.hasSuffix("everything is there already\n"))
  }
}
