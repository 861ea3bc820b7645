import Foundation
import LosslessJSON
import TestKit
import Testing

/// The service that is killed while an operation goes on.
@Suite struct OperationRecoveryTests {
  @Test func `what was begun is told after a kill, and is continued or taken back`() throws {
    let seed: UInt64 = 7
    var random = SeededRandom(seed: seed)
    for round in 0..<3 * (TestRounds.isLong ? 10 : 1) {
      let workspace = try Workspace.examples()
      var served = try ServedAccounts(workspace, ["--import", "dir:accounts/production"])
      let token = try #require(served.token)
      let id = try begin(served)
      Thread.sleep(forTimeInterval: Double.random(in: 0...0.25, using: &random))
      _ = try served.stop(SIGKILL)
      served = try ServedAccounts(workspace)
      func ask(_ path: String, _ arguments: String...) throws -> ServedAccounts.Answer {
        try served.curl(arguments + [served.address + path], token: token)
      }
      let operation = try ask("/ilm/v1/operations/\(id)").json
      let status = operation["status"]?.text ?? ""
      #expect(["interrupted", "completed"].contains(status), "\(round) \(operation)")
      let revisions = try ask("/ilm/v1/targets/production/copy/revisions")
      let isOpen = revisions.json["revisions"]?[0]?["status"] == "in_progress"
      if status == "completed" { #expect(!isOpen) }
      if isOpen {
        let verb = Bool.random(using: &random) ? "continue" : "cancel"
        let ended = try ask(
          "/ilm/v1/targets/production/copy/\(verb)", "-X", "POST", "-H",
          "Content-Type: application/json", "-d", "{}")
        #expect(ended.status == 200, "\(round) \(verb) \(ended.body)")
      }
      let after = try ask("/ilm/v1/targets/production/copy/revisions")
      #expect(
        after.status == 404 || after.json["revisions"]?[0]?["status"] != "in_progress",
        "\(round) \(after.body)")
      #expect(try ask("/ilm/v1/repository/check", "-X", "POST").json["ok"] == true)
      #expect(try served.stop().status == 0)
    }
  }

  /// Begins a clone in the background and returns the operation's id.
  private func begin(_ served: ServedAccounts) throws -> String {
    let address = served.address + "/ilm/v1/targets/production/shopify-to-netsuite/clone"
    let json = ["-H", "Content-Type: application/json", "-d"]
    let shown = try served.curl(
      json + [#"{"environment":"production","name":"Copy","dryRun":true}"#, address])
    let plan = try #require(shown.json["plan"]?["id"]?.text, "\(shown.body)")
    let begun = try served.curl(
      ["-H", "Prefer: respond-async"] + json
        + [#"{"environment":"production","name":"Copy","plan":"\#(plan)"}"#, address])
    #expect(begun.status == 202, "\(begun.body)")
    return try #require(begun.json["id"]?.text)
  }
}
