import EnvironmentAdapters
import FileStorage
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Whole accounts in and out.
@Suite struct TransferTests {
  private func folder(_ path: String) -> FolderEnvironment<LocalFileSystem> {
    FolderEnvironment(
      path: path, fileSystem: LocalFileSystem(), makeID: { "0" }, now: { "2026" })
  }

  private func documents(_ environment: some Environment) throws -> [ResourceKey: JSONValue] {
    let all = try environment.survey(makeWorker: {}) { _, document in (document.key, document.value)
    }
    return Dictionary(all.summaries) { first, _ in first }
  }

  @Test(arguments: ["production", "sandbox"])
  func `an account's folder comes in with its ids and goes out again`(name: String) throws {
    let test = try TestAccount()
    let source = folder(SharedFolder.packagePath + "/Examples/accounts/" + name)
    let expected = try documents(source)
    let count = try test.owner.importDocuments(from: source)
    #expect(count == expected.count)
    #expect(count > 10)
    let hosted = try documents(HostedEnvironment(try test.owner))
    #expect(Set(hosted.keys) == Set(expected.keys))
    for (key, value) in expected {
      #expect(hosted[key]?["name"] == value["name"], "\(key)")
      if let created = value["createdAt"] { #expect(hosted[key]?["createdAt"] == created) }
    }

    let path = test.folder.path("out")
    try LocalFileSystem().createDirectory(path)
    #expect(try test.owner.exportDocuments(to: folder(path)) == count)
    let second = try TestAccount()
    _ = try second.owner.importDocuments(from: folder(path))
    #expect(try documents(HostedEnvironment(try second.owner)) == hosted)

    // All or nothing: the second time every document is in the way.
    expectRefusal(.conflict, "already_exists") { try test.owner.importDocuments(from: source) }
    #expect(try documents(HostedEnvironment(try test.owner)) == hosted)
  }

  @Test func `masks come in as masks and can be written back`() throws {
    let test = try TestAccount()
    let source = MemoryEnvironment { "0123456789abcdef01234567" }
    let document: JSONValue = [
      "name": "C", "type": "http", "offline": true, "lastModified": "2020-02-03T04:05:06.007Z",
      "http": ["baseURI": "https://a:******@b", "auth": ["basic": ["password": "******"]]],
    ]
    let key = try source.create(.connections, document).key
    let owner = try test.owner
    #expect(try owner.importDocuments(from: source) == 1)
    let shown = try owner.document(key)
    #expect(try shown.value()["lastModified"] == "2020-02-03T04:05:06.007Z")
    #expect(try shown.value()["offline"] == true)
    #expect(try owner.replace(key, with: shown.value()).version == shown.version)
    var filled = try shown.value()
    filled.place("real", at: "/http/auth/basic/password")
    let after = try owner.replace(key, with: filled)
    #expect(try after.value()["http"] == shown.value()["http"])
    #expect(after.version != shown.version)
    #expect(try owner.audit().entries.map(\.event) == ["update", "import"])
  }

  @Test func `only who may change the account moves it`() throws {
    let test = try TestAccount()
    let session = try test.member(AccessGrants(account: .manage))
    let empty = MemoryEnvironment { "0" }
    expectRefusal(.forbidden) { try session.importDocuments(from: empty) }
    expectRefusal(.forbidden) { try session.exportDocuments(to: empty) }
  }
}
