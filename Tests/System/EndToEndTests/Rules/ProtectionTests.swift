import LosslessJSON
import Testing

@Suite struct ProtectionTests {
  @Test func `standalone flows are recorded and compared, never cloned, deleted or downloaded`()
    throws
  {
    let workspace = try Workspace.examples()
    let target = "prod/standalone"
    let before = try FolderTree(workspace.root)
    for arguments in [
      ["clone", target, "sandbox", "--yes"], ["delete", target, "--yes"],
      ["delete", target, "--confirm", "standalone"], ["download", target, "-o", "x.zip"],
      ["rename", target, "Other"],
    ] {
      let run = try workspace.run(arguments + ["--json"], exit: 3)
      #expect(run.errors.contains("\"standalone_protected\""), "\(run.story)")
    }
    let after = try FolderTree(workspace.root)
    #expect(after.differences(from: before).filter { !$0.contains("/ilm/locks") } == [])
    try workspace.run("snapshot", target)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Nightly")
    try workspace.edit(flow, "Nightly price file", "Price file")
    try workspace.run("diff", target, exit: 1)
    try workspace.run("compare", target + "@r1", target, exit: 1)
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target + "@r1", target)
  }

  @Test func `an integration of a vendor is read-only`() throws {
    let workspace = try Workspace.documents([
      "integrations/app.json": """
      {"_id": "aaaaaaaaaaaaaaaaaaaaaaaa", "name": "App", "_connectorId": "bbbbbbbbbbbbbbbbbbbbbbbb"}
      """,
      "flows/f.json": """
      {"_id": "cccccccccccccccccccccccc", "name": "Flow", "_integrationId": \
      "aaaaaaaaaaaaaaaaaaaaaaaa", "pageGenerators": [], "pageProcessors": []}
      """,
    ])
    try workspace.run("snapshot", "prod/app")
    try workspace.edit("prod/flows/f.json", "\"Flow\"", "\"Stream\"")
    try workspace.run("diff", "prod/app", exit: 1)
    let before = try FolderTree(workspace.path("prod"))
    for arguments in [
      ["revert", "prod/app", "--to", "r1", "--yes"], ["clone", "prod/app", "prod/copy", "--yes"],
      ["delete", "prod/app", "--yes"], ["rename", "prod/app", "Other"],
    ] {
      let run = try workspace.run(arguments + ["--json"], exit: 3)
      #expect(run.errors.contains("\"managed_integration\""), "\(run.story)")
    }
    #expect(try FolderTree(workspace.path("prod")).differences(from: before) == [])
  }

  @Test func `a production environment asks for the name, which yes answers`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("env", "set", "prod", "production", "true")
    let target = "prod/shopify-to-netsuite"
    try workspace.run("snapshot", target)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    try workspace.failure(
      "revert", target, "--to", "r1", "--no-input", exit: 3, code: "confirmation_required")
    try workspace.run("revert", target, "--to", "r1", "--yes")
  }

  @Test(arguments: [
    (["create", "prod", "Returns desk"], "returns-desk"),
    (["rename", "prod/shopify-to-netsuite", "Orders"], "shopify-to-netsuite"),
  ]) func `a person types the name before something is created or renamed in production`(
    command: [String], name: String
  ) throws {
    let workspace = try Workspace.examples()
    let folder = workspace.path("accounts/production")
    // Elsewhere nobody is asked.
    #expect(try TerminalRun(workspace, command + ["--dry-run"]).finish() == 0)
    try workspace.run("env", "set", "prod", "production", "true")
    let before = try FolderTree(folder)
    for answer in ["yes", ""] {
      let wrong = try TerminalRun(workspace, command)
      wrong.answer("Type '\(name)' to go on:", answer)
      #expect(try wrong.finish() == 3, "\(wrong.shown)")
      #expect(try FolderTree(folder).differences(from: before) == [])
    }
    let right = try TerminalRun(workspace, command)
    right.answer("Type '\(name)' to go on:", name)
    #expect(try right.finish() == 0, "\(right.shown)")
    #expect(try FolderTree(folder).differences(from: before) != [])
    // A script says all of it in the command, and so does who adds --yes.
    try workspace.run("undo", "prod/" + name, "--yes")
    #expect(try TerminalRun(workspace, command + ["--yes"]).finish() == 0)
    try workspace.run("undo", "prod/" + name, "--yes")
    try workspace.run(command)
  }
}
