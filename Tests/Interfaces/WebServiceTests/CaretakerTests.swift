import Dispatch
import FileStorage
import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit
import Testing

@testable import WebService

/// What the service does by itself.
@Suite struct CaretakerTests {
  @Test func `it sweeps at first, then once an hour, and anew where a clock was set back`() throws {
    let accounts = try TestAccounts()
    let time = Mutex<Int64>(accounts.world.now())
    let caretaker = Caretaker(
      accounts.store, .usual, now: { time.withLock { $0 } },
      logFailure: { Issue.record("\($0)") })
    #expect(caretaker.goRound() == Swept())
    #expect(caretaker.goRound() == nil)
    time.withLock { $0 += 3_599_999 }
    #expect(caretaker.goRound() == nil)
    time.withLock { $0 += 1 }
    #expect(caretaker.goRound() == Swept())
    time.withLock { $0 -= 1 }
    #expect(caretaker.goRound() == Swept())
  }

  @Test func `rounds begin at once, come again and end when told`() {
    let count = Counter()
    let rounds = Rounds("test", pause: 1) { isStopped in
      #expect(!isStopped())
      count.add()
    }
    rounds.start()
    count.waitFor(3)
    rounds.stop()
    // Stopping waited for the last one.
    let ended = count.value
    #expect(ended >= 3)
    #expect(count.value == ended)
  }

  private final class Counter: Sendable {
    private let number = Atomic(0)
    private let bell = DispatchSemaphore(value: 0)
    var value: Int { number.load(ordering: .relaxed) }
    func add() {
      number.add(1, ordering: .relaxed)
      bell.signal()
    }
    func waitFor(_ count: Int) { for _ in 0..<count { bell.wait() } }
  }

  @Test func `a service that starts empties recycle bins that are due`() throws {
    let folder = TemporaryFolder()
    let accounts = try TestAccounts()
    let world = accounts.world
    let data = folder.path("data")
    let token = try prepare(data, world)
    world.pass(milliseconds: 31 * Retention.day)
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let server = try AccountServer(
      AccountServer.Options(
        dataFolder: data, http: HTTPServerConfiguration(address: address), accountName: "A",
        owner: Person(email: "o@example.org", name: "O"), version: "0"),
      AccountServer.Surroundings(
        fileSystem: LocalFileSystem(), now: { world.now() },
        monotonicMilliseconds: { world.now() }, randomBytes: { world.bytes($0) },
        logAccess: { _ in }, logFailure: { Issue.record("\($0)") }))
    defer { server.stop(within: 5000) }
    var answer = ""
    for _ in 0..<500 where !answer.contains("\"purge\"") {
      let connection = try #require(RawConnection(port: server.port))
      connection.send(
        "GET /v1/audit?action=purge HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
          + "Connection: close\r\n\r\n")
      answer = ""
      while let bytes = connection.receive() { answer += String(decoding: bytes, as: UTF8.self) }
    }
    #expect(answer.contains("\"purge\"") && answer.contains("Gone"), "\(answer)")
  }

  /// Makes an account with one deleted document.
  private func prepare(_ folder: String, _ world: TestAccounts.World) throws -> String {
    let store = try AccountStore(
      folder: folder, fileSystem: LocalFileSystem(),
      surroundings: AccountSurroundings(
        now: { world.now() }, randomBytes: { world.bytes($0) }))
    let token = try store.createAccount(
      name: "A", owner: Person(email: "o@example.org", name: "O")
    ).ownerToken
    let owner = try store.session(token: token)
    try owner.delete(owner.create(.exports, ["name": "Gone"]).key)
    return token
  }
}
