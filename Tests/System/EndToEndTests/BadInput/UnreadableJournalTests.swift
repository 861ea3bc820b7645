import Foundation
import LosslessJSON
import TestKit
import Testing

/// Journals that cannot be read, or are gone: of everything else is told as always.
@Suite struct UnreadableJournalTests {
  private let target = "prod/shopify-to-netsuite"

  @Test(arguments: ["prod,store-api.jsonl", "prod,a b.jsonl"])
  func `a status tells of all others`(journal: String) throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.write(".ilm/ilm/operations/" + journal, "no journal\n")
    let run = try workspace.run("status", "prod")
    #expect(run.output.contains("3 integrations, nothing changed"), "\(run.story)")
    #expect(run.errors.contains("not read: the operation of prod/"), "\(run.story)")
    let status = try workspace.json("status", "prod", shape: .status)
    #expect(status["unreadable"]?.array?.count == 1, "\(status)")
    let quiet = try workspace.run("status", "prod", "-q")
    #expect(quiet.errors.contains("not read: the operation of prod/"), "\(quiet.story)")
  }

  @Test func `a snapshot of all records those that are there`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("create", "prod", "Returns")
    try workspace.remove(
      try workspace.file("accounts/production/integrations", startingWith: "Returns"))
    let refs = try workspace.read(".ilm/packed-refs").split(separator: "\n").map {
      $0.hasSuffix(" refs/revisions/prod/returns")
        ? String(repeating: "a", count: 64) + $0.dropFirst(64) : $0
    }
    try workspace.write(".ilm/packed-refs", refs.joined(separator: "\n") + "\n")
    workspace.folder.expectDamage()
    let report = try workspace.json("snapshot", "--all", "prod", exit: 5, shape: .snapshot)
    #expect(report["revisions"]?.array?.count == 3, "\(report)")
    #expect(report["skipped"]?.array?.compactMap { $0["target"]?.text } == ["prod/returns"])
    #expect(report["gone"]?.array?.count == 0)
  }

  @Test(.onlyFolders("a revert that is stopped by a file in the way"))
  func `an operation whose journal is gone is still in progress`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let export = try workspace.file("accounts/production/exports", startingWith: "Get-refunds")
    let get = "\"method\": \"GET\""
    let header = "{\"name\": \"X-Api-Key\", \"value\": \"s\"}"
    try workspace.edit(export, get, get + ", \"headers\": [\(header)]")
    try workspace.write("accounts/production/.deleted", "in the way")
    try workspace.run("revert", target, "--to", "r1", "--yes", exit: 4)
    try workspace.remove("accounts/production/.deleted")
    try workspace.remove(".ilm/ilm/operations/prod,shopify-to-netsuite.jsonl")
    for _ in 1...2 {
      let status = try workspace.json("status", exit: 1, shape: .status)
      let open = status["inProgress"]?.array?.compactMap { $0["target"]?.text }
      #expect(open == [target], "\(status)")
    }
    try workspace.run("cancel", target)
    let status = try workspace.json("status", exit: 1, shape: .status)
    #expect(status["inProgress"]?.array?.count == 0, "\(status)")
  }
}
