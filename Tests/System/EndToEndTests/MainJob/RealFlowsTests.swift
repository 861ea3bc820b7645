import Foundation
import LosslessJSON
import Testing

/// Real flows without anything that they refer to.
@Suite struct RealFlowsTests {
  private static let corpus = PackageFolder.shared("corpus/real-flows/flows-list.json")

  /// One file a flow, and a stub for each integration that a flow names.
  private func account() throws -> Workspace {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try #require(Self.corpus))))
    let flows = try #require(try JSONValue(parsing: bytes).array)
    var files: [String: String] = [:]
    for flow in flows {
      let id = try #require(flow["_id"]?.text)
      files["flows/\(id).json"] = String(decoding: flow.prettyBytes(), as: UTF8.self)
      guard let integration = flow["_integrationId"]?.text else { continue }
      files["integrations/\(integration).json"] =
        "{\"_id\": \"\(integration)\", \"name\": \"Stub \(integration.suffix(6))\"}"
    }
    return try Workspace.documents(files)
  }

  @Test(.enabled(if: corpus != nil)) func `dangling references are reported and stop nothing`()
    throws
  {
    let workspace = try account()
    let before = try FolderTree(workspace.path("prod"))
    let recorded = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    #expect(recorded["skipped"] == [])
    let warnings = recorded["warnings"]?.array ?? []
    #expect(warnings.contains { $0["code"]?.text == "dangling_reference" })
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    #expect(rows.reduce(0) { $0 + ($1["flows"]?.int ?? 0) } == 30)
    #expect(rows.allSatisfy { $0["changed"]?.bool == false })
    try workspace.run("status")
    let own = rows.filter { $0["id"]?.isNull == false }
    let row = try #require(own.max { ($0["flows"]?.int ?? 0) < ($1["flows"]?.int ?? 0) })
    let target = try #require(row["target"]?.text)
    let lint = try workspace.run("lint", target, "--json", exit: 1)
    #expect(lint.output.contains("dangling_reference"))

    let name = try #require(
      before.names.first {
        $0.hasPrefix("flows/")
          && (try? workspace.read("prod/" + $0))?
            .contains("\"_integrationId\": \"\(row["id"]?.text ?? "")\"") == true
      })
    let text = try workspace.read("prod/" + name)
    try workspace.write(
      "prod/" + name,
      text.replacingOccurrences(of: "\"name\":", with: "\"description\": \"changed\", \"name\":"))
    let status = try workspace.json("status", exit: 1, shape: .status)
    #expect(status["targets"]?.array?.filter { $0["changed"]?.bool == true }.count == 1)
    let diff = try workspace.json("diff", target, exit: 1, shape: .comparison)
    #expect(diff["summary"]?["modified"]?.int == 1)
    try workspace.run("snapshot", target)
    try workspace.run("compare", target + "@r1", target, exit: 1)
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target + "@r1", target)
    #expect(try FolderTree(workspace.path("prod")).documents() == before.documents())
    try workspace.run("fsck", "--full")
  }
}
