import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Copies of deleted documents in folder environments, and how long they stay.
@Suite(.onlyFolders("copies of deleted documents")) struct FormerCopiesTests {
  private let target = "prod/shopify-to-netsuite"
  private let folder = "accounts/production/.deleted"

  private func put(_ workspace: Workspace, _ name: String, daysOld days: Double) throws {
    try workspace.write("\(folder)/\(name)", "{\"_id\": \"x\"}")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -days * 86_400)],
      ofItemAtPath: workspace.path("\(folder)/\(name)"))
  }

  private func copies(_ workspace: Workspace) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))) ?? []).sorted()
  }

  @Test func `gc removes copies after thirty days, and none before`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try put(workspace, "flows-1", daysOld: 30.1)
    try put(workspace, "flows-2", daysOld: 29.9)
    try put(workspace, "exports-3.abc", daysOld: 400)
    try workspace.run("gc", "--prune", "never")
    #expect(copies(workspace).count == 3)
    // What an open operation may need stays.
    let journal = ".ilm/ilm/operations/prod,store-api.jsonl"
    try workspace.write(journal, "")
    #expect(try workspace.json("gc", "--prune", "now")["removedCopies"] == 0)
    #expect(copies(workspace).count == 3)
    try workspace.remove(journal)
    let run = try workspace.run("gc", "--prune", "now")
    #expect(run.output.contains("2 copies of deleted documents removed"), "\(run.story)")
    #expect(copies(workspace) == ["flows-2"])
    try workspace.remove("accounts/sandbox")
    #expect(try workspace.json("gc")["removedCopies"] == 0)
  }

  @Test func `what one folder refuses, gc only mentions`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try put(workspace, "flows-1", daysOld: 31)
    let other = "accounts/sandbox/.deleted"
    try workspace.write("\(other)/flows-1", "{}")
    // A name that is no text, so that the folder cannot be listed.
    let path = Array(workspace.path(other).utf8) + Array("/".utf8) + [0xff, 0]
    let file = path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer {
      open($0.baseAddress!, O_CREAT | O_WRONLY, 0o600)
    }
    try #require(file >= 0)
    close(file)
    let run = try workspace.run("gc", "--prune", "now")
    #expect(run.output.contains("1 copy of deleted documents removed"), "\(run.story)")
    #expect(run.errors.contains("copies of deleted documents in 'sandbox' stay: "), "\(run.story)")
    let json = try workspace.json("gc", "--prune", "now")
    #expect(json["notices"]?.array?.count == 1)
  }

  @Test func `what an operation may need stays, by whatever name its folder is reached`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try put(workspace, "flows-1", daysOld: 31)
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("accounts/alias"), withDestinationPath: "production")
    try workspace.run("env", "add", "again", "dir:accounts/production")
    try workspace.run("env", "add", "linked", "dir:accounts/alias")
    let journal = ".ilm/ilm/operations/prod,store-api.jsonl"
    try workspace.write(journal, "")
    #expect(try workspace.json("gc", "--prune", "now")["removedCopies"] == 0)
    try workspace.remove(journal)
    #expect(try workspace.json("gc", "--prune", "now")["removedCopies"] == 1)
  }

  @Test func `a credential that a pull takes out comes back with undo`() throws {
    let family = try Family("dev")
    let (export, credential) = ("exports/Receive-orders", "canary-of-the-listener")
    try family.change("prod", export) {
      $0.place(.string(JSONString(credential)), at: "/webhook/token")
    }
    try family.change("dev", export) { $0.removeValue(at: "/webhook") }
    let before = try family.document("prod", export)
    let pull = try family.pull(Family.parent, "dev/orders")
    #expect(pull["plan"]?["warnings"] == [])
    #expect(try family.document("prod", export)["webhook"] == nil)
    #expect(copies(family.workspace).count == 1)
    try family.workspace.run("undo", Family.parent, "--yes")
    #expect(try family.document("prod", export)["webhook"] == before["webhook"])
    #expect(!String(decoding: family.workspace.transcript, as: UTF8.self).contains(credential))
    #expect(try FolderTree(family.workspace.store).filesHolding(credential) == [])
  }
}
