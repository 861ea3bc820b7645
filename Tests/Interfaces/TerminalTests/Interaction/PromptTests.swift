import Glibc
import Terminal
import TestKit
import Testing

@Suite struct PromptTests {
  private func prompt(on terminal: PseudoTerminal) -> Prompt {
    Prompt(input: terminal.program, output: terminal.program)
  }

  @Test(
    arguments: [
      ("y\n", .yes), ("Yes\n", .yes), ("  y \n", .yes), ("n\n", .no), ("\n", .no), ("\u{4}", .no),
      ("what\ny\n", .yes), ("a\nb\nc\n", .no),
    ] as [(String, Prompt.Answer)])
  func `only a clear yes is a yes`(_ typed: String, _ answer: Prompt.Answer) throws {
    let terminal = try #require(PseudoTerminal())
    terminal.type(typed)
    #expect(prompt(on: terminal).confirm("Apply the plan?") == answer)
    #expect(terminal.shown().contains("Apply the plan? [y/N] "))
  }

  @Test(
    arguments: [
      ("orders\n", .yes), ("order\n", .no), ("Orders\n", .no), ("\n", .no), ("\u{4}", .no),
    ] as [(String, Prompt.Answer)])
  func `a name must be typed exactly`(_ typed: String, _ answer: Prompt.Answer) throws {
    let terminal = try #require(PseudoTerminal())
    terminal.type(typed)
    #expect(prompt(on: terminal).confirm("Delete it?", byTyping: "orders") == answer)
  }

  @Test func `a composed name differs from a decomposed one`() throws {
    let terminal = try #require(PseudoTerminal())
    terminal.type("u\u{308}\n")
    #expect(prompt(on: terminal).confirm("Delete it?", byTyping: "\u{FC}") == .no)
  }

  @Test func `a line is taken without blanks around it, and no more than the line`() throws {
    let terminal = try #require(PseudoTerminal())
    terminal.type(" two words \nnext\n")
    #expect(prompt(on: terminal).askLine("Name:") == .text("two words"))
    #expect(prompt(on: terminal).askLine("Name:") == .text("next"))
    terminal.type("\u{4}")
    #expect(prompt(on: terminal).askLine("Name:") == .ended)
  }

  @Test func `nobody is asked off a terminal or when it is not wanted`() throws {
    let terminal = try #require(PseudoTerminal())
    let null = open("/dev/null", O_RDWR)
    defer { close(null) }
    let prompts = [
      Prompt(input: null, output: terminal.program),
      Prompt(input: terminal.program, output: null),
      Prompt(input: terminal.program, output: terminal.program, isAllowed: false),
    ]
    for prompt in prompts {
      #expect(!prompt.isAvailable)
      #expect(prompt.confirm("?") == .unavailable)
      #expect(prompt.confirm("?", byTyping: "x") == .unavailable)
      #expect(prompt.askLine("?") == .unavailable)
    }
    #expect(terminal.shown() == "")
  }

  @Test func `a terminal tells its size and colours`() throws {
    let terminal = try #require(PseudoTerminal(columns: 72, lines: 20))
    let variables = ["TERM": "xterm-256color"]
    #expect(
      TerminalCapabilities(descriptor: terminal.program, environment: variables)
        == .init(isTerminal: true, width: 72, height: 20, colourDepth: .full256))
    let grey = TerminalCapabilities(
      descriptor: terminal.program, environment: variables, allowsColour: false)
    #expect(grey.colourDepth == .none)
    let dumb = TerminalCapabilities(
      descriptor: terminal.program, environment: ["TERM": "dumb"])
    #expect(dumb.isTerminal && !dumb.canRedraw && dumb.colourDepth == .none)
  }
}
