import LosslessJSON
import Testing

@Suite struct APIRefusalTests {
  private let target = "prod/store-api"

  /// Everything but the lock files, which only say that nobody holds them now.
  private func tree(_ workspace: Workspace) throws -> FolderTree {
    try FolderTree(workspace.root, excluding: [".ilm/ilm/locks"])
  }

  @Test func `an integration with apis is not cloned or downloaded, and nothing is written`() throws
  {
    let workspace = try Workspace.examples()
    let before = try tree(workspace)
    for arguments in [
      ["clone", target, "sandbox", "--yes"], ["clone", target, "sandbox/copy", "--yes"],
      ["clone", target, "sandbox", "--dry-run"], ["clone", target, "sandbox", "--plan", "p.json"],
      ["download", target, "-o", "x.zip"],
    ] {
      let run = try workspace.run(arguments + ["--json"], exit: 3)
      let error = try JSONValue(parsing: [UInt8](run.errors.utf8))["error"]
      #expect(error?["code"]?.text == "apis_not_supported", "\(run.story)")
      let message = error?["message"]?.text ?? ""
      #expect(message.contains("Order status") && message.contains("Shipping quote"))
      #expect(run.output == "")
    }
    #expect(try tree(workspace).differences(from: before) == [])
    expectText(
      try workspace.run("clone", target, "sandbox", "--yes", exit: 3).errors,
      """
      ilm: 'prod/store-api' contains APIs, and this environment does not clone APIs: \
      'Order status', 'Shipping quote'
      hint: move the APIs to another integration with 'ilm move', or, where the environment can, \
      'ilm env set sandbox lifecycle.apis supported'
      """)
  }

  @Test func `a recorded state with apis is refused as well`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let before = try tree(workspace)
    try workspace.failure(
      "download", target + "@r1", "-o", "x.zip", exit: 3, code: "apis_not_supported")
    #expect(try tree(workspace).differences(from: before) == [])
  }

  @Test func `a declared environment clones apis, but none in script mode`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("env", "set", "prod", "lifecycle.apis", "supported")
    try workspace.run("env", "set", "sandbox", "lifecycle.apis", "supported")
    let before = try tree(workspace)
    let error = try workspace.failure("clone", target, "sandbox", "--yes", exit: 3)
    #expect(error["message"]?.text?.contains("Order status") == false)
    #expect(error["message"]?.text?.contains("Shipping quote") == true)
    try workspace.failure("download", target, "-o", "x.zip", exit: 3)
    #expect(try tree(workspace).differences(from: before) == [])
  }

  @Test func `builder apis alone are cloned and downloaded where that is declared`() throws {
    let workspace = try Workspace.examples()
    for name in ["prod", "sandbox"] {
      try workspace.run("env", "set", name, "lifecycle.apis", "supported")
    }
    try workspace.remove(
      try workspace.file("accounts/production/apis", startingWith: "Shipping-quote"))
    let clone = try workspace.json("clone", target, "sandbox", "--yes", shape: .clone)
    #expect(clone["created"]?.array?.contains { $0["kind"]?.text == "apis" } == true)
    try workspace.run("compare", target, "sandbox/store-api")
    try workspace.run("download", target, "-o", "x.zip")
  }

  @Test func `the rest works with apis`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let api = try workspace.file("accounts/production/apis", startingWith: "Order-status")
    let before = try FolderTree(workspace.path("accounts")).documents()
    try workspace.edit(api, "\"name\": \"Order status\"", "\"name\": \"Status of orders\"")
    let diff = try workspace.json("diff", target, exit: 1, shape: .comparison)
    #expect(diff["resources"]?[0]?["kind"]?.text == "apis")
    try workspace.run("compare", target + "@r1", target, exit: 1)
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target + "@r1", target)
    #expect(try FolderTree(workspace.path("accounts")).documents() == before)
  }
}
