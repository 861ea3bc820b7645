import Foundation
import MailTransport
import TestKit
import Testing

/// Letters, as they are written and as a server gets them.
@Suite struct MailTests {
  private func message(subject: String = "Hello", text: String = "Line\n.\nend") -> MailMessage {
    MailMessage(
      sender: "ilm@example.org", recipient: "ada@example.org", subject: subject, text: text,
      seconds: 1_790_000_000, id: "5f8d")
  }

  private func lines(_ message: MailMessage) -> [String] {
    String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
  }

  @Test func `a letter has the headers of a letter`() {
    let lines = lines(message())
    #expect(lines[0] == "Date: Mon, 21 Sep 2026 14:13:20 +0000")
    #expect(lines.contains("Subject: Hello") && lines.contains("From: <ilm@example.org>"))
    let body = lines.drop { !$0.isEmpty }.joined()
    #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == "Line\n.\nend")
  }

  @Test(arguments: [
    "a\r\nBcc: eve@example.org", "ä", "日本語" + String(repeating: "長", count: 60), "=?utf-8?B?eA==?=",
    "a\u{0}b",
  ])
  func `a subject stays a subject`(subject: String) {
    let lines = lines(message(subject: subject))
    let names = lines.prefix { !$0.isEmpty }.filter { !$0.hasPrefix(" ") }.map {
      $0.prefix { $0 != ":" }
    }
    #expect(!names.contains("Bcc") && names.filter { $0 == "Subject" }.count == 1)
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x7F } })
  }

  @Test(arguments: ["http://h", "smtp://", "smtp://a b", "smtp://h/x", "smtp://h?x", "h:25"])
  func `what is no mail server is none`(address: String) {
    #expect(MailServer(address) == nil)
  }

  @Test func `nobody there is an error with the place`() throws {
    let server = try #require(MailServer("smtp://127.0.0.1:1"))
    let error = #expect(throws: MailError.self) { try server.send(message()) }
    #expect(error?.message.contains("smtp://127.0.0.1:1") == true)
  }

  @Test func `a server gets the letter whole`() throws {
    guard let inbox = try MailInbox() else { return }
    let server = try #require(MailServer(inbox.address))
    let text = (0..<2000).map { "line \($0)\n" }.joined() + "ümlaut\n"
    try server.send(message(subject: "Grüße", text: text))
    let letters = try inbox.letters(count: 1)
    #expect(
      letters[0].contains("RCPT ada@example.org") && letters[0].contains("FROM ilm@example.org"))
    #expect(letters[0].contains("SUBJECT Grüße") && letters[0].contains("line 1999\nümlaut"))
  }
}
