import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// What is kept for a while and no longer.
@Suite struct SweepTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  private func run() throws {
    _ = try owner.report(
      JobReport(json: ["_flowId": .id(made.flow), "status": "completed", "numSuccess": 1]))
    _ = try owner.report([
      try ErrorReport(
        json: [
          "_flowId": .id(made.flow), "_stepId": .id(made.importKey), "message": "no",
          "retryData": ["a": 1],
        ])
    ])
  }

  @Test func `recycle bins of all accounts are emptied, and the log tells of it`() throws {
    let (_, token) = try test.store.createAccount(
      name: "Other", owner: Person(email: "o@example.com", name: "O"))
    let other = try test.store.session(token: token)
    let key = try other.create(.exports, ["name": "There"]).key
    let (old, new) = (
      try test.make(.exports, ["name": "Old"]), try test.make(.exports, ["name": "New"])
    )
    try owner.delete(old)
    try other.delete(key)
    test.clock.advance(days: 29)
    try owner.delete(new)
    #expect(try test.store.sweep(.usual) == Swept())
    test.clock.advance(days: 2)
    var gone = Swept()
    gone.documents = 2
    #expect(try test.store.sweep(.usual) == gone)
    #expect(try test.store.sweep(.usual) == Swept())
    #expect(try owner.recycleBin().map(\.document.key) == [new])
    let entry = try #require(try owner.audit(AuditQuery()).entries.first)
    #expect(entry.json["event"] == "purge" && entry.json["source"] == "system")
    #expect(entry.json["_resourceId"]?.text == old.id)
  }

  @Test func `runs and the log go when they are old enough, and not before`() throws {
    try run()
    let before = try owner.audit(AuditQuery()).entries.count
    test.clock.advance(days: 80)
    try run()
    #expect(try test.store.sweep(.usual) == Swept())
    test.clock.advance(days: 11)
    let swept = try test.store.sweep(.usual)
    #expect(swept.jobs == 1 && swept.errors == 1 && swept.entries == 0)
    #expect(try owner.jobs(JobQuery()).count == 1)
    let errors = try owner.errors(ofFlow: made.flow.id, step: made.importKey.id).errors
    let key = try #require(errors.first?.retryKey)
    #expect(errors.count == 1)
    #expect(
      try owner.retryContent(key, ofFlow: made.flow.id, step: made.importKey.id).content == ["a": 1]
    )
    #expect(try owner.audit(AuditQuery()).entries.count >= before)
    test.clock.advance(days: 300)
    #expect(try test.store.sweep(.usual).entries > 0)
    #expect(try owner.audit(AuditQuery()).entries.isEmpty)
    #expect(try test.store.integrityProblems() == [])
  }

  @Test func `what shall be kept for ever is`() throws {
    try run()
    test.clock.advance(days: 4000)
    #expect(try test.store.sweep(Retention(runs: nil, log: nil)) == Swept())
    #expect(try owner.jobs(JobQuery()).count == 1)
  }
}
