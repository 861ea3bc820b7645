import Dispatch
import Glibc
import HostedAccounts
import LosslessJSON
import Synchronization
import Testing

@testable import HTTPServer
@testable import WebService

/// What goes on in the background, and what is remembered of it.
@Suite struct OperationsTests {
  private let accounts: TestAccounts
  private let operations: Operations
  private let user: String

  init() throws {
    accounts = try TestAccounts()
    user = try accounts.store.session(token: accounts.token).caller.userID
    operations = Self.open(accounts)
  }

  private static func open(_ accounts: TestAccounts) -> Operations {
    let (world, failures) = (accounts.world, accounts.failures)
    return Operations(accounts.store, now: { world.now() }, logFailure: { failures.add($0) })
  }

  /// Starts work that goes on until it is told to end.
  private func start(_ id: String) throws -> Gate {
    let gate = Gate()
    _ = try operations.start(id, "Pulls", on: "production/orders", of: user) {
      gate.wait()
      return gate.response
    }
    return gate
  }

  private final class Gate: Sendable {
    private let bell = DispatchSemaphore(value: 0)
    private let answer = Mutex(HTTPResponse.json(200, ["a": 1]))
    var response: HTTPResponse { answer.withLock { $0 } }
    func wait() { bell.wait() }
    func open(_ response: HTTPResponse? = nil) {
      if let response { answer.withLock { $0 = response } }
      bell.signal()
    }
  }

  private func ended(_ id: String, _ operations: Operations) throws -> JSONValue {
    var json: JSONValue = .null
    // Whoever only asks again and again may keep the operation from the core that it needs.
    for _ in 0..<60_000 {
      json = try #require(try operations.operation(id, of: user)).json
      if json["status"] != "running" { return json }
      usleep(1000)
    }
    Issue.record("operation '\(id)' does not end")
    return json
  }

  @Test func `its end is remembered beyond the process`() throws {
    let gate = try start("one")
    #expect(try operations.operation("one", of: user)?.status == "running")
    gate.open()
    let json = try ended("one", operations)
    #expect(json["status"] == "completed" && json["result"] == ["a": 1])
    #expect(json["target"] == "production/orders")
    let later = Self.open(accounts)
    #expect(try later.operation("one", of: user)?.json == json)
    #expect(try later.operation("one", of: "somebody else") == nil)
    #expect(try later.operations(of: user, limit: 10).map(\.json) == [json])
  }

  @Test func `one that the end of the service cut short says how to go on`() throws {
    let gate = try start("cut")
    let later = Self.open(accounts)
    let json = try #require(try later.operation("cut", of: user)).json
    #expect(json["status"] == "interrupted")
    #expect(json["continue"] == "/ilm/v1/targets/production/orders/continue")
    #expect(json["cancel"] == "/ilm/v1/targets/production/orders/cancel")
    gate.open(APIError(503, "interrupted", "stopped").response)
    let stopped = try ended("cut", operations)
    #expect(stopped["status"] == "interrupted" && stopped["error"]?["code"] == "interrupted")
    let failing = try start("failing")
    failing.open(APIError(409, "stale_plan", "no").response)
    #expect(try ended("failing", operations)["status"] == "failed")
  }

  @Test func `events go on after the last one that a client has`() throws {
    let gate = try start("long")
    operations.report("long", "documents", 1, 3)
    let first = try text(of: operations.events("long", of: user, after: nil))
    #expect(first.hasPrefix("id: 1\nevent: progress\ndata: {") && first.contains("\"done\":1"))
    #expect(first.hasSuffix("\n\n"))
    // It has heard of that one, so there is nothing to say until more happens.
    let again = try operations.events("long", of: user, after: "1")
    #expect(try text(of: again) == "")
    operations.beat()
    #expect(try text(of: again) == ": still there\n\n")
    operations.report("long", "documents", 2, 3)
    #expect(try text(of: again).hasPrefix("id: 2\n"))
    gate.open()
    _ = try ended("long", operations)
    #expect(try text(of: again).hasPrefix("id: end\nevent: done\n"))
    let late = try operations.events("long", of: user, after: "2")
    #expect(try text(of: late).hasPrefix("id: end\nevent: done\n"))
    guard case .nothingMore = try operations.events("long", of: user, after: "end") else {
      Issue.record("the end was told twice")
      return
    }
    guard case .unknown = try operations.events("long", of: "other", after: nil) else {
      Issue.record("somebody else's operation was told")
      return
    }
  }

  private func text(of events: Operations.Events) throws -> String {
    guard case .stream(let stream) = events else { return "no stream" }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = bytes.withUnsafeMutableBytes { buffer -> Int in
      guard case .bytes(let count) = stream.read(into: buffer, sleep: {}, wake: {}) else {
        return 0
      }
      return count
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  @Test func `what is remembered goes after a week`() throws {
    let gate = try start("old")
    gate.open()
    _ = try ended("old", operations)
    accounts.world.pass(milliseconds: 6 * Retention.day)
    _ = try accounts.store.sweep(.usual)
    #expect(try operations.operation("old", of: user) != nil)
    accounts.world.pass(milliseconds: 2 * Retention.day)
    _ = try accounts.store.sweep(.usual)
    #expect(try operations.operation("old", of: user) == nil)
  }

  @Test func `operations are listed, and a client that knows the end is told no more`() throws {
    let gate = try start("listed")
    gate.open()
    _ = try ended("listed", operations)
    let list = try accounts.get("/ilm/v1/operations")
    #expect(list.json["operations"]?[0]?["id"] == "listed", "\(list.text)")
    let path = "/ilm/v1/operations/listed/events"
    #expect(try accounts.get(path).status == 200)
    let known = try accounts.send("GET", path, headers: [HTTPField("Last-Event-ID", "end")])
    #expect(known.status == 204)
  }
}
