import Foundation
import LosslessJSON
import TestKit
import Testing

/// Real git judges the repository after a whole story.
@Suite(.enabled(if: GitProgram.isAvailable)) struct GitRefereeTests {
  private let target = "prod/shopify-to-netsuite"

  private func story(_ format: String) throws -> Workspace {
    let workspace = try Workspace.examples(format: format)
    try workspace.run("snapshot", "--all", "prod", "-m", "first")
    try workspace.run("snapshot", "--all", "sandbox")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    try workspace.run("snapshot", target, "-m", "Ünïcode ✓\nsecond line", "--user", "A <b> \"c\"")
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("clone", target, "sandbox/Copy", "--yes")
    try workspace.run("tag", target + "@r1", "go-live")
    return workspace
  }

  private func check(_ workspace: Workspace) throws {
    let git = GitProgram(in: workspace.store)
    let judgement = try git.run(["fsck", "--full", "--strict"])
    #expect(judgement.status == 0, "\(judgement.output)\(judgement.errors)")
    #expect(!(judgement.output + judgement.errors).contains("error"))
    let refs = try git.output("for-each-ref", "--format=%(refname)").split(separator: "\n")
    #expect(refs.contains("refs/heads/prod/shopify-to-netsuite"))
    #expect(refs.contains("refs/facts/prod/shopify-to-netsuite"))
    #expect(refs.contains("refs/revisions/prod/shopify-to-netsuite"))
    for ref in refs { try git.output("log", "--format=%H %an %s", String(ref)) }
  }

  @Test(arguments: ["sha256", "sha1"]) func `git finds every story sound`(format: String) throws {
    let workspace = try story(format)
    try check(workspace)
    let git = GitProgram(in: workspace.store)
    let ids = try workspace.json("revisions", target)["revisions"]?.array ?? []
    let head = try git.output("rev-parse", "refs/heads/prod/shopify-to-netsuite")
    #expect(ids.first?["after"]?["commit"]?.text == head)
    let tree = try git.output("rev-parse", "refs/heads/prod/shopify-to-netsuite^{tree}")
    #expect(ids.first?["after"]?["content"]?.text == tree)
    #expect(
      try git.output("rev-parse", "refs/heads/sandbox/copy^{tree}") == tree, "a clone's tree")
    let names = try git.output("ls-tree", "-r", "--name-only", head)
    #expect(names.contains("flows/customer-sync.json"))
    #expect(names.contains("scripts/order-hooks.js"))
    #expect(!names.contains("connections"))
    #expect(try git.output("cat-file", "-p", head + ":integration.json").hasPrefix("{"))
  }

  @Test(arguments: ["sha256", "sha1"]) func `a mirror holds everything`(format: String) throws {
    let workspace = try story(format)
    try GitProgram(in: workspace.root).output("clone", "-q", "--mirror", ".ilm", "mirror")
    let ours = try GitProgram(in: workspace.store).output("for-each-ref")
    let theirs = try GitProgram(in: workspace.path("mirror")).output("for-each-ref")
    #expect(ours == theirs)
    try GitProgram(in: workspace.root).output("clone", "-q", ".ilm", "checkout")
    #expect(FileManager.default.fileExists(atPath: workspace.path("checkout/integration.json")))
  }

  @Test(arguments: ["sha256", "sha1"]) func `after ilm gc everything still works`(
    format: String
  ) throws {
    let workspace = try story(format)
    let before = try workspace.json("revisions", target)
    let packs = workspace.store + "/objects/pack"
    let report = try workspace.json("gc", "--prune", "now")
    #expect(report["removed"]?.int == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: packs).count == 2)
    try check(workspace)
    #expect(try workspace.json("revisions", target) == before)
    try workspace.run("fsck", "--full")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers again")
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("revert", target, "--to", "r2", "--yes")
    try workspace.run("compare", target, target + "@r2")
    #expect(try workspace.run("gc").output.contains(" objects packed, 0 removed: "))
    try check(workspace)
    try workspace.run("gc", "--prune", "soon", exit: 2)
  }

  @Test(arguments: ["sha256", "sha1"]) func `after git gc everything still works`(
    format: String
  ) throws {
    let workspace = try story(format)
    let before = try workspace.json("revisions", target)
    let git = GitProgram(in: workspace.store)
    try git.output("gc", "-q", "--prune=now")
    #expect(try workspace.json("revisions", target) == before)
    try workspace.run("fsck", "--full")
    try workspace.run("status")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers again")
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("revert", target, "--to", "r2", "--yes")
    try workspace.run("compare", target, target + "@r2")
    try git.output("repack", "-adq")
    try git.output("pack-refs", "--all")
    try workspace.run("compare", target, target + "@r2")
    try check(workspace)
  }
}
