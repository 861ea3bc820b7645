import Foundation
import HostedAccounts
import Testing

/// How the sessions of browsers are kept.
@Suite struct BrowserSessionTests {
  private let test: TestAccount

  init() throws { test = try TestAccount() }

  private func isThere(_ id: String) throws -> Bool {
    do throws(AccountError) {
      _ = try test.store.session(browser: id)
      return true
    } catch {
      guard error.kind == .unauthenticated else { throw error }
      return false
    }
  }

  @Test func `a session is of who signed in, and is in the database as a digest`() throws {
    let user = try test.member(AccessGrants(account: .manage))
    let id = try user.signInBrowser()
    let session = try test.store.session(browser: id)
    #expect(session.caller.userID == user.caller.userID)
    #expect(session.caller.tokenID == user.caller.tokenID)
    #expect(session.caller.grants == user.caller.grants)
    #expect(session.caller.source == .ui && session.account.id == user.account.id)
    #expect(Data(try test.databaseBytes()).range(of: Data(id.utf8)) == nil)
    for text in ["", "x", String(id.dropLast()), try test.token(of: user)] {
      #expect(try !isThere(text))
    }
  }

  @Test func `a session outlives the service, and its end as well`() throws {
    let (id, ended) = (try test.owner.signInBrowser(), try test.owner.signInBrowser())
    try test.store.signOutBrowser(ended)
    try test.reopen()
    #expect(try isThere(id))
    #expect(try !isThere(ended))
  }

  @Test func `the oldest sessions of a user make room, and those of others stay`() throws {
    let (owner, user) = (try test.owner, try test.member(AccessGrants(account: .manage)))
    let first = try owner.signInBrowser()
    let room = BrowserSession.Room(ofUser: 3, ofAll: 100)
    let ids = try (0..<5).map { _ in try user.signInBrowser(room: room) }
    #expect(try ids.map(isThere) == [false, false, true, true, true])
    #expect(try isThere(first))
  }

  @Test func `the oldest sessions of all make room`() throws {
    let (owner, user) = (try test.owner, try test.member(AccessGrants(account: .manage)))
    let room = BrowserSession.Room(ofUser: 100, ofAll: 3)
    let ids = try (0..<5).map { try ($0 == 1 ? owner : user).signInBrowser(room: room) }
    #expect(try ids.map(isThere) == [false, false, true, true, true])
    #expect(try test.store.integrityProblems() == [])
  }

  @Test func `who is disabled has no session`() throws {
    let user = try test.member(AccessGrants(account: .manage))
    let id = try user.signInBrowser()
    let share = try #require(try test.owner.shares().first { $0.userID == user.caller.userID })
    _ = try test.owner.setDisabled(share.id, true)
    #expect(try !isThere(id))
  }

  @Test func `only a token that is there signs a browser in`() throws {
    expectRefusal(.unauthenticated) {
      try test.store.ownerSession(accountID: test.accountID).signInBrowser()
    }
    let token = try test.owner.createToken(name: "short")
    let session = try test.store.session(token: token.text)
    try test.owner.deleteToken(token.token.id)
    expectRefusal(.unauthenticated) { try session.signInBrowser() }
  }

  @Test func `sessions that have ended are swept away`() throws {
    let id = try test.owner.signInBrowser()
    test.clock.advance(days: 1)
    #expect(try !isThere(id))
    _ = try test.store.sweep(.usual)
    test.clock.advance(days: -1)
    #expect(try !isThere(id))
  }
}
