import LosslessJSON
import Testing

@Suite struct CommandLineTests {
  @Test(arguments: [
    (["snapshto", "x"], "did you mean 'snapshot'?"),
    (["snapshot", "--al", "prod"], "did you mean '--all'?"),
    (["list", "--serch", "x"], "did you mean '--search'?"),
    (["revert", "prod/x"], ""), (["clone"], ""), ([], ""), (["list", "a", "b", "c"], ""),
    (["revert", "prod/x", "--to", "r1", "--before", "--after"], ""),
    (["revert", "prod/x", "--to", "r1", "--dry-run", "--plan", "f"], ""),
    (["revisions", "prod/x", "--kind", "nothing"], ""),
    (["revisions", "prod/x", "--since", "yesterdayish"], ""),
  ]) func `a wrong command line is told what is meant`(arguments: [String], hint: String) throws {
    let workspace = try Workspace.examples()
    let run = try workspace.run(arguments, exit: arguments.isEmpty ? 0 : 2)
    #expect(run.errors.contains(hint) || arguments.isEmpty, "\(run.story)")
    guard !arguments.isEmpty else { return }
    #expect(run.output == "")
    let error = try workspace.run(arguments + ["--json"], exit: 2)
    #expect(error.output == "")
    #expect(error.errors.hasPrefix("{"), "\(error.story)")
  }

  @Test func `version and help are there without a repository`() throws {
    let workspace = Workspace()
    #expect(try workspace.run("--version").output.hasPrefix("ilm "))
    let verbs = [
      "init", "env", "env-field", "ignore", "list", "create", "rename", "delete", "move",
      "snapshot", "revisions", "tag", "show", "status", "diff", "compare", "revert", "clone",
      "download", "lint", "fsck", "continue", "cancel", "apply", "completions",
    ]
    let overview = try workspace.run("help").output
    for verb in verbs {
      #expect(overview.contains("\n  \(verb) "), "\(verb)")
      #expect(try workspace.run("help", verb).output == workspace.run(verb, "--help").output)
    }
    for shell in ["bash", "zsh", "fish"] {
      #expect(try workspace.run("completions", shell).output.contains("ilm"))
    }
    try workspace.run("completions", "cmd", exit: 2)
    try workspace.run("help", "nothing", exit: 2)
  }

  @Test func `colour is for terminals`() throws {
    let workspace = try Workspace.examples()
    let run = try workspace.run("compare", "prod", "sandbox", exit: 1, variables: ["TERM": "xterm"])
    #expect(!run.output.contains("\u{1b}"))
    #expect(!run.errors.contains("\u{1b}"))
  }

  @Test func `quiet says nothing that was not asked for`() throws {
    let workspace = try Workspace.examples()
    let target = "prod/shopify-to-netsuite"
    try workspace.makeFolder("other")
    for command in [
      ["init", "other"], ["env", "add", "third", "dir:accounts/sandbox"],
      ["env", "set", "third", "production", "true"], ["env", "remove", "third"],
      ["env-field", "add", "flows:/x"], ["env-field", "remove", "flows:/x"],
      ["ignore", "add", "flows:/x"], ["remote", "add", "other", "file:other"],
      ["snapshot", "--all", "prod"], ["snapshot", target, "--if-changed"],
      ["tag", target + "@r1", "first"], ["push", "other"], ["remote", "remove", "other"],
      ["create", "prod", "Returns"], ["rename", "prod/returns", "Refunds"],
      ["move", "prod/flows/nightly-price-file", "prod/returns", "--yes"],
      ["undo", "prod/returns", "--yes"], ["delete", "prod/returns", "--yes"],
      ["revert", target, "--to", "r1", "--yes"], ["download", target, "-o", "orders.zip"],
      ["clone", target, "sandbox/Trial", "--yes"],
      ["install", "orders.zip", "sandbox", "--name", "In", "--plan", "plan.json"],
      ["apply", "plan.json", "--yes"], ["pull", "sandbox/in", "--from", target, "--yes"], ["gc"],
    ] {
      let run = try workspace.run(command + ["-q"])
      #expect(run.output == "" && run.errors == "", "\(run.story)")
    }
    for question in [
      ["list"], ["env", "list"], ["ignore", "list"], ["env", "check", "prod"], ["status"],
      ["revisions", target], ["compare", "prod", "sandbox"],
      ["clone", target, "prod", "--dry-run"],
      ["pull", target, "--from", target + "@r1", "--dry-run"], ["lint", target], ["fsck"],
    ] {
      let run = try workspace.start(question + ["-q"]).finish()
      #expect(run.output != "" && run.errors == "", "\(run.story)")
    }
  }

  @Test(.onlyFolders("files that are no documents"))
  func `quiet does not keep back what failed`() throws {
    let workspace = try Workspace.examples()
    try workspace.write("accounts/sandbox/flows/broken.json", "{")
    let status = try workspace.run("status", "-q", exit: 4)
    #expect(status.errors.contains("not read: sandbox: "), "\(status.story)")
    let list = try workspace.run("list", "nowhere", "-q", exit: 2)
    #expect(list.errors.contains("hint: "), "\(list.story)")
  }

  @Test func `quiet shows a person what is asked about`() throws {
    let workspace = try Workspace.examples()
    let target = "prod/shopify-to-netsuite"
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    for (command, shown) in [
      (["revert", target, "--to", "r1"], "Plan: revert"), (["delete", target], "Plan: delete"),
      (["move", "prod/flows/nightly-price-file", target], "Move flow 'Nightly price file'"),
    ] {
      let run = try TerminalRun(workspace, command + ["-q"])
      run.answer("[y/N]", "n")
      #expect(try run.finish() == 3)
      #expect(run.shown.contains(shown), "\(run.shown)")
    }
  }

  @Test func `a change is refused when nobody can be asked`() throws {
    let workspace = try Workspace.examples()
    let target = "prod/shopify-to-netsuite"
    try workspace.run("snapshot", target)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    let before = try FolderTree(workspace.root)
    for arguments in [
      ["revert", target, "--to", "r1"], ["clone", target, "sandbox/copy"],
      ["delete", target], ["move", "prod/flows/customer-sync", "prod/store-api"],
    ] {
      for option in [["--no-input"], []] {
        let run = try workspace.run(arguments + option + ["--json"], exit: 3)
        #expect(run.output == "")
        #expect(run.errors.contains("\"code\": \"confirmation_required\""), "\(run.story)")
      }
    }
    let excluded = [".ilm/ilm/locks"]
    let after = try FolderTree(workspace.root, excluding: excluded)
    #expect(after.differences(from: before).filter { !$0.contains(".ilm/ilm/locks") } == [])
  }

  @Test func `an answer off a terminal is no answer`() throws {
    let workspace = try Workspace.examples()
    try workspace.run(
      "clone", "prod/shopify-to-netsuite", "sandbox/copy", exit: 3, input: "yes\ny\n")
  }
}
