import FileStorage
import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit

@testable import WebService

/// Accounts in a folder of their own, with the application that serves them, without a network.
final class TestAccounts {
  let store: AccountStore
  let application: WebApplication
  /// The owner's token of the first account.
  let token: String
  let account: AccountDescription
  let failures = FailureList()
  private let folder = TemporaryFolder()
  /// Where histories keep what they know of the last look at an environment.
  var cachePath: String { folder.path("history/.ilm/ilm/cache") }

  /// What went wrong inside.
  final class FailureList: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  /// A clock that a test moves, and chance from a seed.
  final class World: Sendable {
    private let time = Mutex<Int64>(1_790_000_000_000)
    private let random = Mutex(SeededRandom(seed: 1))
    func now() -> Int64 {
      time.withLock { time in
        time += 1
        return time
      }
    }
    func pass(milliseconds: Int64) { time.withLock { $0 += milliseconds } }
    func bytes(_ count: Int) -> [UInt8] {
      random.withLock { $0.bytes(count: count, spread: 255) }
    }
  }

  let world = World()

  init(requestsPerSecond: Int = 0, accountName: String = "First") throws {
    let (world, failures) = (world, failures)
    store = try AccountStore(
      folder: folder.path("data"), fileSystem: LocalFileSystem(),
      surroundings: AccountSurroundings(now: { world.now() }, randomBytes: { world.bytes($0) }))
    (account, token) = try store.createAccount(
      name: accountName, owner: Person(email: "owner@example.org", name: "Owner"))
    application = WebApplication(
      store,
      try Histories(
        folder: folder.path("history"), fileSystem: LocalFileSystem(), now: { world.now() }),
      WebApplication.Surroundings(
        version: "0", requestsPerSecond: requestsPerSecond, now: { world.now() },
        randomBytes: { world.bytes($0) }, logFailure: { failures.add($0) }))
  }

  /// An answer as a client reads it.
  struct Answer {
    let status: Int
    let headers: [HTTPField]
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
    /// The codes of the errors.
    var codes: [String] { (json["errors"]?.array ?? []).compactMap { $0["code"]?.text } }
    var id: String { json["_id"]?.text ?? "" }
    func header(_ name: String) -> String? { headers.value(of: name) }
  }

  /// Sends a request with a token; the owner's unless told.
  func send(
    _ method: String, _ target: String, _ body: [UInt8]? = nil, token: String?? = .none,
    headers: [HTTPField] = []
  ) throws -> Answer {
    var all = headers
    if let token = token ?? self.token { all.append(HTTPField("Authorization", "Bearer \(token)")) }
    if body != nil, headers.value(of: "Content-Type") == nil {
      all.append(HTTPField("Content-Type", MediaType.json))
    }
    all.append(HTTPField("Host", "ilm.test"))
    guard let target = RequestTarget(target.utf8) else { throw BadTarget() }
    let request = HTTPRequest(
      method: method, target: target, headers: all, body: body ?? [], clientAddress: "192.0.2.1")
    let response =
      switch application.answer(request) {
      case .now(let response): response
      case .soon(let work), .later(let work): work()
      }
    return Answer(
      status: response.status, headers: response.headers, bytes: Self.bytes(response.body))
  }

  struct BadTarget: Error {}

  /// Sends JSON.
  func send(
    _ method: String, _ target: String, json: JSONValue, token: String?? = .none,
    headers: [HTTPField] = []
  ) throws -> Answer {
    try send(method, target, json.compactBytes(), token: token, headers: headers)
  }

  func get(_ target: String, token: String?? = .none) throws -> Answer {
    try send("GET", target, token: token)
  }

  /// Creates a document and returns its id.
  func make(_ kind: String, _ document: JSONValue) throws -> String {
    let answer = try send("POST", "/v1/\(kind)", json: document)
    guard answer.status == 201 else { throw NotMade(answer: answer.text) }
    return answer.id
  }

  struct NotMade: Error { let answer: String }

  private static func bytes(_ body: HTTPResponse.Body) -> [UInt8] {
    switch body {
    case .bytes(let bytes): bytes
    case .stream: []
    }
  }
}

/// A text as JSON.
func string(_ text: String) -> JSONValue { .string(JSONString(text)) }
