import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// Who is told of what by mail.
@Suite struct NotificationTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  private func reportErrors(_ count: Int) throws {
    _ = try owner.report(
      (0..<count).map { _ in
        try ErrorReport(
          json: ["_flowId": .id(made.flow), "_stepId": .id(made.importKey), "message": "no"])
      })
  }

  /// Takes the letters that are due, invitations aside.
  private func letters() throws -> [OutgoingLetter] {
    test.clock.advance(days: 1)
    return try test.store.takeLetters().filter { letter in
      try test.store.finishLetter(letter.batch)
      return letter.topic != .invitation
    }
  }

  @Test func `subscribers get one letter for what happens at about the same time`() throws {
    let user = try test.member(AccessGrants(account: .monitor))
    // The invitation's own letter.
    let invitation = try #require(try test.store.takeLetters().first)
    #expect(invitation.topic == .invitation)
    try test.store.finishLetter(invitation.batch)

    let subscription = try user.subscribe(to: .jobErrors, of: made.integration.id)
    #expect(try user.subscribe(to: .jobErrors, of: made.integration.id) == subscription)
    _ = try user.subscribe(to: .jobErrors, of: made.flow.id)
    _ = try user.subscribe(to: .connectionStatus, of: made.connection.id)
    expectRefusal(.invalid, "invalid_ref") { try user.subscribe(to: .pull, of: made.flow.id) }
    expectRefusal(.invalid) { try user.subscribe(to: .invitation, of: "x") }
    _ = try reportErrors(2)
    _ = try reportErrors(1)
    try owner.report(connection: made.connection.id, isOffline: true)
    try owner.report(connection: made.connection.id, isOffline: true)
    #expect(try test.store.takeLetters().isEmpty)

    test.clock.advance(days: 1)
    let letters = try test.store.takeLetters()
    #expect(letters.map(\.topic) == [.jobErrors, .connectionStatus])
    #expect(letters.map(\.events.count) == [2, 1])
    #expect(letters.map(\.recipient.email) == ["user@example.com", "user@example.com"])
    #expect(try test.store.takeLetters().isEmpty)
    try test.store.finishLetter(letters[0].batch)
    try test.store.failLetter(letters[1].batch, reason: "no mail server")
    test.clock.advance(days: 1)
    let again = try test.store.takeLetters()
    #expect(again.map(\.attemptCount) == [1])
    try user.unsubscribe(subscription.id)
    expectRefusal(.notFound) { try user.unsubscribe(subscription.id) }
  }

  @Test func `the end of a pull is told, with the integration's name`() throws {
    _ = try owner.subscribe(to: .pull, of: made.integration.id)
    try owner.notifyOfPull(into: made.integration.id, revisionID: "r4", isCompleted: true)
    let letter = try #require(try letters().first)
    #expect(letter.topic == .pull && letter.recipient.email == "owner@example.com")
    #expect(letter.events[0]["integration"] == "Orders")
    #expect(letter.events[0]["_revisionId"] == "r4" && letter.events[0]["completed"] == true)
  }

  @Test func `who loses the right to see something is not told of it, not even of what waits`()
    throws
  {
    let user = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .monitor]))
    _ = try user.subscribe(to: .jobErrors, of: made.integration.id)
    _ = try user.subscribe(to: .connectionStatus, of: made.connection.id)
    _ = try owner.subscribe(to: .jobErrors, of: made.integration.id)
    func report() throws {
      try reportErrors(1)
      try owner.report(connection: made.connection.id, isOffline: true)
      try owner.report(connection: made.connection.id, isOffline: false)
    }
    try report()
    let share = try #require(try owner.shares().first { $0.userID == user.caller.userID })
    _ = try owner.changeShare(
      share.id, ShareRequest(grants: AccessGrants(account: nil, integrations: ["none": .monitor])))
    #expect(try letters().map(\.recipient.email) == ["owner@example.com"])
    try report()
    #expect(try letters().map(\.recipient.email) == ["owner@example.com"])
    // The right is asked for again, not what was asked for taken away.
    _ = try owner.changeShare(
      share.id, ShareRequest(grants: AccessGrants(account: .monitor)))
    try report()
    #expect(try letters().map(\.topic).count == 3)
  }
}
