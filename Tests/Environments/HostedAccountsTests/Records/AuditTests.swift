import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct AuditTests {
  private let test: TestAccount
  private let owner: AccountSession

  init() throws {
    test = try TestAccount()
    owner = try test.owner
  }

  @Test func `every change leaves an entry with the fields that changed`() throws {
    let key = try test.make(.exports, ["name": "A", "http": ["relativeURI": "/a"], "old": 1])
    _ = try owner.replace(key, with: ["name": "B", "http": ["relativeURI": "/b"], "new": [2]])
    _ = try owner.replace(key, with: ["name": "B", "http": ["relativeURI": "/b"], "new": [2]])
    try owner.delete(key)
    _ = try owner.restore(key)
    let entries = try owner.audit().entries
    #expect(entries.map(\.event) == ["restore", "delete", "update", "create"])
    #expect(entries.map(\.resourceType) == Array(repeating: "export", count: 4))
    #expect(entries.map(\.resourceName) == ["B", "B", "B", "A"])
    #expect(entries[0].user.email == "owner@example.com")
    #expect(entries[0].source == "api")
    let changes = entries[2].fieldChanges.array ?? []
    let found = Dictionary(uniqueKeysWithValues: changes.map { ($0["fieldPath"]?.text ?? "", $0) })
    #expect(Set(found.keys) == ["name", "http.relativeURI", "old", "new"])
    #expect(found["name"]?["oldValue"] == "A")
    #expect(found["name"]?["newValue"] == "B")
    #expect(found["old"]?["newValue"] == nil)
    #expect(found["new"]?["newValue"] == [2])
  }

  @Test func `the log is searched, and read page by page`() throws {
    let made = try test.makeIntegration()
    try owner.delete(made.script)
    var query = AuditQuery()
    query.resourceTypes = ["flow", "script"]
    query.events = [.create]
    #expect(
      Set(try owner.audit(query).entries.map(\.resourceID)) == [made.flow.id, made.script.id])
    query = AuditQuery(limit: 2)
    var seen: [String] = []
    repeat {
      let page = try owner.audit(query)
      seen += page.entries.map(\.id)
      query.after = page.next
    } while query.after != nil
    #expect(seen.count == 7)
    #expect(Set(seen).count == 7)
    let all = try owner.audit().entries
    var times = AuditQuery(from: all[3].time, to: all[1].time)
    #expect(try owner.audit(times).entries.map(\.id) == all[1...3].map(\.id))
    times.userIDs = ["nobody"]
    #expect(try owner.audit(times).entries.isEmpty)
    times.userIDs = []
    times.sources = [.ui]
    #expect(try owner.audit(times).entries.isEmpty)
    expectRefusal(.malformed) {
      var wrong = AuditQuery()
      wrong.after = "x"
      return try owner.audit(wrong)
    }
  }

  @Test func `a flow's log has that of its steps`() throws {
    let made = try test.makeIntegration()
    let other = try test.make(.exports, ["name": "other"])
    let ids = Set(try owner.audit(of: made.flow).entries.map(\.resourceID))
    #expect(ids == [made.flow.id, made.export.id, made.importKey.id])
    let whole = Set(try owner.audit(of: made.integration).entries.map(\.resourceID))
    #expect(whole == Set(made.all.map(\.id)))
    #expect(!whole.contains(other.id))
  }

  @Test func `the table has a line per field and no formulas`() throws {
    let key = try test.make(.exports, ["name": #"say "hi", x"#])
    _ = try owner.replace(key, with: ["name": "=1+1", "a": -1])
    let lines = String(decoding: try owner.auditCSV(AuditQuery()), as: UTF8.self)
      .split(separator: "\r\n")
    #expect(lines.count == 4)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("\"2026-01-01T") })
    #expect(lines[0].hasPrefix(#""Time","User""#))
    #expect(lines.contains { $0.hasSuffix(#""name","say ""hi"", x","'=1+1""#) })
  }
}
