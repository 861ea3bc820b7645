import Terminal
import Testing

@Suite struct TableTests {
  private func sample() -> Table {
    var table = Table([
      .init("Name", isFlexible: true), .init("Flows", .right), .init("Revision"),
    ])
    table.append([.init("prod/orders", .green), "3", "r3"])
    table.append(["prod/日本語", "12", ""])
    table.append(["prod/bad\u{1B}[2Jname", "0"])
    return table
  }

  @Test func `columns are aligned and lines end without blanks`() {
    #expect(
      sample().render(.plain) == """
        Name                   Flows  Revision
        prod/orders                3  r3
        prod/日本語               12
        prod/bad\\u{1b}[2Jname      0

        """)
  }

  @Test func `a flexible column gives way on a terminal`() {
    let narrow = TerminalCapabilities(isTerminal: true, width: 28)
    #expect(
      sample().render(narrow, indent: 2) == """
          Name       Flows  Revision
          prod/ord…      3  r3
          prod/日…      12
          prod/bad…      0

        """)
  }

  @Test func `a limit cuts on a terminal only`() {
    var table = Table([.init("", widthMax: 4), .init("")])
    table.append(["abcdefgh", "x"])
    #expect(table.render(TerminalCapabilities(isTerminal: true)) == "abc…  x\n")
    #expect(table.render(.plain) == "abcdefgh  x\n")
  }

  @Test func `styles surround the text, not the padding`() {
    let colourful = TerminalCapabilities(isTerminal: true, width: 80, colourDepth: .sixteen)
    let lines = sample().render(colourful).split(separator: "\n")
    #expect(lines[0].hasPrefix("\u{1B}[1mName\u{1B}[0m   "))
    #expect(lines[1].hasPrefix("\u{1B}[32mprod/orders\u{1B}[0m   "))
  }

  @Test func `an empty table shows its heading`() {
    #expect(Table([.init("A"), .init("B")]).render(.plain) == "A  B\n")
    #expect(Table([.init("")]).render(.plain) == "")
  }
}

@Suite struct PaletteTests {
  @Test func `styles have no effect where colour is off`() {
    #expect(Palette.plain.red("x") == "x")
    #expect(Palette(.plain).bold("x") == "x")
  }

  @Test func `styles add up and empty text stays empty`() {
    let palette = Palette(isEnabled: true)
    #expect(palette.apply(.bold + .red, "x") == "\u{1B}[1;31mx\u{1B}[0m")
    #expect(palette.apply(.plain, "x") == "x")
    #expect(palette.dim("") == "")
  }

  @Test(
    arguments: [
      ([:], .none), (["TERM": "xterm"], .sixteen), (["TERM": "xterm-256color"], .full256),
      (["TERM": "xterm", "COLORTERM": "truecolor"], .trueColour), (["TERM": "dumb"], .none),
      (["TERM": ""], .none), (["TERM": "xterm", "NO_COLOR": "1"], .none),
      (["TERM": "xterm", "NO_COLOR": ""], .sixteen),
      (["TERM": "dumb", "COLORTERM": "truecolor"], .none),
    ] as [([String: String], ColourDepth)])
  func `environment variables decide on colour`(
    _ variables: [String: String], _ depth: ColourDepth
  ) {
    #expect(TerminalCapabilities.colourDepth(variables) == depth)
  }
}
