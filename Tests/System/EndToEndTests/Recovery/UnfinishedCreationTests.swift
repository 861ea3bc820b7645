import Foundation
import LosslessJSON
import Testing

/// What is looked at and recorded while an integration is being made.
@Suite struct UnfinishedCreationTests {
  /// A clone that stopped after it had made the integration's own document.
  private func interrupted() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.write("accounts/empty/integrations/.keep", "")
    try workspace.run("env", "add", "empty", "dir:" + workspace.path("accounts/empty"))
    try workspace.run("snapshot", "--all", "prod")
    // Flows come after their integration.
    try workspace.write("accounts/empty/flows", "in the way")
    try workspace.run("clone", "prod/shopify-to-netsuite", "empty/Probe", "--yes", exit: 4)
    try workspace.remove("accounts/empty/flows")
    return workspace
  }

  @Test(.onlyFolders("a file in the way of a folder"))
  func `what an operation is making is not recorded by another name`() throws {
    let workspace = try interrupted()
    _ = try workspace.start(["status", "empty"]).finish()
    _ = try workspace.start(["list", "empty"]).finish()
    let all = try workspace.json("snapshot", "--all", "empty", exit: 3, shape: .snapshot)
    #expect(all["revisions"]?.array?.isEmpty == true)
    #expect(all["skipped"]?[0]?["error"]?["code"]?.text == "revision_in_progress")
    try workspace.run("continue", "empty/probe")
    let status = try workspace.json("status", "empty", shape: .status)
    #expect(status["targets"]?.array?.count == 1)
    #expect(status["targets"]?[0]?["target"]?.text == "empty/probe")
    #expect(status["targets"]?[0]?["changed"] == .bool(false))
    try workspace.run("compare", "prod/shopify-to-netsuite", "empty/probe")
  }

  @Test(.onlyFolders("a file in the way of a folder"))
  func `what a look saw meanwhile is forgotten after a cancel`() throws {
    let workspace = try interrupted()
    _ = try workspace.start(["status", "empty"]).finish()
    try workspace.run("cancel", "empty/probe")
    let status = try workspace.json("status", "empty", shape: .status)
    #expect(status["targets"]?.array?.isEmpty == true)
  }
}
