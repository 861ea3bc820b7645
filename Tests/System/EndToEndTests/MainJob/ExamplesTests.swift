import Foundation
import LosslessJSON
import Testing

@Suite struct ExamplesTests {
  private let target = "prod/shopify-to-netsuite"

  @Test func `a clone is identical to its source`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let source = try FolderTree(workspace.path("accounts/production"))
    let planned = try workspace.json("clone", target, "sandbox/Copy", "--dry-run")
    let report = try workspace.json("clone", target, "sandbox/Copy", "--yes", shape: .clone)
    #expect(report["target"]?.text == "sandbox/copy")
    #expect(report["revision"]?["origin"]?.text == "clone")
    #expect(report["revision"]?["kind"]?.text == "snapshot")
    #expect(report["revision"]?["id"]?.text == "r1")
    let created = report["created"]?.array ?? []
    let own = created.filter { $0["kind"]?.text != "connections" }
    #expect(own.count == 30)
    #expect(created.allSatisfy { $0["id"]?.text?.utf8.count == 24 && $0["id"] != $0["from"] })
    let followUps = report["revision"]?["followUps"]?.array ?? []
    #expect(followUps.filter { $0["code"]?.text == "secret_required" }.count == 4)
    #expect(planned["plan"]?["followUps"] == report["revision"]?["followUps"], "known before")
    let compare = try workspace.json("compare", target, "sandbox/copy", shape: .comparison)
    #expect(compare["identical"]?.bool == true)
    #expect(compare["resources"] == [])
    #expect(compare["left"]?["content"] == compare["right"]?["content"])
    #expect(try FolderTree(workspace.path("accounts/production")).differences(from: source) == [])
    let flows = try FolderTree(workspace.path("accounts/sandbox")).documents().filter {
      $0.key.hasPrefix("flows/")
        && $0.value["_integrationId"]
          == created.first {
            $0["kind"]?.text == "integrations"
          }?["id"]
    }
    #expect(flows.count == 5)
    #expect(flows.values.allSatisfy { $0["disabled"]?.bool == true })
  }

  @Test func `what is to be done is told once where --yes answers, and in the plan otherwise`()
    throws
  {
    let workspace = try Workspace.examples()
    let clone = ["clone", target, "sandbox/Copy"]
    func count(_ text: String) -> Int {
      text.split(separator: "\n").count { $0.hasPrefix("to do: ") }
    }
    let refused = try workspace.run(clone + ["--no-input"], exit: 3)
    #expect(count(refused.errors) == 4, "\(refused.story)")
    let done = try workspace.run(clone + ["--yes"])
    #expect(count(done.errors) == 0 && count(done.output) == 4, "\(done.story)")
  }

  @Test func `what is recorded of the other side is said once`() throws {
    let workspace = try Workspace.examples()
    let clone = try workspace.run("clone", target, "sandbox/Copy", "--yes")
    #expect(clone.errors.contains("Recorded \(target)@r1, the state"), "\(clone.story)")
    let again = try workspace.run("clone", target, "sandbox/Again", "--yes")
    #expect(!again.errors.contains("Recorded"), "\(again.story)")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"Customer sync\"", "\"Customers\"")
    let pull = ["pull", "sandbox/copy", "--from", target]
    #expect(!(try workspace.run(pull + ["--dry-run"]).errors.contains("Recorded")))
    for (options, isSaid) in [(["--plan", "plan.json"], true), (["--yes"], false)] {
      let run = try workspace.run(pull + options)
      #expect(run.errors.contains("Recorded \(target)@r2, the state") == isSaid, "\(run.story)")
    }
    try workspace.edit(flow, "\"Customers\"", "\"Clients\"")
    let run = try workspace.run(pull + ["--yes"])
    #expect(run.errors.contains("Recorded \(target)@r3, the state"), "\(run.story)")
  }

  @Test func `a clone never carries a mask or an id of its source`() throws {
    let workspace = try Workspace.examples()
    let before = try FolderTree(workspace.path("accounts/sandbox"))
    try workspace.run("clone", target, "sandbox/Copy", "--yes")
    let after = try FolderTree(workspace.path("accounts/sandbox"))
    let fresh = after.differences(from: before).map {
      $0.split(separator: " ").last.map(String.init) ?? ""
    }
    #expect(fresh.count > 30)
    for name in fresh where name.hasSuffix(".json") {
      let text = try workspace.read("accounts/sandbox/" + name)
      #expect(!text.contains("***"), "\(name)")
      #expect(name.contains(#/-[0-9a-f]{24}\.json$/#), "\(name)")
      #expect(text.hasPrefix("{\n  \""), "two spaces: \(name)")
    }
  }

  @Test func `connections are bound when they are named`() throws {
    let workspace = try Workspace.examples()
    let connections = [
      ("67a08cdcc6cd3dc92b10b4ff", "6aa7ab7bb3e86ee270c3ae5f"),
      ("67a08889e2feb73801e9113f", "6aa7aa0317c1d5a3cce76954"),
      ("684982b78a6ba8072cf5619b", "6aa7ac82442e6e2721cbb748"),
    ]
    let folder = workspace.path("accounts/sandbox/connections")
    let before = try FolderTree(folder)
    let bindings = connections.flatMap { ["--connection", "\($0)=\($1)"] }
    try workspace.run(["clone", target, "sandbox/Copy", "--yes"] + bindings)
    #expect(try FolderTree(folder).differences(from: before) == [])
    try workspace.run("compare", target, "sandbox/copy")
    try workspace.failure(
      "clone", target, "sandbox/Other", "--yes", "--no-placeholders", exit: 3,
      code: "unbound_connections")
    try workspace.failure(
      "clone", target, "sandbox/Other", "--yes", "--connection",
      "67a08cdcc6cd3dc92b10b4ff=6aa7aa0317c1d5a3cce76954", exit: 3)
    #expect(try FolderTree(folder).differences(from: before) == [])
  }

  @Test func `a revert brings every document back`() throws {
    let workspace = try Workspace.examples()
    let account = "accounts/production/"
    try workspace.run("snapshot", "--all", "prod")
    let before = try FolderTree(workspace.path("accounts/production")).documents()
    let scripts = try workspace.file(
      account + "scripts", startingWith: "Order-hooks", suffix: ".js")
    let script = try workspace.read(scripts)
    try workspace.edit(scripts, "HOLD_ABOVE = 2500", "HOLD_ABOVE = 9")
    try workspace.edit(
      try workspace.file(account + "flows", startingWith: "Customer"), "Customer sync", "Customers")
    try workspace.write(
      account + "lookupcaches/extra.json",
      "{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\", \"name\": \"Nobody uses it\"}")
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target, target + "@r1")
    #expect(try workspace.read(scripts) == script)
    var after = try FolderTree(workspace.path("accounts/production")).documents()
    after["lookupcaches/aaaaaaaaaaaaaaaaaaaaaaaa"] = nil
    #expect(after == before)
  }

  @Test func `a deleted resource comes back, and what refers to it points to it`() throws {
    let workspace = try Workspace.examples()
    let account = "accounts/production/"
    try workspace.run("snapshot", target)
    let file = try workspace.file(account + "exports", startingWith: "Get-paid-orders")
    try workspace.remove(file)
    #expect(try workspace.run("diff", target, exit: 1).output.contains("get-paid-orders"))
    let report = try workspace.json("revert", target, "--to", "r1", "--yes")
    #expect(report["revision"]?["changes"]?["added"]?.int == 1)
    try workspace.run("compare", target, target + "@r1")
    let lint = try workspace.start(["lint", target, "--json"]).finish()
    #expect(!lint.output.contains("dangling"), "\(lint.story)")
  }

  @Test func `a bundle is a state, the same bytes every time, and an environment once unpacked`()
    throws
  {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    try workspace.run("download", target, "-o", "a.zip")
    try workspace.run("download", target + "@r1", "-o", "b.zip", variables: ["TZ": "Asia/Tokyo"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path("a.zip")))
    #expect(try Data(contentsOf: URL(fileURLWithPath: workspace.path("b.zip"))) == bytes)
    try workspace.run("compare", target, "a.zip")
    try workspace.run("diff", "a.zip", "sandbox/shopify-to-netsuite", "--content-only", exit: 1)
    guard let unzip = Zip.program else { return }
    let run = try ChildProcess(
      unzip, ["-q", "a.zip", "-d", "bundle"], in: workspace.root, variables: [:]
    ).finish()
    #expect(run.status == 0, "\(run.story)")
    try workspace.run("env", "add", "bundle", "dir:bundle")
    let row = try workspace.json("list", "bundle", shape: .list)["integrations"]?[0]
    #expect(row?["flows"]?.int == 5)
    try workspace.run("compare", target, "bundle/shopify-to-netsuite")
  }
}
