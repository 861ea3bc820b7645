import Foundation
import LosslessJSON
import Testing

/// Projects that were copied or moved away from an account folder: it may be read, nobody has said that
/// it is to be written to.
@Suite(.onlyFolders("folders that stay where they are")) struct LeftBehindTests {
  private static let target = "prod/shopify-to-netsuite"

  /// A project in `one` with the accounts where `place` says, and a copy of it in `two`.
  private func project(_ address: String, accounts: String, copying name: String = "one") throws
    -> Workspace
  {
    let workspace = Workspace()
    try workspace.makeFolder("one")
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts, toPath: workspace.path(accounts))
    let one = workspace.path("one")
    let whole = address.replacingOccurrences(of: "<root>", with: workspace.root)
    try workspace.run("init", in: one)
    try workspace.run("env", "add", "prod", whole, in: one)
    try workspace.run("snapshot", "--all", "prod", in: one)
    try workspace.run("create", "prod", "Returns", in: one)
    let flow = try workspace.file(accounts + "/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"Customer sync\"", "\"Customers\"")
    if name.hasSuffix(".ilm") { try workspace.makeFolder("two") }
    try workspace.copy(name, to: name.replacingOccurrences(of: "one", with: "two"))
    return workspace
  }

  private static let commands: [[String]] = [
    ["create", "prod", "Another"], ["rename", target, "Orders"], ["delete", target, "--yes"],
    ["move", "prod/flows/nightly-price-file", target, "--yes"], ["undo", "prod/returns", "--yes"],
    ["revert", target, "--to", "r1", "--yes"],
    ["pull", target, "--from", target + "@r1", "--yes"], ["continue", target],
    ["clone", target, "prod/Copy", "--yes"],
  ]

  @Test(arguments: [
    ("dir:accounts/production", "one/accounts", "one/.ilm"),
    ("dir:../accounts/production", "accounts", "one"),
    ("dir:<root>/one/accounts/production", "one/accounts", "one"),
  ]) func `a copy does not write where its original does`(
    address: String, accounts: String, copied: String
  ) throws {
    let workspace = try project(address, accounts: accounts, copying: copied)
    let (two, folder) = (workspace.path("two"), workspace.path(accounts))
    let before = try FolderTree(folder)
    // It reads, and says what it reads.
    let status = try workspace.run("status", "prod", exit: 1, in: two)
    #expect(status.errors.contains("warning: 'prod' is read at '\(folder)/production'"))
    let quiet = try workspace.run("status", "prod", "-q", exit: 1, in: two)
    #expect(quiet.errors.contains("warning: 'prod' is read at"), "\(quiet.story)")
    let told = try workspace.run("status", "prod", "--json", exit: 1, in: two)
    #expect(try JSONValue(parsing: told.outputBytes)["notices"]?.array?.count == 1)
    try workspace.run("rename", Self.target, "Shop", "--plan", "plan.json", in: two)
    let store = try FolderTree(two + "/.ilm")
    for command in Self.commands {
      let run = try workspace.run(command + ["--json"], exit: 3, in: two)
      #expect(run.errors.contains("\"environment_left_behind\""), "\(run.story)")
      #expect(run.errors.contains("'ilm env set prod url dir:PATH'"))
    }
    #expect(try FolderTree(folder).differences(from: before) == [])
    #expect(try FolderTree(two + "/.ilm").differences(from: store) == [])
    // A saved plan says itself what is meant.
    try workspace.run("apply", "plan.json", "--yes", in: two)
    // What else is set of it does not say that the folder is meant; to name it does.
    try workspace.run("env", "set", "prod", "production", "false", in: two)
    try workspace.run("rename", Self.target, "Orders", exit: 3, in: two)
    let shown = try workspace.run("env", "show", "prod", "--json", in: two)
    #expect(
      try JSONValue(parsing: shown.outputBytes)["environment"]?["leftBehind"]?.bool == true)
    try workspace.run("env", "set", "prod", "url", "dir:\(folder)/production", in: two)
    #expect(try workspace.run("rename", Self.target, "Orders", in: two).errors == "")
    // The original goes on as before.
    #expect(
      try workspace.run("create", "prod", "Third", in: workspace.path("one")).errors
        .contains("warning") == false)
  }

  /// Lets a revert stop in the middle: of what it takes a credential out it could keep no copy.
  private func interruptRevert(
    _ workspace: Workspace, in folder: String, _ command: (String) throws -> Void
  ) throws {
    let export = try workspace.file("accounts/production/exports", startingWith: "Get-refunds")
    let get = "\"method\": \"GET\""
    let header = "{\"name\": \"X-Api-Key\", \"value\": \"s\"}"
    try workspace.edit(export, get, get + ", \"headers\": [\(header)]")
    try workspace.write("accounts/production/.deleted", "in the way")
    try command(workspace.path(folder))
    try workspace.remove("accounts/production/.deleted")
  }

  private func refuseToEnd(_ workspace: Workspace, in name: String) throws {
    let before = try FolderTree(workspace.path("accounts"))
    for verb in ["continue", "cancel"] {
      let run = try workspace.run(
        verb, Self.target, "--json", exit: 3, in: workspace.path(name))
      #expect(run.errors.contains("\"environment_left_behind\""), "\(run.story)")
    }
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
  }

  @Test func `an interrupted operation is not ended in the folder of the original`() throws {
    let workspace = try project("dir:../accounts/production", accounts: "accounts")
    try interruptRevert(workspace, in: "one") { one in
      try workspace.run("revert", Self.target, "--to", "r1", "--yes", exit: 4, in: one)
    }
    try workspace.remove("two")
    try workspace.copy("one", to: "two")
    try refuseToEnd(workspace, in: "two")
    try workspace.run("continue", Self.target, in: workspace.path("one"))
  }

  @Test(arguments: ["continue", "cancel"])
  func `a saved plan that was begun in a copy is ended there, and in no further one`(
    verb: String
  ) throws {
    let workspace = try project("dir:../accounts/production", accounts: "accounts")
    try interruptRevert(workspace, in: "two") { two in
      try workspace.run("revert", Self.target, "--to", "r1", "--plan", "plan.json", in: two)
      try workspace.run("apply", "plan.json", "--yes", exit: 4, in: two)
    }
    try workspace.copy("two", to: "three")
    try refuseToEnd(workspace, in: "three")
    try workspace.run(verb, Self.target, in: workspace.path("two"))
    try workspace.run("fsck", "--full", in: workspace.path("two"))
  }

  @Test func `a project that moves with its folders goes on, and so does a whole path`() throws {
    let workspace = try project("dir:accounts/production", accounts: "one/accounts")
    let outside = workspace.path("elsewhere")
    try workspace.copy("one/accounts/sandbox", to: "elsewhere")
    try workspace.run("env", "add", "far", "dir:\(outside)", in: workspace.path("one"))
    try FileManager.default.moveItem(atPath: workspace.path("one"), toPath: workspace.path("three"))
    let three = workspace.path("three")
    for environment in ["prod", "far"] {
      let run = try workspace.run("create", environment, "Another", in: three)
      #expect(!run.errors.contains("warning"), "\(run.story)")
    }
    _ = try workspace.file("three/accounts/production/integrations", startingWith: "Another")
    _ = try workspace.file("elsewhere/integrations", startingWith: "Another")
  }

  @Test func `a project that moves alone goes on where its way leads to the same folder`() throws {
    let workspace = try project("dir:../accounts/production", accounts: "accounts")
    try workspace.remove("two")
    try workspace.makeFolder("deeper")
    for place in ["three", "deeper/four"] {
      try FileManager.default.moveItem(
        atPath: workspace.path("one"), toPath: workspace.path(place))
      let isSame = place == "three"
      let run = try workspace.run(
        "create", "prod", isSame ? "Another" : "Fourth", exit: isSame ? 0 : 3,
        in: workspace.path(place))
      #expect(run.errors.contains("left") == false || !isSame, "\(run.story)")
      try FileManager.default.moveItem(
        atPath: workspace.path(place), toPath: workspace.path("one"))
    }
    try workspace.copy("one", to: "three")
    try workspace.run("create", "prod", "Fourth", exit: 3, in: workspace.path("three"))
  }

  @Test func `of a folder that is gone nobody says that it is read`() throws {
    let workspace = try project("dir:../accounts/production", accounts: "accounts")
    try FileManager.default.moveItem(
      atPath: workspace.path("accounts"), toPath: workspace.path("elsewhere"))
    let two = workspace.path("two")
    try workspace.run("env", "add", "near", "dir:\(workspace.path("elsewhere/sandbox"))", in: two)
    let run = try workspace.start(["status"], in: two).finish()
    #expect(run.errors.contains("not read: prod"), "\(run.story)")
    #expect(!run.errors.contains("is read at"), "\(run.story)")
  }

  @Test func `a way through a link is no move`() throws {
    let workspace = try project("dir:../accounts/production", accounts: "accounts")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("link"), withDestinationPath: workspace.path("one"))
    let run = try workspace.run("create", "prod", "Another", "--repo", workspace.path("link"))
    #expect(!run.errors.contains("warning"), "\(run.story)")
  }
}
