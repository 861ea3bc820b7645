import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct PeopleTests {
  private let test: TestAccount
  private let owner: AccountSession

  init() throws {
    test = try TestAccount()
    owner = try test.owner
  }

  @Test func `only a token of ours opens a session, and only as long as it may`() throws {
    for text in ["", "x", "ilm__", test.ownerToken + "0", String(test.ownerToken.dropLast()) + "g"]
    {
      expectRefusal(.unauthenticated, "unauthorized") { try test.store.session(token: text) }
    }
    let made = try owner.createToken(name: "CI", lifetime: 86_400_000)
    #expect(try test.store.session(token: made.text).caller.grants.account == .owner)
    #expect(try owner.tokens().map(\.name) == ["owner", "CI"])
    test.clock.advance(days: 2)
    expectRefusal(.unauthenticated) { try test.store.session(token: made.text) }
    #expect(try owner.tokens().map(\.name) == ["owner"])

    let second = try owner.createToken(name: "two")
    #expect(try owner.revokeToken(second.token.id).isRevoked)
    expectRefusal(.unauthenticated) { try test.store.session(token: second.text) }
    try owner.deleteToken(second.token.id)
    expectRefusal(.notFound) { try owner.deleteToken(second.token.id) }
    expectRefusal(.invalid) { try owner.createToken(name: "") }
  }

  @Test func `a token's text is in no answer and not in the database`() throws {
    let made = try owner.createToken(name: "CI")
    let secret = Array(made.text.utf8.suffix(64))
    let shown = JSONValue.array(try owner.tokens().map(\.json)).compactBytes()
    let log = JSONValue.array(try owner.audit().entries.map(\.json)).compactBytes()
    let file = try test.databaseBytes()
    for bytes in [shown, log, file] {
      #expect(!contains(bytes, secret))
      #expect(!contains(bytes, Array(test.ownerToken.utf8.suffix(64))))
    }
    #expect(contains(file, Array("CI".utf8)))
  }

  private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.dropLast(part.count - 1).contains {
      bytes[$0] == part[0] && bytes[$0..<$0 + part.count].elementsEqual(part)
    }
  }

  @Test func `a token may be made for less, and makes no more than it has`() throws {
    let made = try owner.createToken(name: "less", scope: AccessGrants(account: .administrator))
    let session = try test.store.session(token: made.text)
    #expect(session.caller.grants == AccessGrants(account: .administrator))
    let next = try session.createToken(name: "same")
    #expect(try test.store.session(token: next.text).caller.grants.account == .administrator)
    expectRefusal(.forbidden) { try session.transferOwnership(to: "x") }
    #expect(session.tokenInformation["accessLevel"] == "administrator")
  }

  @Test func `an invitation is accepted once, and in time`() throws {
    let request = try ShareRequest(json: ["accessLevel": "monitor", "allowToEditRetryData": false])
    let invited = try owner.invite(Person(email: "Ann@example.com", name: "Ann"), request)
    #expect(!invited.share.isAccepted)
    expectRefusal(.notFound) { try test.store.acceptInvitation(code: "invitation_0") }
    let token = try test.store.acceptInvitation(code: invited.code)
    let session = try test.store.session(token: token)
    #expect(session.caller.email == "Ann@example.com")
    #expect(session.caller.grants == AccessGrants(account: .monitor))
    #expect(!session.caller.mayEditRetryData)
    expectRefusal(.notFound) { try test.store.acceptInvitation(code: invited.code) }
    expectRefusal(.conflict, "already_exists") {
      try owner.invite(Person(email: "ann@EXAMPLE.com", name: "Ann"), request)
    }
    expectRefusal(.conflict) {
      try owner.invite(Person(email: "owner@example.com", name: "O"), request)
    }
    for email in ["", "a", "a@", "@b", "a b@c", "a@b,c@d", "<a@b>"] {
      expectRefusal(.invalid) { try owner.invite(Person(email: email, name: "x"), request) }
    }

    let late = try owner.invite(Person(email: "late@example.com", name: "L"), request)
    test.clock.advance(days: 31)
    expectRefusal(.notFound) { try test.store.acceptInvitation(code: late.code) }
    let again = try owner.reinvite(late.share.id)
    try test.store.dismissInvitation(code: again)
    expectRefusal(.notFound) { try test.store.acceptInvitation(code: again) }
    #expect(try owner.share(late.share.id).isDismissed)
  }

  @Test func `rights change at once, and a user who is shut out is out`() throws {
    let made = try test.makeIntegration()
    let session = try test.member(AccessGrants(account: .manage))
    let share = try #require(try owner.shares().first)
    let token = try test.token(of: session)
    _ = try owner.changeShare(
      share.id,
      ShareRequest(
        grants: AccessGrants(account: nil, integrations: [made.integration.id: .monitor])))
    let limited = try test.store.session(token: token)
    expectRefusal(.forbidden) { try limited.delete(made.flow) }
    #expect(try owner.shares(in: made.integration.id).map(\.id) == [share.id])
    _ = try owner.setDisabled(share.id, true)
    expectRefusal(.unauthenticated) { try test.store.session(token: token) }
    _ = try owner.setDisabled(share.id, false)
    _ = try test.store.session(token: token)
    try owner.removeShare(share.id)
    expectRefusal(.unauthenticated) { try test.store.session(token: token) }
    #expect(try owner.shares().isEmpty)
    #expect(
      try owner.audit().entries.filter { $0.resourceType == "ashare" }.map(\.event)
        == ["delete", "enable", "disable", "update", "invite"])
  }

  @Test func `nobody grants more than that person has`() throws {
    let administrator = try test.member(AccessGrants(account: .administrator))
    let person = Person(email: "x@example.com", name: "X")
    expectRefusal(.forbidden) {
      try administrator.invite(person, ShareRequest(grants: AccessGrants(account: .owner)))
    }
    expectRefusal(.invalid) {
      try owner.invite(person, ShareRequest(grants: AccessGrants(account: .owner)))
    }
    for json in [
      [:], ["accessLevel": "king"], ["accessLevel": 5], ["integrationAccessLevel": 5],
      ["integrationAccessLevel": [["accessLevel": "manage"]]],
      ["accessLevel": "manage", "allowToEditRetryData": "yes"],
    ] as [JSONValue] {
      expectRefusal(.invalid) { try ShareRequest(json: json) }
    }
  }

  @Test func `ownership goes to another user, and environments belong to the owner`() throws {
    let administrator = try test.member(AccessGrants(account: .administrator))
    let made = try administrator.createEnvironment(name: "Test")
    #expect(!made.environment.isEnabled)
    expectRefusal(.unauthenticated) { try test.store.session(token: made.token) }
    _ = try owner.setEnabled(environment: made.environment.id, true)
    #expect(try test.store.session(token: made.token).caller.grants.account == .administrator)
    #expect(try owner.environments().map(\.name) == ["Production", "Test"])
    expectRefusal(.invalid) { try owner.setEnabled(environment: owner.account.id, false) }

    let share = try #require(try owner.shares().first)
    try owner.transferOwnership(to: share.id)
    #expect(try test.owner.caller.grants.account == .administrator)
    let token = try test.token(of: administrator)
    #expect(try test.store.session(token: token).caller.grants.account == .owner)
  }

  @Test func `preferences are each user's own`() throws {
    let user = try test.member(AccessGrants(account: .monitor))
    #expect(try user.preferences() == [:])
    let own: JSONValue = [
      "dashboard": ["tilesOrder": ["a", "b"], "pinnedIntegrations": ["b"], "view": "list"],
      "timezone": "UTC",
    ]
    try user.setPreferences(own)
    #expect(try user.preferences() == own)
    #expect(try owner.preferences() == [:])
    for wrong in [
      [], ["dashboard": 5], ["dashboard": ["view": "grid"]],
      ["dashboard": ["tilesOrder": ["a", "a"]]], ["dashboard": ["pinnedIntegrations": [5]]],
    ] as [JSONValue] {
      expectRefusal(.invalid) { try user.setPreferences(wrong) }
    }
    let large = JSONValue.string(JSONString(String(repeating: "x", count: 300_000)))
    expectRefusal(.tooLarge) { try user.setPreferences(["x": large]) }
  }
}
