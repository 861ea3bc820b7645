import Terminal
import Testing

@Suite struct ProgramDeclarationTests {
  @Test func `a sound program has no problems`() {
    #expect(SampleProgram.program.problems() == [])
  }

  @Test func `mistakes in declarations are found`() {
    let program = ProgramDeclaration(
      name: "p", version: "1", summary: "Does things",
      commands: [
        .init("a", aliases: ["b"], summary: "Ends badly."),
        .init(
          "b", summary: "Repeats itself", examples: [.init("p a", "Shows another")],
          positionals: [
            .init("X", .zeroOrMore, help: ""), .init("Y", .oneOrMore, help: ""),
          ],
          options: [.flag("host", short: "h", help: "")], exclusive: [["host", "post"]]),
        .init("c", summary: ""),
      ])
    #expect(
      program.problems() == [
        "p: command 'b' is declared twice",
        "p a: summary ends in a full stop",
        "p b: letter 'h' is declared twice",
        "p b: 'post' excludes others but is not declared",
        "p b: more than one operand repeats",
        "p b: the example 'p a' shows another command",
        "p c: no summary",
      ])
  }
}
