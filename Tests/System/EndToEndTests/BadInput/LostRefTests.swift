import Foundation
import LosslessJSON
import TestKit
import Testing

/// Refs that are gone: what their histories prove is damage, whatever is left of the refs.
@Suite struct LostRefTests {
  private let target = "prod/shopify-to-netsuite"

  private func lines(_ workspace: Workspace) throws -> [String] {
    try workspace.read(".ilm/packed-refs").split(separator: "\n").map(String.init)
  }

  private func expectLost(_ targets: Set<String>, _ workspace: Workspace) throws {
    workspace.folder.expectDamage()
    let report = try workspace.json("fsck", exit: 5, shape: .verification)
    let named = (report["problems"]?.array ?? []).flatMap { $0["revisions"]?.array ?? [] }
    #expect(targets.isSubset(of: Set(named.compactMap(\.text))), "\(report)")
    // No history begins anew over a lost one, and what it led to stays.
    for words in [["snapshot", target], ["snapshot", "--all", "prod", "--if-changed"]] {
      let run = try workspace.run(words, exit: 5)
      #expect(run.errors.contains("hint: "), "\(run.story)")
    }
    // With one of them begun anew, less of the others can be told.
    let refused = try workspace.run("snapshot", target, exit: 5)
    #expect(refused.errors.contains("keep what 'ilm fsck' says is gone"), "\(refused.story)")
    try workspace.run("gc", "--prune", "now")
  }

  @Test(arguments: [1, 2]) func `packed-refs that are deleted are missed, and fetched again`(
    revisionCount: Int
  ) throws {
    let workspace = try Workspace.examples()
    try workspace.run("init", workspace.path("other"))
    for _ in 1...revisionCount { try workspace.run("snapshot", "--all", "prod") }
    try workspace.run("remote", "add", "other", "file:other")
    try workspace.run("push", "other")
    let before = try lines(workspace)
    try workspace.remove(".ilm/packed-refs")
    try expectLost(["prod/shopify-to-netsuite", "prod/standalone", "prod/store-api"], workspace)
    // Everything that the refs led to was kept.
    try workspace.write(".ilm/packed-refs", before.joined(separator: "\n") + "\n")
    try workspace.run("fsck", "--full")
    try workspace.remove(".ilm/packed-refs")
    try workspace.run("fetch", "other")
    #expect(try Set(lines(workspace)) == Set(before))
    try workspace.run("fsck", "--full")
    try workspace.run("snapshot", target)
  }

  @Test func `the refs of one target are missed where it was recorded twice`() throws {
    let workspace = try Workspace.examples()
    for _ in 1...2 { try workspace.run("snapshot", "--all", "prod") }
    let before = try lines(workspace)
    let left = before.filter { !$0.hasSuffix("/" + target) }
    try workspace.write(".ilm/packed-refs", left.joined(separator: "\n") + "\n")
    try expectLost([target], workspace)
    for words in [["revisions", target], ["show", target + "@r1"], ["show", target]] {
      let run = try workspace.run(words, exit: 5)
      #expect(run.errors.contains("the refs of '\(target)' are gone"), "\(run.story)")
    }
    try workspace.run("diff", target + "@r1", target + "@r2", exit: 5)
    let status = try workspace.run("status", target, exit: 1)
    #expect(status.output.contains("its refs are gone"), "\(status.story)")
    // The others are recorded.
    let snapshot = try workspace.json("snapshot", "--all", "prod", exit: 5, shape: .snapshot)
    #expect(snapshot["revisions"]?.array?.count == 2, "\(snapshot)")
    #expect(snapshot["skipped"]?.array?.compactMap { $0["target"]?.text } == [target])
    try workspace.write(".ilm/packed-refs", before.joined(separator: "\n") + "\n")
    try workspace.run("snapshot", target)
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ["facts", "heads"])
  func `a ref that is gone is put back where fsck says`(kind: String) throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let before = try lines(workspace)
    let name = "refs/\(kind)/\(target)"
    try workspace.write(
      ".ilm/packed-refs",
      before.filter { !$0.hasSuffix(" " + name) }.joined(separator: "\n") + "\n")
    let run = try workspace.run("snapshot", target, exit: 5)
    #expect(run.errors.contains("git --git-dir=.ilm update-ref REF ID"), "\(run.story)")
    let line = try #require(before.first { $0.hasSuffix(" " + name) })
    let id = String(line.prefix { $0 != " " })
    let problems = try workspace.json("fsck", exit: 5)["problems"]?.array ?? []
    #expect(problems.contains { $0["problem"]?.text?.contains(id) == true }, "\(problems)")
    try GitProgram(in: workspace.store).output("update-ref", name, id)
    try workspace.run("fsck", "--full")
    try workspace.run("snapshot", target)
  }

  @Test func `a first entry of a change that failed proves nothing`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "prod/store-api")
    let log = try workspace.read(".ilm/logs/refs/revisions/prod/store-api")
    let entry = log.split(separator: "\n").last.map { $0.split(separator: " ") } ?? []
    let null = String(repeating: "0", count: 64)
    try workspace.write(
      ".ilm/logs/refs/revisions/" + target,
      ([null] + entry.dropFirst().map(String.init)).joined(separator: " ") + "\n")
    let report = try workspace.json("fsck", shape: .verification)
    let notices = (report["notices"]?.array ?? []).compactMap { $0["problem"]?.text }
    #expect(notices.contains { $0.contains("is there, and the ref is not") }, "\(report)")
    try workspace.run("snapshot", target)
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `the history of HEAD begins where its branch does`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    try workspace.run("snapshot", target)
    let git = GitProgram(in: workspace.store)
    #expect(try git.output("symbolic-ref", "HEAD") == "refs/heads/" + target)
    let log = try workspace.read(".ilm/logs/HEAD").split(separator: "\n").map {
      $0.split(separator: " ").prefix(2).map(String.init)
    }
    #expect(log.count == 2 && log[0][0] == String(repeating: "0", count: 64))
    #expect(log[1][0] == log[0][1])
    #expect(try git.output("rev-parse", "HEAD") == log[1][1])
    #expect(try git.output("rev-parse", "HEAD@{1}") == log[0][1])
  }
}
