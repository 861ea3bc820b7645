import LosslessJSON
import TestKit
import Testing

/// Whole accounts: cloned, edited at random, reverted.
@Suite struct GeneratedAccountTests {
  /// An account of documents made for a seed, with room for clones beside it.
  private func account(_ seed: Int) throws -> Workspace {
    let workspace = Workspace()
    try GeneratedAccount.make(
      workspace.path("prod"), integrations: 20 * TestRounds.factor, seed: seed)
    try workspace.makeFolder("copies/integrations")
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:prod")
    try workspace.run("env", "add", "copies", "dir:copies")
    return workspace
  }

  private func targets(_ workspace: Workspace) throws -> [(name: String, apis: Int)] {
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    return rows.compactMap { row in
      row["id"]?.isNull == false ? (row["target"]?.text ?? "", row["apis"]?.int ?? 0) : nil
    }
  }

  @Test(.enabled(if: GeneratedAccount.isAvailable))
  func `after any edits and a revert everything is as recorded`() throws {
    let seed = 7
    let workspace = try account(seed)
    let recorded = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    #expect(recorded["skipped"] == [])
    let before = try FolderTree(workspace.path("prod")).documents()
    for round in 1...TestRounds.factor {
      try GeneratedAccount.edit(
        workspace.path("prod"), seed: seed + round, count: 8 * TestRounds.factor)
      let status = try workspace.json("status", "prod", exit: 1, shape: .status)
      let changed = status["targets"]?.array?.filter { $0["changed"]?.bool == true } ?? []
      for target in changed.compactMap({ $0["target"]?.text }) {
        let number = try workspace.run("revert", target, "--to", "r1", "--yes", "--enable")
        #expect(number.output.contains(target))
        let compare = try workspace.json("compare", target, target + "@r1", shape: .comparison)
        #expect(compare["identical"]?.bool == true, "seed \(seed) round \(round): \(target)")
      }
      try expectSame(try FolderTree(workspace.path("prod")).documents(), before, "seed \(seed)")
    }
    try workspace.run("fsck")
  }

  /// A deleted resource comes back under an id of its own, so documents are compared by id where
  /// the id is there and by name where it is not.
  private func expectSame(
    _ after: [String: JSONValue], _ before: [String: JSONValue], _ note: String
  ) throws {
    for (key, document) in before {
      guard let other = after[key] else { continue }
      #expect(other == document, "\(note): \(key)")
    }
    #expect(after.count == before.count, "\(note)")
    let gone = before.filter { after[$0.key] == nil }.values.compactMap { $0["name"]?.text }
    let fresh = after.filter { before[$0.key] == nil }.values.compactMap { $0["name"]?.text }
    #expect(gone.sorted() == fresh.sorted(), "\(note)")
  }

  @Test(.enabled(if: GeneratedAccount.isAvailable))
  func `every integration without apis is cloned and identical`() throws {
    let workspace = try account(3)
    let before = try FolderTree(workspace.path("prod"))
    for target in try targets(workspace).prefix(4 * TestRounds.factor) {
      guard target.apis == 0 else {
        try workspace.failure(
          "clone", target.name, "copies", "--yes", exit: 3, code: "apis_not_supported")
        continue
      }
      let clone = try workspace.json("clone", target.name, "copies", "--yes", shape: .clone)
      let copy = try #require(clone["target"]?.text)
      let compare = try workspace.json("compare", target.name, copy, shape: .comparison)
      #expect(compare["identical"]?.bool == true, "\(target.name)")
    }
    #expect(try FolderTree(workspace.path("prod")).differences(from: before) == [])
    try workspace.run("fsck")
  }
}
