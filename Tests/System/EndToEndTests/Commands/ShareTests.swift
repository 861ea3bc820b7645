import Foundation
import LosslessJSON
import TestKit
import Testing

@Suite struct ShareTests {
  /// Two repositories of one team: the first has snapshots, the second is empty.
  private func team() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.makeFolder("team")
    try workspace.run("init", workspace.path("team"))
    return workspace
  }

  @Test func `a remote is added, listed and removed`() throws {
    let workspace = try team()
    expectText(
      try workspace.run("remote", "add", "team", "file:team").output,
      "team is file://<root>/team/.ilm", in: workspace)
    #expect(try workspace.json("remote", "list")["remotes"]?.array?.count == 1)
    try workspace.run("remote", "add", "team", "file:team", exit: 3)
    try workspace.run("remote", "add", "-x", "file:team", exit: 2)
    try workspace.run("remote", "add", "other", "https://example.com/x", exit: 2)
    let missing = try workspace.failure(
      "remote", "add", "other", "file:nowhere", exit: 2, code: "no_repository")
    #expect(missing["hint"]?.text?.contains("/nowhere' makes one there") == true)
    try workspace.run("remote", "remove", "team")
    try workspace.run("push", "team", exit: 2)
  }

  @Test(arguments: ["team", "./team", "<root>/team", "team/.ilm"])
  func `a path alone is an address, and is kept as one`(path: String) throws {
    let workspace = try team()
    let path = path.replacing("<root>", with: workspace.root)
    expectText(
      try workspace.run("remote", "add", "team", path).output,
      "team is file://<root>/team/.ilm", in: workspace)
    #expect(try workspace.json("push", "team")["targets"]?.array?.count == 3)
    let places = path.contains("/") ? [path] : []
    for place in places { try workspace.run("fetch", place) }
    for address in ["host:team", "ssh://host/team"] {
      try workspace.failure("remote", "add", "other", address, exit: 2, code: "unsupported_address")
    }
    try workspace.failure("remote", "add", "other", "nowhere", exit: 2, code: "no_repository")
  }

  @Test func `what one records the other fetches`() throws {
    let workspace = try team()
    try workspace.run("remote", "add", "team", "file:team")
    let pushed = try workspace.json("push", "team")
    #expect(pushed["targets"]?.array?.count == 3)
    #expect((pushed["objects"]?.int ?? 0) > 50)
    let store = workspace.path("team/.ilm")
    #expect(
      try workspace.json("revisions", "prod/store-api", "--repo", workspace.path("team"))[
        "revisions"]?.array?.count == 1)
    try workspace.run("fsck", "--full", "--repo", workspace.path("team"))
    if GitProgram.isAvailable {
      try GitProgram(in: store).output("fsck", "--full", "--strict")
      #expect(
        try GitProgram(in: store).output("for-each-ref")
          == GitProgram(in: workspace.store).output("for-each-ref"))
    }
    try workspace.makeFolder("third")
    try workspace.run("init", workspace.path("third"))
    let third = workspace.path("third")
    try workspace.run("fetch", "file:team", "--repo", third)
    try workspace.run("fsck", "--repo", third)
    let status = try workspace.run("status", "--repo", third)
    #expect(status.output == "0 integrations, nothing changed\n")
    #expect(
      status.errors == """
        No environment is declared here, so nothing was looked at; 'ilm list' names what is recorded
        Next: ilm env add prod URL

        """)
    #expect(try workspace.json("push", "team")["objects"]?.int == 0)
  }

  @Test func `a git host is served by git itself`() throws {
    guard GitProgram.isAvailable else { return }
    let workspace = try team()
    let git = GitProgram(in: workspace.root)
    try git.output("init", "-q", "--bare", "--object-format=sha256", "host.git")
    let mine = GitProgram(in: workspace.store)
    try mine.output("push", "-q", "--mirror", workspace.path("host.git"))
    try git.output(
      "clone", "-q", "--mirror", workspace.path("host.git"), workspace.path("copy.git"))
    // A mirror is no repository to work in, and says what to do.
    let refused = try workspace.failure(
      "revisions", "prod/store-api", "--repo", workspace.path("copy.git"), exit: 2,
      code: "bare_repository")
    #expect(refused["hint"]?.text?.contains("ilm fetch file:") == true)
    try workspace.makeFolder("fresh")
    try workspace.run("init", workspace.path("fresh"))
    try workspace.run(
      "fetch", "file:" + workspace.path("copy.git"), "--repo", workspace.path("fresh"))
    #expect(
      try GitProgram(in: workspace.path("fresh/.ilm")).output("for-each-ref")
        == mine.output("for-each-ref"))
    try workspace.run("fsck", "--full", "--repo", workspace.path("fresh"))
  }
}
