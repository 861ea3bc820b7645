import HostedAccounts
import IntegrationModel
import LosslessJSON
import MailTransport
import TestKit
import Testing

@testable import WebService

/// Letters, from what happens to a real mail server.
@Suite struct LetterTests {
  @Test func `subscribers get letters of errors, connections and pulls`() throws {
    guard let inbox = try MailInbox() else { return }
    let small = try SmallAccount()
    let (accounts, world) = (small.accounts, small.accounts.world)
    for (type, subject) in [
      ("jobErrors", small.home), ("connectionStatus", small.ids["connections"] ?? ""),
      ("pull", small.home),
    ] {
      let told = try accounts.send(
        "POST", "/v1/notifications", json: ["type": string(type), "_resourceId": string(subject)])
      #expect(told.status == 201, "\(told.text)")
    }
    let errors: JSONValue = [
      ["_flowId": small.id("flows"), "_stepId": small.id("imports"), "message": "no"]
    ]
    #expect(try accounts.send("POST", "/ilm/v1/errors", json: ["errors": errors]).status == 200)
    let status = "/ilm/v1/connections/\(small.ids["connections"] ?? "")/status"
    #expect(try accounts.send("PUT", status, json: ["offline": true]).status == 204)
    try accounts.store.session(token: accounts.token).notifyOfPull(
      into: small.home, revisionID: "r7", isCompleted: true)

    let server = try #require(MailServer(inbox.address))
    let postman = Postman(
      accounts.store, server, sender: "ilm@example.org", now: { world.now() },
      logFailure: { Issue.record("\($0)") })
    postman.goRound()
    world.pass(milliseconds: Retention.day)
    postman.goRound()
    postman.goRound()
    let letters = try inbox.letters(count: 3)
    func letter(_ text: String) -> String { letters.first { $0.contains(text) } ?? "" }
    #expect(letters.allSatisfy { $0.contains("RCPT owner@example.org") })
    #expect(letter("flows have errors").contains("Orders to invoices: 1 error"))
    #expect(letter("a connection changed").contains("Shop is offline"))
    #expect(letter("a pull has ended").contains("'Home' by owner@example.org, revision r7"))
    #expect(!letters.joined().contains(SmallAccount.canary))
    #expect(try accounts.store.takeLetters().isEmpty)
  }

  @Test func `letters that nobody takes wait, and come when somebody does`() throws {
    let accounts = try TestAccounts()
    let world = accounts.world
    let invited = try accounts.send(
      "POST", "/v1/invite", json: ["email": "ada@example.org", "accessLevel": "monitor"])
    #expect(invited.status == 201)
    let failures = TestAccounts.FailureList()
    let nobody = try #require(MailServer("smtp://127.0.0.1:1"))
    Postman(
      accounts.store, nobody, sender: "ilm@example.org", now: { world.now() },
      logFailure: { failures.add($0) }
    ).goRound()
    #expect(failures.all.count == 1 && !failures.all[0].contains("ada@"))
    guard let inbox = try MailInbox() else { return }
    let server = try #require(MailServer(inbox.address))
    world.pass(milliseconds: 3_600_000)
    Postman(
      accounts.store, server, sender: "ilm@example.org", now: { world.now() },
      logFailure: { Issue.record("\($0)") }
    ).goRound()
    #expect(try inbox.letters(count: 1)[0].contains("You are invited"))
  }
}
