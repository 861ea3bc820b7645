import FileStorage
import Foundation
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit
import Testing

/// A fresh account in a folder of its own, with a clock and chance that a test decides about.
final class TestAccount {
  let folder = TemporaryFolder()
  let clock: TestClock
  private(set) var store: AccountStore
  let accountID: String
  let ownerToken: String
  /// A session of the owner.
  var owner: AccountSession { get throws { try store.session(token: ownerToken) } }

  init(seed: UInt64 = 1) throws {
    clock = TestClock(seed: seed)
    store = try clock.open(folder.path("accounts"))
    let made = try store.createAccount(
      name: "Production", owner: Person(email: "owner@example.com", name: "Olive Owner"))
    (accountID, ownerToken) = (made.account.id, made.ownerToken)
  }

  /// Makes a document and returns its key.
  @discardableResult
  func make(_ kind: ResourceKind, _ document: JSONValue) throws -> ResourceKey {
    try owner.create(kind, document).key
  }

  /// The tokens with which members began their sessions.
  private var memberTokens: [String: String] = [:]

  /// The token with which a member began a session.
  func token(of session: AccountSession) throws -> String {
    try #require(memberTokens[session.caller.userID])
  }

  /// Everything that is in the database's files.
  func databaseBytes() throws -> [UInt8] {
    try ["accounts.sqlite", "accounts.sqlite-wal"].flatMap { name in
      try Data(contentsOf: URL(fileURLWithPath: folder.path("accounts/" + name)))
    }
  }

  /// A session of a user with certain rights.
  func member(
    _ grants: AccessGrants, email: String = "user@example.com", flags: JSONObject = [:]
  ) throws -> AccountSession {
    let invited = try owner.invite(
      Person(email: email, name: "Uma User"), ShareRequest(grants: grants, flags: flags))
    let token = try store.acceptInvitation(code: invited.code)
    memberTokens[invited.share.userID] = token
    return try store.session(token: token)
  }

  /// A small integration: a flow with an export and an import, their connection and a script.
  func makeIntegration(name: String = "Orders") throws -> TestIntegration {
    let connection = try make(.connections, ["name": "Shop", "type": "http"])
    let integration = try make(
      .integrations,
      [
        "name": .string(JSONString(name)), "settings": ["region": "eu"],
        "flowGroupings": [["name": "Daily", "settings": ["size": 5]]],
        "_registeredConnectionIds": [.id(connection)],
      ])
    let script = try make(.scripts, ["name": "Hook", "content": "function f() {}"])
    let export = try make(
      .exports,
      [
        "name": "Get", "_connectionId": .id(connection), "settings": ["page": 1],
        "hooks": ["preSavePage": ["_scriptId": .id(script), "function": "f"]],
      ])
    let importKey = try make(.imports, ["name": "Put", "_connectionId": .id(connection)])
    let flow = try make(
      .flows,
      [
        "name": "Sync", "_integrationId": .id(integration), "disabled": false,
        "settings": ["speed": "high"],
        "pageGenerators": [["_exportId": .id(export)]],
        "pageProcessors": [["type": "import", "_importId": .id(importKey)]],
      ])
    return TestIntegration(
      integration: integration, flow: flow, export: export, importKey: importKey,
      connection: connection, script: script)
  }

  /// Ends the process's hold of the folder and takes it anew.
  func reopen() throws {
    store = try clock.open(folder.path("other"))
    store = try clock.open(folder.path("accounts"))
  }
}

/// The keys of a small integration.
struct TestIntegration {
  let integration: ResourceKey
  let flow: ResourceKey
  let export: ResourceKey
  let importKey: ResourceKey
  let connection: ResourceKey
  let script: ResourceKey

  var all: [ResourceKey] { [integration, flow, export, importKey, connection, script] }
}

extension JSONValue {
  /// The id of a key.
  static func id(_ key: ResourceKey) -> JSONValue { .string(JSONString(key.id)) }
}

/// A clock that goes on a second with every look, and chance from a seed.
final class TestClock: Sendable {
  private let time = Atomic<Int64>(1_767_225_600_000)
  private let random: Mutex<SeededRandom>

  init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  var surroundings: AccountSurroundings {
    AccountSurroundings(
      now: { self.time.add(1000, ordering: .relaxed).newValue },
      randomBytes: { count in self.random.withLock { $0.bytes(count: count) } })
  }

  func advance(days: Int64) { time.add(days * 86_400_000, ordering: .relaxed) }

  func open(_ folder: String) throws -> AccountStore {
    try AccountStore(folder: folder, fileSystem: LocalFileSystem(), surroundings: surroundings)
  }
}

extension AccountSurroundings {
  /// A fresh id in the platform's form.
  var idForTest: @Sendable () -> String {
    {
      self.randomBytes(12).map { byte in
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
      }.joined()
    }
  }
}
