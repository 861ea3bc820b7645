import Foundation
import LosslessJSON
import Testing

/// Files of an environment that no document is.
@Suite struct LeftoverTests {
  private let target = "prod/shopify-to-netsuite"
  private let operations = ".ilm/ilm/operations/prod,"
  private let account = "accounts/production/"

  /// A revert that stopped in the middle: of what it takes a credential out it could keep no copy.
  private func interrupted() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let export = try workspace.file(account + "exports", startingWith: "Get-refunds")
    let get = "\"method\": \"GET\""
    let header = "{\"name\": \"X-Api-Key\", \"value\": \"s\"}"
    try workspace.edit(export, get, get + ", \"headers\": [\(header)]")
    try workspace.write(account + ".deleted", "in the way")
    try workspace.run("revert", target, "--to", "r1", "--yes", exit: 4)
    try workspace.remove(account + ".deleted")
    return workspace
  }

  /// Leaves what a write leaves that does not end: a script's body, and a document not yet whole.
  private func leave(_ workspace: Workspace) throws -> [String] {
    let id = String(Int(Date().timeIntervalSince1970) + 5, radix: 16) + "0000000000000000"
    let files = ["Hooks-\(id).js", "Hooks-\(id).json.tmp0"].map { account + "scripts/" + $0 }
    for file in files { try workspace.write(file, "// unfinished") }
    return files
  }

  private func there(_ files: [String], _ workspace: Workspace) -> [String] {
    files.filter { FileManager.default.fileExists(atPath: workspace.path($0)) }
  }

  @Test(.onlyFolders("files that are no documents"), arguments: ["continue", "cancel"])
  func `they go with their operation, but for those of another one`(verb: String) throws {
    let alone = try interrupted()
    let files = try leave(alone)
    try alone.run(verb, target)
    #expect(there(files, alone) == [])
    try alone.run("fsck", "--full")
    let beside = try interrupted()
    let others = try leave(beside)
    try beside.copy(
      operations + "shopify-to-netsuite.jsonl", to: operations + "store-api.jsonl")
    try beside.run(verb, target)
    #expect(there(others, beside) == others, "another operation may be writing them")
  }
}
