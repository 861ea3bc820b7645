import HTTPServer
import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// What a browser holds instead of the token, and what ends it.
@Suite struct BrowserSessionTests {
  private let lifecycle: LifecycleAccounts
  private var accounts: TestAccounts { lifecycle.accounts }

  init() throws { lifecycle = try LifecycleAccounts(naming: "Production") }

  /// A browser that was signed in.
  private struct Browser {
    let accounts: TestAccounts
    /// The value of the cookie.
    let value: String
    let requestToken: String

    init(_ accounts: TestAccounts, _ token: String, instead old: Browser? = nil) throws {
      self.accounts = accounts
      let answer = try accounts.send(
        "POST", "/ilm/v1/session", json: ["token": string(token)], token: .some(nil),
        headers: old.map { [$0.cookie] } ?? [])
      let header = try #require(answer.header("Set-Cookie"), "\(answer.text)")
      value = String(header.drop { $0 != "=" }.dropFirst().prefix { $0 != ";" })
      requestToken = answer.json["csrfToken"]?.text ?? ""
    }

    var cookie: HTTPField { HTTPField("Cookie", "ilm_session=\(value)") }
    var sessionID: String { String(value.prefix { $0 != "~" }) }

    func status() throws -> Int {
      try accounts.send("GET", "/ilm/v1/session", token: .some(nil), headers: [cookie]).status
    }

    func signOut() throws -> Int {
      try accounts.send(
        "DELETE", "/ilm/v1/session", token: .some(nil),
        headers: [cookie, HTTPField("X-CSRF-Token", requestToken)]
      ).status
    }
  }

  private func browser(_ token: String? = nil) throws -> Browser {
    try Browser(accounts, token ?? accounts.token)
  }

  @Test func `the cookie does not hold the token and is none`() throws {
    let (one, other) = (try browser(), try browser())
    let secret = try #require(accounts.token.split(separator: "_").last)
    #expect(!one.value.contains(secret) && !one.value.contains("ilm_"))
    #expect(one.sessionID.utf8.count == 64 && one.sessionID != other.sessionID)
    for text in [one.sessionID, one.value, one.requestToken] {
      #expect(try accounts.get("/v1/tokenInfo", token: text).status == 401)
    }
    let posed = ["\(accounts.token)~x", "\(one.requestToken)~x", "~", "a~b", one.sessionID]
    for value in posed {
      let cookie = HTTPField("Cookie", "ilm_session=\(value)")
      let answer = try accounts.send(
        "GET", "/ilm/v1/session", token: .some(nil), headers: [cookie])
      #expect(answer.status == 401, "\(value)")
    }
  }

  @Test func `signing out ends the session and no other one`() throws {
    let (one, same) = (try browser(), try browser())
    let guest = try browser(try lifecycle.invite(AccessGrants(account: .monitor)))
    #expect(try one.signOut() == 204)
    #expect(try one.status() == 401)
    #expect(try one.signOut() == 204)
    #expect(try same.status() == 200 && guest.status() == 200)
    #expect(try accounts.get("/v1/tokenInfo").status == 200)
  }

  @Test func `signing in again ends the session that the browser had`() throws {
    let one = try browser()
    let next = try Browser(accounts, accounts.token, instead: one)
    #expect(try one.status() == 401 && next.status() == 200)
  }

  @Test func `a session ends after twelve hours, whatever the browser keeps`() throws {
    let one = try browser()
    accounts.world.pass(milliseconds: 12 * 3_600_000 - 1000)
    #expect(try one.status() == 200)
    let later = try browser()
    accounts.world.pass(milliseconds: 1000)
    #expect(try one.status() == 401)
    #expect(try later.status() == 200)
  }

  @Test func `a session ends with its token`() throws {
    let owner = try accounts.store.session(token: accounts.token)
    let kept = try browser()
    let (revoked, text) = try owner.createToken(name: "revoked")
    let one = try browser(text)
    _ = try owner.revokeToken(revoked.id)
    #expect(try one.status() == 401)
    let (deleted, gone) = try owner.createToken(name: "deleted")
    let other = try browser(gone)
    try owner.deleteToken(deleted.id)
    #expect(try other.status() == 401)
    let short = try browser(try owner.createToken(name: "short", lifetime: 60_000).text)
    #expect(try short.status() == 200)
    accounts.world.pass(milliseconds: 60_000)
    #expect(try short.status() == 401 && kept.status() == 200)
  }

  @Test func `rights are those of the moment`() throws {
    let owner = try accounts.store.session(token: accounts.token)
    let guest = try browser(try lifecycle.invite(AccessGrants(account: .monitor)))
    let share = try #require(
      try owner.shares().first { $0.user.email == "guest@example.org" })
    func make() throws -> Int {
      try accounts.send(
        "POST", "/v1/exports", json: ["name": "E"], token: .some(nil),
        headers: [guest.cookie, HTTPField("X-CSRF-Token", guest.requestToken)]
      ).status
    }
    #expect(try make() == 403)
    _ = try owner.changeShare(share.id, ShareRequest(grants: AccessGrants(account: .manage)))
    #expect(try make() == 201)
    try owner.removeShare(share.id)
    #expect(try guest.status() == 401)
  }

  @Test func `guessed sessions are as slow as guessed tokens`() throws {
    let limited = try TestAccounts(requestsPerSecond: 3)
    let cookie = HTTPField("Cookie", "ilm_session=\(String(repeating: "0", count: 64))~x")
    let statuses = try (0..<20).map { _ in
      try limited.send("GET", "/ilm/v1/session", token: .some(nil), headers: [cookie]).status
    }
    #expect(statuses.first == 401 && statuses.last == 429, "\(statuses)")
  }
}
