import Foundation
import LosslessJSON
import Testing

/// Changes of an environment that are killed half way, then continued or cancelled.
@Suite struct ResumeTests {
  private let target = "prod/shopify-to-netsuite"

  /// Starts a command and kills it as soon as so many files of a folder are not what they were.
  private func kill(
    _ arguments: [String], in workspace: Workspace, watching folder: String, after count: Int
  ) throws -> Run {
    let before = try FolderTree(workspace.path(folder))
    let child = try workspace.start(arguments)
    while child.isRunning {
      // Files come and go while they are looked at.
      let changed = (try? FolderTree(workspace.path(folder)))?.differences(from: before) ?? []
      if changed.count >= count { break }
      usleep(200)
    }
    child.signal(SIGKILL)
    return try child.finish()
  }

  /// What must hold while an operation waits to be ended.
  private func expectWaiting(_ workspace: Workspace, _ target: String, _ note: String) throws {
    let list = try workspace.json("revisions", target, shape: .revisions)
    #expect(list["revisions"]?[0]?["status"]?.text == "in_progress", "\(note)")
    let again =
      target == self.target
      ? ["snapshot", target] : ["clone", self.target, "sandbox/Copy", "--yes"]
    let run = try workspace.run(again + ["--json"], exit: 3)
    #expect((run.output + run.errors).contains("revision_in_progress"), "\(run.story)")
    if target != self.target { #expect(run.errors.contains("clone r1 of"), "\(run.story)") }
    try workspace.run("fsck", "--full")
  }

  @Test(arguments: [1, 4, 12, 25, 34]) func `a killed clone continues to its end`(
    count: Int
  ) throws {
    let workspace = try Workspace.examples()
    let run = try kill(
      ["clone", target, "sandbox/Copy", "--yes"], in: workspace, watching: "accounts/sandbox",
      after: count)
    if run.status == 0 { return }
    try expectWaiting(workspace, "sandbox/copy", "\(count)")
    try workspace.json("continue", "sandbox/copy", "--yes")
    try workspace.run("compare", target, "sandbox/copy")
    let list = try workspace.json("revisions", "sandbox/copy", shape: .revisions)
    #expect(list["revisions"]?.array?.map { $0["status"]?.text } == ["completed"])
    let names = try FolderTree(workspace.path("accounts/sandbox")).names
    #expect(names.filter { $0.hasSuffix(".json") }.count == 34 + 33, "nothing twice")
    #expect(names.filter { $0.contains("tmp") || $0.contains("/.") } == [])
    try workspace.run("fsck", "--full")
  }

  @Test(arguments: [1, 4, 12, 25, 34]) func `a killed clone is cancelled without a trace`(
    count: Int
  ) throws {
    let workspace = try Workspace.examples()
    let before = try FolderTree(workspace.path("accounts"))
    let run = try kill(
      ["clone", target, "sandbox/Copy", "--yes"], in: workspace, watching: "accounts/sandbox",
      after: count)
    if run.status == 0 { return }
    try expectWaiting(workspace, "sandbox/copy", "\(count)")
    try workspace.json("cancel", "sandbox/copy", "--yes")
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
    let list = try workspace.json("revisions", "sandbox/copy", shape: .revisions)
    #expect(list["revisions"]?[0]?["status"]?.text == "canceled")
    try workspace.run("fsck", "--full")
    try workspace.run("clone", target, "sandbox/Copy", "--yes")
    try workspace.run("compare", target, "sandbox/copy")
  }

  /// Recorded, then changed in many documents: some edited, one deleted, some added.
  private func edited() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let account = "accounts/production/"
    for folder in ["flows", "exports", "imports"] {
      for name in try FolderTree(workspace.path(account + folder)).names.prefix(4) {
        let file = account + folder + "/" + name
        let text = try workspace.read(file)
        try workspace.write(
          file, text.replacingOccurrences(of: "\n  \"name\": \"", with: "\n  \"name\": \"New "))
      }
    }
    try workspace.remove(
      try workspace.file(account + "exports", startingWith: "Look-up-NetSuite-sales"))
    return workspace
  }

  @Test(arguments: [1, 3, 7, 10]) func `a killed revert continues to its end`(count: Int) throws {
    let workspace = try edited()
    let run = try kill(
      ["revert", target, "--to", "r1", "--yes"], in: workspace, watching: "accounts/production",
      after: count)
    if run.status == 0 { return }
    try expectWaiting(workspace, target, "\(count)")
    try workspace.json("continue", target, "--yes")
    try workspace.run("compare", target, target + "@r1")
    let flows = try FolderTree(workspace.path("accounts/production")).documents()
    let disabled = flows.filter { $0.key.hasPrefix("flows/") && $0.value["disabled"]?.bool == true }
    #expect(disabled.isEmpty, "paused flows run again: \(disabled.keys)")
    let list = try workspace.json("revisions", target, shape: .revisions)
    #expect(list["revisions"]?.array?.map { $0["status"]?.text } == ["completed", "completed"])
    try workspace.run("fsck", "--full")
  }

  @Test(arguments: [1, 3, 7, 10]) func `a killed revert is cancelled without a trace`(
    count: Int
  ) throws {
    let workspace = try edited()
    let before = try FolderTree(workspace.path("accounts"))
    let run = try kill(
      ["revert", target, "--to", "r1", "--yes"], in: workspace, watching: "accounts/production",
      after: count)
    if run.status == 0 { return }
    try expectWaiting(workspace, target, "\(count)")
    try workspace.json("cancel", target, "--yes")
    let after = try FolderTree(workspace.path("accounts"))
    #expect(try after.documents() == before.documents())
    #expect(after.names == before.names)
    let list = try workspace.json("revisions", target, shape: .revisions)
    #expect(list["revisions"]?[0]?["status"]?.text == "canceled")
    try workspace.run("revert", target, "--to", "r1", "--yes")
    try workspace.run("compare", target, target + "@r1")
    try workspace.run("fsck", "--full")
  }

  @Test func `a cancel leaves what somebody changed since, and names it`() throws {
    let workspace = try edited()
    let run = try kill(
      ["revert", target, "--to", "r1", "--yes"], in: workspace, watching: "accounts/production",
      after: 8)
    if run.status == 0 { return }
    let before = try FolderTree(workspace.path("accounts/production")).documents()
    let list = try workspace.json("diff", target + "@r1", target, exit: 1)
    // One document that is already back is changed by somebody else.
    let names = (list["resources"]?.array ?? []).compactMap { $0["rightId"]?.text }
    let touched = try #require(
      before.first { entry in
        entry.key.hasPrefix("exports/") && !names.contains(String(entry.key.dropFirst(8)))
          && entry.value["name"]?.text?.hasPrefix("Get") == true
      })
    let id = String(touched.key.dropFirst(8))
    let file = try #require(
      try FolderTree(workspace.path("accounts/production/exports")).names.first { $0.contains(id) })
    let path = "accounts/production/exports/" + file
    try workspace.edit(path, "\n  \"name\": \"Get", "\n  \"name\": \"Somebody got")
    let cancel = try workspace.start(["cancel", target, "--yes", "--json"]).finish()
    #expect(try workspace.read(path).contains("Somebody got"), "\(cancel.story)")
    try workspace.run("fsck", "--full")
  }

  @Test func `there is nothing to continue or to cancel`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target)
    let before = try FolderTree(workspace.path("accounts"))
    for verb in ["continue", "cancel"] {
      let run = try workspace.start([verb, target, "--yes", "--json"]).finish()
      #expect([2, 3].contains(run.status), "\(run.story)")
    }
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
  }
}
