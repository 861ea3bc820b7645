import Foundation
import LosslessJSON
import Testing

/// `ilm compare --recorded` and `ilm diff --recorded`.
@Suite struct RecordedComparisonTests {
  private let left = "prod/shopify-to-netsuite"
  private let right = "sandbox/shopify-to-netsuite"

  /// The examples, recorded, and nowhere to be found since.
  private func movedAway() throws -> (Workspace, live: Run) {
    let workspace = try Workspace.examples()
    for environment in ["prod", "sandbox"] { try workspace.run("snapshot", "--all", environment) }
    let live = try workspace.run("compare", "prod", "sandbox", exit: 1)
    try FileManager.default.moveItem(
      atPath: workspace.path("accounts"), toPath: workspace.path("elsewhere"))
    try workspace.run("compare", "prod", "sandbox", exit: 4)
    return (workspace, live)
  }

  @Test func `environments that cannot be reached compare as they did when recorded`() throws {
    let (workspace, live) = try movedAway()
    let recorded = try workspace.run("compare", "--recorded", "prod", "sandbox", exit: 1)
    #expect(recorded.output == live.output)
    #expect(recorded.errors == live.errors.replacing("compare ", with: "compare --recorded "))
    try workspace.remove(".ilm/ilm/cache")
    let again = try workspace.run("compare", "--recorded", "prod", "sandbox", exit: 1)
    #expect(again.output == live.output)
  }

  @Test func `the document tells which revisions were compared`() throws {
    let (workspace, _) = try movedAway()
    let json = try workspace.json(
      "compare", "--recorded", "prod", "sandbox", exit: 1, shape: .environmentComparison)
    #expect(json["recorded"]?.bool == true)
    #expect(json["unrecorded"] == [] && json["gone"] == [])
    let rows = try #require(json["integrations"]?.array)
    let pair = try #require(rows.first { $0["left"]?.text == left })
    #expect(pair["right"]?.text == right && pair["matchedBy"]?.text == "lineage")
    #expect(pair["leftRevision"]?.text == "r1" && pair["rightRevision"]?.text == "r1")
    let alone = try #require(rows.first { $0["left"]?.text == "prod/store-api" })
    #expect(alone["leftRevision"]?.text == "r1" && alone["rightRevision"] == .null)
  }

  @Test func `two targets compare as their last revisions do`() throws {
    let (workspace, _) = try movedAway()
    let recorded = try workspace.json(
      "compare", "--recorded", left, right, exit: 1, shape: .comparison)
    #expect(recorded == (try workspace.json("compare", left + "@r1", right + "@r1", exit: 1)))
    #expect(recorded["left"]?["target"]?.text == left + "@r1")
    let diff = try workspace.json("diff", "--recorded", left, right, exit: 1, shape: .comparison)
    #expect(diff == recorded)
    try workspace.run("diff", "--recorded", left + "@r1")
    try workspace.failure("diff", "--recorded", left, exit: 2, code: "nothing_to_compare")
  }

  @Test func `the page has every pair that differs`() throws {
    let (workspace, _) = try movedAway()
    try workspace.run("compare", "--recorded", "prod", "sandbox", "--html", "page.html", exit: 1)
    let page = try workspace.read("page.html")
    #expect(page.contains("href=\"#pair-1\""))
    #expect(page.contains("\(left)@r1 and \(right)@r1"))
  }

  @Test func `an account and its copy are identical`() throws {
    let workspace = try Workspace.examples()
    try workspace.copy("accounts/production", to: "accounts/copy")
    try workspace.run("env", "add", "copy", "dir:accounts/copy")
    for environment in ["prod", "copy"] { try workspace.run("snapshot", "--all", environment) }
    try workspace.edit(
      try workspace.file("accounts/copy/flows", startingWith: "Customer"), "Customer sync", "Other")
    try workspace.run("compare", "prod", "copy", exit: 1)
    let json = try workspace.json("compare", "--recorded", "prod", "copy")
    #expect(json["identical"]?.bool == true)
    try workspace.run("snapshot", "--all", "copy", "--if-changed")
    let changed = try workspace.json("compare", "--recorded", "prod", "copy", exit: 1)
    let row = changed["integrations"]?.array?.first { $0["identical"]?.bool == false }
    #expect(row?["rightRevision"]?.text == "r2")
    #expect(row?["summary"] == ["added": 0, "modified": 1, "deleted": 0])
  }

  @Test func `what was never recorded is an error that says how to record it`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    func hint(_ arguments: String..., code: String) throws -> String? {
      try workspace.failure(
        "compare", "--recorded", arguments[0], arguments[1], exit: 2, code: code)["hint"]?.text
    }
    let environment = try hint("prod", "sandbox", code: "nothing_recorded")
    #expect(environment == "'ilm snapshot --all sandbox' records it")
    let target = try hint(left, right, code: "nothing_recorded")
    #expect(target == "'ilm snapshot \(right)' records it")
    let other = try hint(left, "prod/none", code: "nothing_recorded")
    #expect(other == "'ilm snapshot prod/none' records it")
    _ = try hint("prod", "nowhere", code: "unknown_environment")
  }

  @Test func `a part that was never recorded is named, and so is one that is gone`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", left, right)
    let run = try workspace.run("compare", "--recorded", "prod", "sandbox", exit: 1)
    #expect(run.errors.contains("prod/store-api: never recorded"), "\(run.story)")
    let json = try workspace.json("compare", "--recorded", "prod", "sandbox", exit: 1)
    #expect(json["unrecorded"]?.array?.contains("prod/store-api") == true)
    try workspace.run("snapshot", "--all", "prod")
    let store = try workspace.file("accounts/production/integrations", startingWith: "Store")
    try workspace.remove(store)
    try workspace.run("status", "prod", exit: 1)
    let gone = try workspace.json("compare", "--recorded", "prod", "sandbox", exit: 1)
    #expect(gone["unrecorded"] == [] && gone["gone"] == ["prod/store-api"])
    #expect(gone["integrations"]?.array?.contains { $0["left"]?.text == "prod/store-api" } == true)
  }

  @Test func `a repository that knows no environments compares what it fetched`() throws {
    let (workspace, live) = try movedAway()
    try workspace.makeFolder("other")
    try workspace.run("init", "other")
    try workspace.run("fetch", "file:" + workspace.root, "--repo", "other")
    let run = try workspace.run(
      "compare", "--recorded", "prod", "sandbox", "--repo", "other", exit: 1)
    #expect(run.output == live.output)
  }
}
