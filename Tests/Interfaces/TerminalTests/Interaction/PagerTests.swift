import Foundation
import Terminal
import Testing

@Suite(.serialized) struct PagerTests {
  private let variables = ["PATH": "/usr/bin:/bin"]

  private func pager(_ command: String) throws -> Pager {
    try #require(Pager(environment: variables.merging(["PAGER": command]) { $1 }))
  }

  @Test func `the pager is chosen by environment variables`() {
    #expect(Pager(environment: [:])?.command == "less")
    #expect(Pager(environment: ["PAGER": "more -s"])?.command == "more -s")
    #expect(Pager(environment: ["PAGER": ""]) == nil)
    #expect(Pager(environment: ["PAGER": "cat"]) == nil)
  }

  @Test func `a pager is wanted for what is longer than the screen of a terminal`() {
    let screen = TerminalCapabilities(isTerminal: true, width: 10, height: 3)
    #expect(!Pager.isWanted(for: "1\n2\n", screen))
    #expect(Pager.isWanted(for: "1\n2\n3\n", screen))
    #expect(Pager.isWanted(for: String(repeating: "x", count: 31), screen))
    #expect(!Pager.isWanted(for: String(repeating: "\u{1B}[1mx\u{1B}[0m", count: 20), screen))
    #expect(!Pager.isWanted(for: "1\n2\n3\n4\n", .plain))
    #expect(!Pager.isWanted(for: "1\n2\n3\n4\n", .init(isTerminal: true)))
  }

  @Test func `the pager gets the whole text and its settings`() throws {
    try TemporaryFolder.with { folder in
      let file = folder.appending(path: "shown")
      let text = String(repeating: "a line\n", count: 50_000)
      let outcome = try pager("(cat; echo \"$LESS\") > '\(file.path)'").show(text)
      #expect(outcome == .shown)
      #expect(try String(contentsOf: file, encoding: .utf8) == text + "FRX\n")
    }
  }

  @Test func `settings of the user win`() throws {
    try TemporaryFolder.with { folder in
      let file = folder.appending(path: "shown")
      let own = variables.merging(["PAGER": "echo $LESS > '\(file.path)'", "LESS": "R"]) { $1 }
      #expect(Pager(environment: own)?.show("x") == .shown)
      let shown = try String(contentsOf: file, encoding: .utf8)
      #expect(shown == "R\n")
    }
  }

  @Test func `a pager that is left early is no failure`() throws {
    let text = String(repeating: "a line\n", count: 500_000)
    #expect(try pager("head -n 1 > /dev/null").show(text) == .shown)
    #expect(try pager("exit 3").show(text) == .shown)
  }

  @Test func `a pager that does not exist is unavailable`() throws {
    #expect(try pager("no-such-pager-anywhere 2>/dev/null").show("x") == .unavailable)
  }
}
