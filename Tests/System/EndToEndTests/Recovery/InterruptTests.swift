import Foundation
import LosslessJSON
import TestKit
import Testing

/// Snapshots that end before their time.
@Suite struct InterruptTests {
  private func account() throws -> Workspace {
    let workspace = Workspace()
    try GeneratedAccount.make(workspace.path("prod"), integrations: 8 * TestRounds.factor, seed: 5)
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:prod")
    return workspace
  }

  /// The numbers of revisions of all targets.
  private func revisions(_ workspace: Workspace) throws -> [String?] {
    let rows = try workspace.json("list", "prod", shape: .list)["integrations"]?.array ?? []
    return rows.map { $0["revision"]?.text }
  }

  @Test(.enabled(if: GeneratedAccount.isAvailable), arguments: [SIGINT, SIGTERM, SIGKILL])
  func `an interrupted snapshot is whole or not there`(signal: Int32) throws {
    let workspace = try account()
    let start = Date()
    try workspace.run("snapshot", "--all", "prod", "--if-changed")
    let duration = Date().timeIntervalSince(start)
    let first = try revisions(workspace)
    #expect(Set(first) == ["r1"])
    var expected = 1
    for part in [0.02, 0.3, 0.6, 0.9] {
      let child = try workspace.start(["snapshot", "--all", "prod"])
      // Before the program has begun a signal ends it as any program.
      if signal != SIGKILL { child.awaitHandler(of: signal) }
      Thread.sleep(forTimeInterval: duration * part)
      child.signal(signal)
      let run = try child.finish()
      // Interrupted is 130, by whichever signal.
      #expect([0, signal == SIGKILL ? 128 + signal : 130].contains(run.status), "\(run.story)")
      let now = try revisions(workspace)
      #expect(Set(now).count == 1, "some and not others: \(now)")
      if now.first == "r\(expected + 1)" { expected += 1 }
      #expect(now.first == "r\(expected)")
      if run.status == 0 { #expect(now.first == "r\(expected)") }
    }
    try workspace.run("fsck", "--full")
    try workspace.run("snapshot", "--all", "prod")
    #expect(try Set(revisions(workspace)) == ["r\(expected + 1)"])
    try workspace.run("fsck")
    guard GitProgram.isAvailable else { return }
    let judgement = try GitProgram(in: workspace.store).run(["fsck", "--full", "--strict"])
    #expect(judgement.status == 0, "\(judgement.errors)")
  }
}
