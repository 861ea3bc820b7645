import Foundation
import LosslessJSON
import Testing

@Suite struct SetUpTests {
  @Test func `init makes a repository that is found from folders below`() throws {
    let workspace = Workspace()
    let run = try workspace.run("init")
    expectText(run.output, "Made an empty repository in <root>/.ilm", in: workspace)
    try workspace.makeFolder("a/b c")
    try workspace.run("env", "list", in: workspace.path("a/b c"))
    try workspace.makeFolder("other")
    try workspace.run("init", workspace.path("other"), "--object-format", "sha1")
    try workspace.run("list", "--repo", workspace.path("other"))
    try workspace.run("init", "--object-format", "md5", exit: 2)
  }

  @Test func `a repository that is a link to its folder is found`() throws {
    let workspace = Workspace()
    try workspace.run("init")
    try workspace.makeFolder("linked")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("linked/.ilm"), withDestinationPath: workspace.path(".ilm"))
    try workspace.run("env", "list", in: workspace.path("linked"))
    try workspace.run("env", "list", "--repo", workspace.path("linked"))
  }

  @Test func `init where nobody may write names the way out`() throws {
    let workspace = Workspace()
    // Nobody makes folders there, whoever it is.
    let error = try workspace.failure("init", "/sys/ilm", exit: 4, code: "file_failed")
    #expect(error["message"]?.text?.hasPrefix("cannot create directory '/sys/ilm'") == true)
    #expect(error["hint"]?.text?.hasPrefix("'ilm init DIR' makes it in another folder") == true)
  }

  @Test func `init twice leaves the repository as it is`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let before = try FolderTree(workspace.store)
    // Git says so and goes on; a refusal would be as good. Nothing may change.
    _ = try workspace.start(["init"]).finish()
    #expect(try FolderTree(workspace.store).differences(from: before) == [])
  }

  @Test(arguments: ["HEAD", "config"], ["sha256", "sha1"])
  func `init puts back a file that is missing and touches nothing else`(
    name: String, format: String
  ) throws {
    let workspace = Workspace()
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts, toPath: workspace.path("accounts"))
    try workspace.run("init", "--object-format", format)
    try workspace.run("env", "add", "prod", "dir:accounts/production")
    try workspace.run("ignore", "add", "flows:/description")
    try workspace.run("snapshot", "--all", "prod")
    let before = try FolderTree(workspace.store)
    try FileManager.default.removeItem(atPath: workspace.store + "/" + name)
    let error = try workspace.failure("status", exit: 5, code: "store_damaged")
    #expect(error["message"]?.text?.contains("/.ilm/\(name)' is missing") == true)
    #expect(error["hint"]?.text?.contains("'ilm init'") == true)
    let run = try workspace.run("init")
    expectText(
      run.output, "Put back what was missing in <root>/.ilm; nothing else was touched",
      in: workspace)
    let changed = try FolderTree(workspace.store).differences(from: before)
    #expect(changed.allSatisfy { $0.contains(name) }, "\(changed)")
    if name == "config" { try workspace.run("env", "add", "prod", "dir:accounts/production") }
    try workspace.run("fsck", "--full")
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("show", "prod/shopify-to-netsuite@r2")
  }

  @Test func `env add says what was found and what to do next`() throws {
    let workspace = Workspace()
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts, toPath: workspace.path("accounts"))
    try workspace.run("init")
    let run = try workspace.run("env", "add", "prod", "dir:accounts/production", "--production")
    expectText(
      run.output,
      "prod: 2 integrations, 6 flows, 49 documents in dir:<root>/accounts/production",
      in: workspace)
    #expect(run.errors.contains("ilm snapshot --all prod"))
    try workspace.run("env", "add", "both", "dir:accounts")
    expectText(
      try workspace.run("env", "list").output,
      """
      NAME  PRODUCTION  APIS         ADDRESS
      both  no          unsupported  dir:<root>/accounts
      prod  yes         unsupported  dir:<root>/accounts/production
      """, in: workspace)
    let shown = try workspace.json("env", "show", "prod")
    #expect(shown["environment"]?["production"]?.bool == true)
    try workspace.run("env", "check", "prod")
    try workspace.run("env", "set", "prod", "production", "false")
    try workspace.run("env", "remove", "both")
    #expect(try workspace.json("env", "list")["environments"]?.array?.count == 1)
  }

  @Test(.onlyFolders("folders that move")) func `a project is moved and copied with its accounts`()
    throws
  {
    let workspace = Workspace()
    try workspace.makeFolder("one")
    let accounts = PackageFolder.exampleAccounts
    for name in ["one/accounts", "elsewhere"] {
      try FileManager.default.copyItem(atPath: accounts, toPath: workspace.path(name))
    }
    let one = workspace.path("one")
    try workspace.run("init", in: one)
    try workspace.run("env", "add", "prod", "dir:./accounts/production", in: one)
    try workspace.run("env", "add", "far", "dir:../elsewhere/sandbox", in: one)
    try workspace.run("env", "set", "prod", "production", "false", in: one)
    try workspace.run("snapshot", "--all", "prod", in: one)
    try workspace.run("status", "prod", in: one)
    // A copy looks at its own accounts, not at those of its original.
    try workspace.copy("one", to: "two")
    let two = workspace.path("two")
    let flow = try workspace.file("two/accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"Customer sync\"", "\"Customers\"")
    try workspace.run("status", "prod", exit: 1, in: two)
    try workspace.run("status", "prod", in: one)
    func address(_ name: String, in folder: String) throws -> String? {
      let run = try workspace.run("env", "show", name, "--json", in: folder)
      return try JSONValue(parsing: run.outputBytes)["environment"]?["url"]?.text
    }
    #expect(try address("prod", in: two) == "dir:\(two)/accounts/production")
    #expect(try address("far", in: two) == "dir:\(workspace.path("elsewhere"))/sandbox")
    #expect(try workspace.run("env", "show", "prod", in: two).output.contains("moves with"))
    // A repository that is moved alone goes on with the accounts where they were.
    try workspace.makeFolder("three")
    try workspace.copy("one/.ilm", to: "three/.ilm")
    #expect(try address("prod", in: workspace.path("three")) == "dir:\(one)/accounts/production")
    try workspace.remove("one")
    try workspace.run("status", "prod", exit: 1, in: two)
    try workspace.run("status", "prod", exit: 4, in: workspace.path("three"))
  }

  @Test(arguments: [
    (["env", "add", "Prod", "dir:accounts/production"], Int32(2), "bad_name"),
    (["env", "add", "standalone", "dir:accounts/production"], 2, "bad_name"),
    (["env", "add", "prod", "dir:accounts/production"], 3, "environment_exists"),
    (["env", "add", "other", "ftp://host/x"], 2, "unsupported_address"),
    (["env", "add", "other", "dir:nowhere"], 4, "environment_unreachable"),
    (["env", "show", "nowhere"], 2, "unknown_environment"),
    (["env", "set", "prod", "lifecycle.apis", "perhaps"], 2, "bad_value"),
    (["list", "nowhere"], 2, "unknown_environment"),
    (["diff", "prod"], 2, "bad_target"),
    (["revisions", "prod"], 2, "bad_target"),
    (["env", "add", "other", "accounts/production"], 2, "unsupported_address"),
    (["snapshot", "--all", "nowhere"], 2, "unknown_environment"),
    (["snapshot", "nowhere/orders"], 2, "unknown_environment"),
    (["snapshot", "prod/orders"], 2, "no_integration"),
    (["clone", "prod/shopify-to-netsuite", "nowhere"], 2, "unknown_environment"),
    (["revert", "prod/shopify-to-netsuite", "--to", "r9"], 2, "no_such_revision"),
    (["show", "prod/shopify-to-netsuite@r9"], 2, "no_such_revision"),
  ]) func `what cannot be is refused with its code`(
    arguments: [String], exit: Int32, code: String
  ) throws {
    let workspace = try Workspace.examples()
    let run = try workspace.run(arguments + ["--json"], exit: exit)
    #expect(run.output == "")
    #expect(run.errors.contains("\"code\": \"\(code)\""), "\(run.story)")
  }

  @Test(arguments: ["shopify-to-netsuit", "hopify-to-netsuite", "shopify-t-netsuite"])
  func `a slip in a name is answered with the nearest`(name: String) throws {
    let workspace = try Workspace.examples()
    for name in ["One", "Two", "Three"] { try workspace.run("create", "prod", name, "--yes") }
    let error = try workspace.failure("snapshot", "prod/" + name, exit: 2, code: "no_integration")
    let hint = "'ilm list prod' shows the nearest of 5: prod/shopify-to-netsuite, prod/"
    #expect(error["hint"]?.text?.hasPrefix(hint) == true, "\(error)")
  }

  @Test(arguments: [
    "flows/customer-syncs", "Customer-snyc",
    "customer-sync-of-" + String(repeating: "x", count: 99),
  ])
  func `a slip in the name of a resource is answered with the nearest`(name: String) throws {
    let workspace = try Workspace.examples()
    let (one, other) = ("prod/shopify-to-netsuite", "sandbox/shopify-to-netsuite")
    for command in [["compare", one, other], ["pull", one, "--from", other, "--dry-run"]] {
      let run = try workspace.run(command + ["--only", name], exit: 2)
      #expect(run.errors.contains("the nearest are flows/customer-sync, "), "\(run.story)")
    }
  }

  @Test func `fields and changes can be declared, listed and removed`() throws {
    let workspace = try Workspace.examples()
    for verb in ["env-field", "ignore"] {
      try workspace.run(verb, "add", "flows:/name")
      #expect(try workspace.run(verb, "list").output.contains("name"))
      try workspace.run(verb, "remove", "flows:/name")
      #expect(!(try workspace.run(verb, "list").output.contains("name")))
    }
  }

  @Test func `an ignored change does not count, and is shown on request`() throws {
    let workspace = try Workspace.examples()
    let target = "prod/shopify-to-netsuite"
    try workspace.run("snapshot", target)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"name\": \"Customer sync\"", "\"name\": \"Customers\"")
    try workspace.run("diff", target, exit: 1)
    try workspace.run("diff", target, "--ignore", "flows:/name")
    try workspace.run("ignore", "add", "flows:/name")
    try workspace.run("diff", target)
    let shown = try workspace.run("diff", target, "--show-ignored")
    #expect(shown.output.contains("Customers"))
  }

  @Test func `a declared environment field is no content`() throws {
    let workspace = try Workspace.examples()
    let target = "prod/shopify-to-netsuite"
    try workspace.run("env-field", "add", "flows:/description")
    try workspace.run("snapshot", target)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"name\"", "\"description\": \"only here\", \"name\"")
    let status = try workspace.json("status", target, exit: 1, shape: .status)
    #expect(status["targets"]?[0]?["contentChanged"]?.bool == false)
    #expect(status["targets"]?[0]?["factsChanged"]?.bool == true)
  }
}
