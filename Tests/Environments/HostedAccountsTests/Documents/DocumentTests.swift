import Conformance
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct DocumentTests {
  private let test: TestAccount

  init() throws { test = try TestAccount() }

  @Test func `a hosted account is an environment like any other`() throws {
    var kept: [TestAccount] = []
    try EnvironmentSuite {
      let test = try TestAccount()
      kept.append(test)
      return HostedEnvironment(try test.owner)
    }.run()
    #expect(!kept.isEmpty)
  }

  @Test func `numbers keep their spelling and members their order`() throws {
    let text = #"{"z":1.50,"name":"N","a":{"y":1E+2,"x":-0}}"#
    let created = try test.owner.create(.filedefinitions, JSONValue(parsing: Array(text.utf8)))
    let shown = String(decoding: created.bytes, as: UTF8.self)
    #expect(shown.hasSuffix(#","z":1.50,"name":"N","a":{"y":1E+2,"x":-0}}"#))
    #expect(try test.owner.document(created.key) == created)
  }

  @Test func `the server's fields are the server's`() throws {
    let key = try test.make(
      .flows,
      ["name": "F", "_id": "mine", "createdAt": "x", "lastExecutedAt": "x", "_sourceId": "x"])
    let value = try test.owner.document(key).value()
    #expect(value["_id"]?.text == key.id)
    #expect(value["createdAt"]?.text?.hasPrefix("2026-01-01T00:") == true)
    #expect(value["lastExecutedAt"] == nil)
    #expect(value["_sourceId"] == nil)
  }

  @Test func `a put replaces everything and is refused for another version`() throws {
    let first = try test.owner.create(.flows, ["name": "F", "description": "d"])
    let second = try test.owner.replace(
      first.key, with: ["name": "G"], expecting: first.version)
    #expect(try second.value()["description"] == nil)
    let error = #expect(throws: AccountError.self) {
      try test.owner.replace(first.key, with: ["name": "H"], expecting: first.version)
    }
    #expect(error?.kind == .conflict)
    #expect(error?.problems.first?.code == "version_error")
    let same = try test.owner.replace(first.key, with: second.value())
    #expect(same == second)
  }

  @Test func `a placeholder is offline until somebody enters its credentials`() throws {
    let made = try test.owner.create(
      .connections, ["name": "C", "type": "http", "offline": true])
    #expect(try made.value()["offline"] == true)
    let renamed = try test.owner.replace(made.key, with: ["name": "D", "type": "http"])
    #expect(try renamed.value()["offline"] == true)
    let filled = try test.owner.replace(
      made.key,
      with: ["name": "D", "type": "http", "http": ["auth": ["basic": ["password": "secret"]]]])
    #expect(try filled.value()["offline"] == nil)
    try test.owner.report(connection: made.key.id, isOffline: true)
    let emptied = try test.owner.replace(made.key, with: ["name": "D", "type": "http"])
    #expect(try emptied.value()["offline"] == true, "nothing was entered")
    let other = try test.owner.create(.flows, ["name": "F", "offline": true])
    #expect(try other.value()["offline"] == nil)
  }
}
