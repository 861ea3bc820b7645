import EnvironmentAdapters
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Credentials come in and never out.
@Suite struct SecretTests {
  private let test: TestAccount
  private static let canary = "canary-3f9a"

  init() throws { test = try TestAccount() }

  private static let connection: JSONValue = [
    "name": "Shop", "type": "http",
    "http": [
      "baseURI": "https://user:canary-3f9a-1@example.com/a",
      "auth": ["type": "basic", "basic": ["username": "u", "password": "canary-3f9a-2"]],
      "headers": [
        ["name": "Authorization", "value": "canary-3f9a-3"], ["name": "Accept", "value": "json"],
        ["name": "X-Api-Key", "value": "canary-3f9a-4"],
      ],
      "encrypted": [
        "a": ["canary-3f9a-5"], "b": 12345,
        "c": [["name": "canary-3f9a-8", "value": "canary-3f9a-9"]],
      ],
    ],
    "settings": ["apiKey": "canary-3f9a-6", "region": "eu"],
  ]

  private func check(_ bytes: [UInt8], _ what: Comment) {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains(Self.canary), what)
    #expect(!text.contains("12345"), what)
  }

  @Test func `no answer, list, log or export holds a credential`() throws {
    let owner = try test.owner
    let created = try owner.create(.connections, Self.connection)
    check(created.bytes, "created")
    let key = created.key
    check(try owner.document(key).bytes, "read")
    for document in try owner.list(.connections).documents { check(document.bytes, "list") }
    var changed = Self.connection
    changed.place("canary-3f9a-7", at: "/http/auth/basic/password")
    changed.place("x", at: "/settings/region")
    check(try owner.replace(key, with: changed).bytes, "replaced")
    let log = try owner.audit()
    check(JSONValue.array(log.entries.map(\.json)).compactBytes(), "audit")
    check(try owner.auditCSV(AuditQuery()), "csv")
    let fields = log.entries[0].fieldChanges.array?.compactMap { $0["fieldPath"]?.text }
    #expect(fields?.sorted() == ["http.auth.basic.password", "settings.region"])
    let copy = MemoryEnvironment { "0" }
    expectRefusal(.invalid, "not_supported") { try owner.exportDocuments(to: copy) }
    try owner.delete(key)
    for deleted in try owner.recycleBin() { check(deleted.document.bytes, "recycle bin") }
    let error = expectRefusal(.invalid) {
      try owner.create(
        .connections, ["name": "canary", "http": ["auth": ["token": ["token": "canary-3f9a"]]]])
    }
    check(Array("\(error)".utf8), "error")
  }

  @Test func `a mask stands for what is stored, wherever its element has gone`() throws {
    let owner = try test.owner
    let key = try test.make(.connections, Self.connection)
    let shown = try owner.document(key).value()
    #expect(shown["http"]?["headers"]?[0]?["value"] == "******")
    #expect(shown["http"]?["headers"]?[1]?["value"] == "json")
    #expect(shown["http"]?["baseURI"] == "https://user:******@example.com/a")
    #expect(
      shown["http"]?["encrypted"]
        == ["a": ["******"], "b": "******", "c": [["name": "******", "value": "******"]]])

    // Written back as read, nothing changes; that includes the credentials.
    let version = try owner.document(key).version
    #expect(try owner.replace(key, with: shown).version == version)
    #expect(try owner.replace(key, with: Self.connection).version == version)

    // Headers in another order keep their own values.
    var moved = shown
    let headers = try #require(shown["http"]?["headers"]?.array)
    moved.place(.array(headers.reversed()), at: "/http/headers")
    let second = try owner.replace(key, with: moved)
    #expect(second.version != version)
    var same = Self.connection
    let own = try #require(Self.connection["http"]?["headers"]?.array)
    same.place(.array(own.reversed()), at: "/http/headers")
    #expect(try owner.replace(key, with: same).version == second.version)
  }

  @Test func `a mask that stands for nothing is refused`() throws {
    let owner = try test.owner
    let key = try test.make(.connections, Self.connection)
    var shown = try owner.document(key).value()
    shown.place("***", at: "/http/auth/basic/secretAnswer")
    shown.place(["name": "X-Token", "value": "******"], at: "/http/headers/1")
    let problems = expectRefusal(.invalid, "invalid_field") { try owner.replace(key, with: shown) }
    #expect(
      problems.compactMap(\.field) == ["http.auth.basic.secretAnswer", "http.headers[1].value"])
    var address = try owner.document(key).value()
    address.place("https://other:***@example.com/?token=***", at: "/http/baseURI")
    let one = expectRefusal(.invalid) { try owner.replace(key, with: address) }
    #expect(one.compactMap(\.field) == ["http.baseURI"])
  }

  @Test func `a credential that is left out is forgotten`() throws {
    let owner = try test.owner
    let key = try test.make(.connections, Self.connection)
    var shown = try owner.document(key).value()
    shown.removeValue(at: "/http/auth/basic/password")
    try _ = owner.replace(key, with: shown)
    shown.place("******", at: "/http/auth/basic/password")
    expectRefusal(.invalid) { try owner.replace(key, with: shown) }
  }

  @Test func `every path of the table of credentials is masked`() throws {
    let table = SharedFolder.text("domain/secrets.tsv")
    guard let table else { return }
    let owner = try test.owner
    var count = 0
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard let kind = ResourceKind(rawValue: String(cells[0])), !cells[1].contains("*"),
        // A header's value is one if the header's name says so.
        !cells[1].hasSuffix("[].value")
      else { continue }
      let path = cells[1].replacing("[]", with: ".0").split(separator: ".").map(String.init)
      let secret = JSONValue.string("canary-3f9a")
      let value = path.reversed().reduce(secret) { below, token in
        token == "0" ? .array([below]) : .object([JSONString(token): below])
      }
      guard case .object(var object) = value else { continue }
      object["name"] = "N"
      object["type"] = object["type"] ?? "http"
      let created = try owner.create(kind, .object(object))
      check(created.bytes, "\(line)")
      count += 1
    }
    #expect(count > 40)
  }
}
