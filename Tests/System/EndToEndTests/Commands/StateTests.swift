import LosslessJSON
import Testing

/// What the command line takes for a state.
@Suite struct StateTests {
  private static let orders = "prod/shopify-to-netsuite"

  @Test func `one state alone is compared with the last revision of its target`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", Self.orders)
    let script = try workspace.file(
      "accounts/production/scripts", startingWith: "Order-hooks", suffix: ".js")
    try workspace.write(script, try workspace.read(script) + "// more\n")
    try workspace.run("snapshot", Self.orders)
    try workspace.run("diff", Self.orders)
    try workspace.run("diff", Self.orders + "@r2")
    let old = try workspace.json("diff", Self.orders + "@r1", exit: 1, shape: .comparison)
    #expect(old["left"]?["target"]?.text == Self.orders + "@r1")
    #expect(old["right"]?["target"]?.text == Self.orders + "@r2")
  }

  @Test func `what a bundle leaves out is no difference`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("download", Self.orders, "-o", "orders.zip")
    let diff = try workspace.json("diff", "orders.zip", Self.orders, shape: .comparison)
    #expect(diff["environment"]?.array == [])
    try workspace.run("diff", Self.orders, "orders.zip")
    let script = try workspace.file(
      "accounts/production/scripts", startingWith: "Order-hooks", suffix: ".js")
    try workspace.write(script, try workspace.read(script) + "// more\n")
    try workspace.run("diff", Self.orders, "orders.zip", exit: 1)
  }

  @Test func `an integration's exact name may hold anything`() throws {
    let workspace = try Workspace.documents([
      "integrations/1.json": #"{"_id": "aaaaaaaaaaaaaaaaaaaaaa01", "name": "a@b / c"}"#
    ])
    try workspace.run("snapshot", "prod/a@b / c")
    try workspace.run("diff", "prod/a@b / c")
    try workspace.run("compare", "prod/a@b / c", "prod/a@b / c@r1")
    try workspace.failure("diff", "prod/a@x", exit: 2, code: "no_integration")
  }

  @Test func `a flow of an integration that is not there is reported`() throws {
    let workspace = try Workspace.documents([
      "flows/1.json":
        #"{"_id": "ffffffffffffffffffffff01", "name": "F", "_integrationId": "aaaaaaaaaaaaaaaaaaaaaa01"}"#
    ])
    let lint = try workspace.json("lint", "prod/standalone", exit: 1)
    #expect(lint["findings"]?[0]?["code"]?.text == "dangling_reference")
    #expect(lint["findings"]?[0]?["path"]?.text == "/_integrationId")
    let run = try workspace.run("snapshot", "--all", "prod")
    #expect(run.errors.contains("1 reference to nothing"), "\(run.story)")
  }

  @Test func `talk and data keep their order on a shared stream`() throws {
    let workspace = try Workspace.examples()
    try workspace.write(
      "both.sh", "exec \"$@\" 2>&1\n")
    let child = try ChildProcess(
      "/bin/sh",
      [
        "both.sh", IlmProgramFile.path, "move", "prod/flows/nightly-price-file", "prod/store-api",
        "--yes",
      ],
      in: workspace.root, variables: ["HOME": workspace.root], input: "")
    let run = try child.finish()
    #expect(run.output.hasPrefix("Move flow 'Nightly price file'"), "\(run.story)")
  }

  @Test(.onlyFolders("files that are no documents"))
  func `an environment with a malformed document is named, and the others are shown`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.write("accounts/sandbox/flows/broken.json", "{")
    let list = try workspace.run("list", exit: 4)
    #expect(list.output.contains("prod/shopify-to-netsuite"), "\(list.story)")
    #expect(list.errors.contains("broken.json"), "\(list.story)")
    let status = try workspace.json("status", exit: 4, shape: .status)
    #expect(status["skipped"]?[0]?["environment"]?.text == "sandbox")
    #expect(status["skipped"]?[0]?["error"]?["code"]?.text == "malformed_document")
    #expect(status["targets"]?.array?.count == 3)
    try workspace.run("status", "prod")
    try workspace.failure("status", "sandbox", exit: 4, code: "malformed_document")
  }

  @Test func `a file in a folder that is not there is refused`() throws {
    let workspace = try Workspace.examples()
    let error = try workspace.failure(
      "download", "prod/shopify-to-netsuite", "-o", "absent/x.zip", exit: 2,
      code: "cannot_write_file")
    #expect(error["message"]?.text?.contains("there is no folder") == true)
  }

  @Test(.onlyFolders("environments without a token"))
  func `a folder needs no token, and none is kept`() throws {
    let workspace = Workspace()
    try workspace.makeFolder("prod/integrations")
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:prod", "--token-stdin", input: "canary1token\n")
    #expect(try !workspace.read(".ilm/config").contains("canary1token"))
    try workspace.run("env", "add", "other", "dir:prod", "--token-env", "TOKEN")
    let shown = try workspace.json("env", "show", "other")
    #expect(shown["environment"]?["token"]?.text == "env:TOKEN")
  }

  @Test func `an integration that vanished is a change, one that was deleted is none`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("delete", "prod/shopify-to-netsuite", "--yes")
    try workspace.run("status", "prod")
    try workspace.remove(
      try workspace.file("accounts/production/integrations", startingWith: "Store-API"))
    let status = try workspace.json("status", "prod", exit: 1, shape: .status)
    let api = status["targets"]?.array?.first { $0["target"]?.text == "prod/store-api" }
    #expect(api?["changed"]?.bool == true)
    #expect(api?["summary"]?["deleted"]?.int == 8)
    let run = try workspace.run("status", "prod", exit: 1)
    #expect(run.output.contains("prod/store-api  since r1: no longer in the environment"))
    let error = try workspace.failure("diff", "prod/store-api", exit: 2, code: "no_integration")
    #expect(error["message"]?.text == "'prod/store-api' is recorded and not in its environment")
  }
}
