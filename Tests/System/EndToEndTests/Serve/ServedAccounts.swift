import Foundation
import LosslessJSON
import Testing

/// The program serving accounts on a free port, and `curl` as its client.
final class ServedAccounts {
  let workspace: Workspace
  let child: ChildProcess
  /// Where it listens.
  let address: String
  /// The owner's token, if this start made the account.
  let token: String?

  /// Starts it and waits until it listens.
  init(_ workspace: Workspace = Workspace(), _ options: [String] = []) throws {
    self.workspace = workspace
    child = try workspace.start(
      ["serve", "--listen", "127.0.0.1:0", "--data", "data", "--rate-limit", "0", "--json"]
        + options)
    let started = try Self.announcement(of: child)
    address = try #require(started["address"]?.text)
    token = started["token"]?.text
  }

  deinit { if child.isRunning { child.signal(SIGKILL) } }

  private static func announcement(of child: ChildProcess) throws -> JSONValue {
    for _ in 0..<2000 {
      if let value = try? JSONValue(parsing: Array(child.output.utf8)) { return value }
      if !child.isRunning { break }
      Thread.sleep(forTimeInterval: 0.01)
    }
    throw NotStarted(story: try child.isRunning ? "it says nothing" : child.finish().story)
  }

  struct NotStarted: Error { let story: String }

  /// What curl gave: the status and the body.
  struct Answer {
    let status: Int
    let body: String
    var json: JSONValue { (try? JSONValue(parsing: Array(body.utf8))) ?? .null }
  }

  /// Runs curl with these arguments and the token, as the examples of the platform's API do.
  func curl(_ arguments: String..., token: String? = nil) throws -> Answer {
    try curl(arguments, token: token)
  }

  func curl(_ arguments: [String], token: String? = nil) throws -> Answer {
    let run = try ChildProcess(
      "/usr/bin/env",
      [
        "curl", "--silent", "--noproxy", "*", "--max-time", "60", "-w", "\n%{http_code}",
        "-H", "Authorization: Bearer \(token ?? self.token ?? "")",
      ] + arguments, in: workspace.root, variables: ProcessInfo.processInfo.environment
    ).finish()
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    return Answer(
      status: Int(lines.last ?? "") ?? 0, body: lines.dropLast().joined(separator: "\n"))
  }

  /// Ends it and returns what it did.
  func stop(_ signal: Int32 = SIGTERM) throws -> Run {
    child.signal(signal)
    return try child.finish()
  }
}
