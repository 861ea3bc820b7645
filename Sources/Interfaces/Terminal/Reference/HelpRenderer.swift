/// Renders help from declarations: examples first, then the shape, then every part explained.
public struct HelpRenderer: Sendable {
  let program: ProgramDeclaration
  let width: Int
  let palette: Palette

  /// Creates a renderer for an output.
  ///
  /// 80 columns if its width is not known; never more than 100, because long lines read badly.
  public init(_ program: ProgramDeclaration, _ capabilities: TerminalCapabilities) {
    self.program = program
    width = max(40, min(capabilities.width ?? 80, 100))
    palette = Palette(capabilities)
  }

  /// Returns the list of commands under their headings.
  public func overview() -> String {
    var parts = [title(program.name, program.summary), examples(program.examples)]
    let options = optionRows(program.globalOptions)
    let groups = program.commandGroups.map { ($0.title, commandRows($0.commands)) }
    let column = HelpRow.column(for: groups.flatMap(\.1) + options, width: width)
    parts += groups.map { section($0.0, $0.1, column: column) }
    parts.append(section("Options everywhere", options, column: column))
    parts.append("'\(program.name) help COMMAND' explains a command.\n")
    return join(parts)
  }

  /// Returns the help of one command; the empty path gives the overview.
  public func help(_ path: [String]) throws(UsageError) -> String {
    if path.isEmpty { return overview() }
    guard let chain = program.chain(path), let command = chain.last else {
      throw UsageError(
        .unknownCommand, "unknown command '\(path.joined(separator: " "))'",
        hint: "see '\(program.name) help' for the commands")
    }
    return help(chain, command)
  }

  private func help(_ chain: [CommandDeclaration], _ command: CommandDeclaration) -> String {
    let name = ([program.name] + chain.map(\.name)).joined(separator: " ")
    let options = chain.flatMap(\.options)
    let inner = command.subcommands.filter { !$0.isHidden }
    return join([
      title(name, command.summary),
      examples(command.examples),
      usage(chain, command),
      TextWrapping.indented(command.discussion, by: 0, width: width),
      section("Commands", commandRows(inner)),
      section("Operands", command.positionals.map(operandRow)),
      section("Options", optionRows(options)),
      section("Options everywhere", optionRows(program.globalOptions)),
      inner.isEmpty ? "" : "'\(name) COMMAND --help' explains a command.\n",
    ])
  }

  private func title(_ name: String, _ summary: String) -> String {
    let text = TextWrapping.indented("\(name): \(summary)", by: 0, width: width)
    return text.hasPrefix(name) ? palette.bold(name) + text.dropFirst(name.count) : text
  }

  private func usage(_ chain: [CommandDeclaration], _ command: CommandDeclaration) -> String {
    var text = "\(heading("Usage"))  \(program.usageLine(chain))\n"
    if !command.aliases.isEmpty {
      text += "  \(palette.dim("also: \(command.aliases.joined(separator: ", "))"))\n"
    }
    return text
  }

  private func examples(_ examples: [UsageExample]) -> String {
    if examples.isEmpty { return "" }
    let shown = examples.map { example in
      "  \(palette.cyan(example.command))\n"
        + TextWrapping.indented(example.explanation, by: 6, width: width)
    }
    return heading("Examples") + shown.joined()
  }

  private func join(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty && $0 != "\n" }.joined(separator: "\n")
  }

  private func heading(_ title: String) -> String { "\(palette.bold(title))\n" }

  private func section(_ title: String, _ rows: [HelpRow], column: Int? = nil) -> String {
    if rows.isEmpty { return "" }
    let column = column ?? HelpRow.column(for: rows, width: width)
    return heading(title) + rows.map { $0.render(column: column, width: width, palette) }.joined()
  }

  // MARK: Rows

  private func commandRows(_ commands: [CommandDeclaration]) -> [HelpRow] {
    commands.map { HelpRow(term: $0.name, text: $0.summary) }
  }

  private func operandRow(_ operand: PositionalDeclaration) -> HelpRow {
    let notes = [allowed(operand.kind)].compactMap { $0 }
    return HelpRow(term: operand.usage, text: ([operand.help] + notes).joined(separator: "; "))
  }

  private func optionRows(_ options: [OptionDeclaration]) -> [HelpRow] {
    let shown = options.filter { !$0.isHidden }
    let haveLetters = shown.contains { $0.short != nil }
    return shown.map { option in
      let letter = option.short.map { "-\($0), " } ?? (haveLetters ? "    " : "")
      let text = ([option.help] + notes(option)).joined(separator: "; ")
      return HelpRow(term: letter + option.longForm, text: text)
    }
  }

  private func notes(_ option: OptionDeclaration) -> [String] {
    var notes = [allowed(option.kind)].compactMap { $0 }
    if let text = option.defaultText { notes.append("default: \(text)") }
    if option.isRequired { notes.append("required") }
    if option.isRepeatable { notes.append("may be repeated") }
    return notes
  }

  private func allowed(_ kind: ValueKind) -> String? {
    kind.allowedValues.map { "one of: \($0.joined(separator: ", "))" }
  }
}

/// A term and its explanation, in two columns.
struct HelpRow {
  let term: String
  let text: String

  /// Returns where the explanations of all rows begin.
  static func column(for rows: [HelpRow], width: Int) -> Int {
    let termWidthMax = min(30, width / 2 - 4)
    let fitting = rows.map { DisplayWidth.of($0.term) }.filter { $0 <= termWidthMax }
    return 2 + (fitting.max() ?? termWidthMax) + 2
  }

  /// Returns the row; a term too long for its column stands on a line of its own.
  func render(column: Int, width: Int, _ palette: Palette) -> String {
    let lines = TextWrapping.indented(text, by: column, width: width)
    let used = 2 + DisplayWidth.of(term)
    let shown = "  \(palette.cyan(term))"
    if text.isEmpty { return "\(shown)\n" }
    if used + 2 > column { return "\(shown)\n\(lines)" }
    return shown + String(repeating: " ", count: column - used) + lines.dropFirst(column)
  }
}
