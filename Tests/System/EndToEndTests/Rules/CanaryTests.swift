import Foundation
import LosslessJSON
import TestKit
import Testing

/// No secret reaches the store, a plan, a bundle, an error or any output.
@Suite struct CanaryTests {
  private static let table = PackageFolder.shared("domain/secrets.tsv")

  /// Returns the places whose secrets are in the bytes.
  private func found(_ account: CanaryAccount, in bytes: [UInt8]) -> [String] {
    let data = Data(bytes)
    guard data.range(of: Data("canary1".utf8)) != nil else { return [] }
    return account.paths.filter { data.range(of: Data($0.key.utf8)) != nil }.values.sorted()
  }

  /// The store's files as they are, and all objects inflated by git.
  private func store(_ workspace: Workspace) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for name in try FolderTree(workspace.store).names {
      bytes +=
        FileManager.default.contents(atPath: workspace.store + "/" + name).map { [UInt8]($0) } ?? []
    }
    guard GitProgram.isAvailable else { return bytes }
    let objects = try GitProgram(in: workspace.store).output(
      "cat-file", "--batch-all-objects", "--batch")
    #expect(objects.contains("tree"))
    return bytes + [UInt8](objects.utf8)
  }

  /// Every file below the work folder but the account's own and the store's.
  private func leftovers(_ workspace: Workspace) throws -> [UInt8] {
    let tree = try FolderTree(workspace.root, excluding: ["prod", "copies", ".ilm"])
    return tree.names.flatMap { name in
      FileManager.default.contents(atPath: workspace.path(name)).map { [UInt8]($0) } ?? []
    }
  }

  @Test(.enabled(if: table != nil), arguments: [false, true])
  func `no secret is anywhere`(withAPI: Bool) throws {
    let table = try String(contentsOfFile: try #require(Self.table), encoding: .utf8)
    let account = try CanaryAccount(table: table, withAPI: withAPI)
    #expect(account.paths.count > 150)
    let workspace = try Workspace.documents(account.files)
    try workspace.makeFolder("copies/integrations")
    try workspace.run("env", "add", "copies", "dir:copies")
    for options in [[], ["--json"]] { try tell(workspace, options, withAPI: withAPI) }
    #expect(found(account, in: workspace.transcript) == [], "in the output")
    #expect(found(account, in: try store(workspace)) == [], "in the store")
    #expect(found(account, in: try leftovers(workspace)) == [], "in plans and pages")
    #expect(found(account, in: try clones(workspace)) == [], "in clones")
    for bundle in try FileManager.default.contentsOfDirectory(atPath: workspace.root)
    where bundle.hasSuffix(".zip") {
      let contents = try Zip.contents(workspace.path(bundle))
      #expect(found(account, in: contents) == [], "in \(bundle)")
    }
    try workspace.run("fsck", "--full")
  }

  private func clones(_ workspace: Workspace) throws -> [UInt8] {
    try FolderTree(workspace.path("copies")).names.flatMap { name in
      FileManager.default.contents(atPath: workspace.path("copies/" + name)).map { [UInt8]($0) }
        ?? []
    }
  }

  /// Runs every command over the account, with changes in between.
  private func tell(_ workspace: Workspace, _ options: [String], withAPI: Bool) throws {
    let target = "prod/secret-integrations"
    let suffix = options.isEmpty ? "text" : "json"
    /// Runs a command whatever its exit code is, unless it is a failure nobody planned.
    func tell(_ arguments: String..., codes: [Int32] = [0]) throws {
      let code: Int32 = try workspace.start(arguments + options).finish().status
      #expect(codes.contains(code), "\(arguments) gave \(code)")
      try workspace.run(arguments + options, exit: code)
    }
    let refused: [Int32] = withAPI ? [3] : [0]
    try workspace.run(["snapshot", "--all", "prod"] + options)
    try workspace.edit(
      "prod/flows/flows.json", "\"name\": \"Secret flows",
      "\"description\": \"x\", \"name\": \"Secret flows")
    let connection = try workspace.read("prod/connections/connections.json")
    try workspace.write(
      "prod/connections/connections.json", connection.replacingOccurrences(of: "QxZ", with: "QxZ2"))
    let export = try workspace.read("prod/exports/exports.json")
    try workspace.write(
      "prod/exports/exports.json", export.replacingOccurrences(of: "QxZ", with: "QxZ3"))
    try tell("list")
    try tell("status", codes: [1])
    try tell("diff", target, "--show-ignored", codes: [1])
    try tell("lint", target, codes: [1])
    try tell("revert", target, "--to", "r1", "--dry-run")
    try tell("revert", target, "--to", "r1", "--plan", "plan-\(suffix).json")
    try workspace.run(["revert", target, "--to", "r1", "--yes"] + options)
    try tell("show", target + "@r2")
    try tell("revisions", target)
    try tell("compare", target, target + "@r1", "--html", "page-\(suffix).html")
    try tell("clone", target, "copies/x", "--dry-run", codes: refused)
    try tell("clone", target, "copies/x", "--plan", "clone-\(suffix).json", codes: refused)
    try workspace.run(["clone", target, "copies/\(suffix)", "--yes"] + options, exit: refused[0])
    try workspace.run(["download", target, "-o", suffix + ".zip"] + options, exit: refused[0])
    if !withAPI {
      try workspace.run(["install", suffix + ".zip", "copies", "--yes"] + options)
      try tell("install", suffix + ".zip", "copies", "--plan", "install-\(suffix).json")
    }
    try tell("fsck")
    let written = try workspace.read("prod/exports/exports.json")
    #expect(written.contains("canary"), "the environment keeps its own secrets")
    // Only a folder can hold a document that cannot be read; it is told by its place, not by what
    // stands there.
    guard !FolderServers.isOn else { return }
    try workspace.write(
      "prod/exports/exports.json", written.replacingOccurrences(of: "\",", with: "\" x,"))
    try tell("status", codes: [4])
    try workspace.write("prod/exports/exports.json", written)
  }
}
