import EnvironmentAdapters
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct RecycleBinTests {
  private let test: TestAccount
  private let owner: AccountSession

  init() throws {
    test = try TestAccount()
    owner = try test.owner
  }

  private func exists(_ key: ResourceKey) -> Bool { (try? owner.document(key)) != nil }

  @Test func `an integration takes along what it alone reaches, and gives it all back`() throws {
    let made = try test.makeIntegration()
    let other = try test.make(.integrations, ["name": "Other"])
    let shared = try test.make(
      .exports, ["name": "Shared", "hooks": ["preSavePage": ["_scriptId": .id(made.script)]]])
    try test.make(
      .flows,
      ["name": "F", "_integrationId": .id(other), "pageGenerators": [["_exportId": .id(shared)]]])
    let before = try made.all.map { try owner.document($0).value() }

    try owner.delete(made.integration)
    // The connection belongs to the account, and the script is used elsewhere.
    #expect(made.all.filter(exists) == [made.connection, made.script])
    let bin = try owner.recycleBin()
    #expect(
      Set(bin.map(\.document.key)) == [made.integration, made.flow, made.export, made.importKey])
    #expect(Set(bin.map(\.deletion)).count == 1)

    let problems = expectRefusal(.invalid, "invalid_ref") { try owner.restore(made.flow) }
    #expect(problems.map(\.field) == ["_integrationId"])
    #expect(try owner.restore(made.export).count == 1)
    #expect(try owner.restore(made.integration, isCascade: true).count == 3)
    #expect(try made.all.map { try owner.document($0).value() } == before)
    #expect(try owner.recycleBin().isEmpty)
    expectRefusal(.conflict, "already_exists") { try owner.restore(made.integration) }
  }

  @Test func `credentials come back with the document, and are gone with it`() throws {
    let key = try test.make(
      .connections, ["name": "C", "type": "http", "http": ["auth": ["token": ["token": "abc"]]]])
    let shown = try owner.document(key).value()
    try owner.delete(key)
    _ = try owner.restore(key)
    #expect(try owner.replace(key, with: shown).value() == shown)
    try owner.delete(key)
    try owner.purge(key)
    expectRefusal(.notFound) { try owner.restore(key) }
    expectRefusal(.notFound) { try owner.purge(key) }
    #expect(try test.store.integrityProblems() == [])
  }

  @Test func `what has lain there for thirty days is gone`() throws {
    let (old, new) = (
      try test.make(.exports, ["name": "old"]), try test.make(.exports, ["name": "new"])
    )
    try owner.delete(old)
    test.clock.advance(days: 29)
    try owner.delete(new)
    #expect(try owner.recycleBin(.exports).count == 2)
    #expect(try owner.recycleBin(.flows).isEmpty)
    test.clock.advance(days: 2)
    #expect(try owner.recycleBin().map(\.document.key) == [new])
    expectRefusal(.notFound) { try owner.restore(old) }
  }

  @Test func `standalone flows cannot be deleted as if they were an integration`() throws {
    expectRefusal(.notFound) { try owner.delete(ResourceKey(.integrations, "none")) }
  }

  @Test func `an environment restores with a content or not at all`() throws {
    let key = try test.make(.exports, ["name": "a"])
    try owner.delete(key)
    let environment = HostedEnvironment(owner)
    #expect(throws: EnvironmentError.self) { try environment.restore(key, ["name": 5]) }
    #expect(!exists(key))
    #expect(try environment.restore(key, ["name": "b"])?.value["name"] == "b")
    #expect(throws: EnvironmentError.self) { try environment.restore(key, ["name": "c"]) }
    #expect(try environment.restore(ResourceKey(.exports, "nothing"), ["name": "c"]) == nil)
  }

  @Test func `a version is never used again`() throws {
    let key = try test.make(.exports, ["name": "a"])
    var seen = [try owner.document(key).version]
    for round in 0..<5 {
      let changed = try owner.replace(key, with: ["name": .string(JSONString("\(round)"))])
      seen.append(changed.version)
      try owner.delete(key)
      seen.append(try owner.restore(key)[0].version)
    }
    #expect(Set(seen).count == seen.count)
  }
}
