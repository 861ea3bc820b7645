/// Renders the reference of all commands as Markdown.
public struct MarkdownReference: Sendable {
  let program: ProgramDeclaration

  /// Creates a renderer for a program.
  public init(_ program: ProgramDeclaration) { self.program = program }

  /// Returns the whole document.
  public func render() -> String {
    var parts = [
      "# Commands\n",
      "`\(program.name)`: \(program.summary). "
        + "Generated from the declarations of the commands; do not edit.\n",
      contents,
      "## Options everywhere\n\n\(table("Option", program.globalOptions.compactMap(row)))",
    ]
    for group in program.commandGroups {
      parts.append("## \(group.title)\n")
      let names = Set(group.commands.map(\.name))
      let chains = program.shownChains.filter { names.contains($0[0].name) }
      parts += chains.map(section)
    }
    return parts.joined(separator: "\n")
  }

  private var contents: String {
    program.commandGroups.map { group in
      let links = group.commands.map { "[\($0.name)](#\(program.name)-\($0.name))" }
      return "- \(group.title): \(links.joined(separator: " · "))\n"
    }.joined()
  }

  private func section(_ chain: [CommandDeclaration]) -> String {
    let command = chain[chain.count - 1]
    let title = ([program.name] + chain.map(\.name)).joined(separator: " ")
    let options = command.options.compactMap(row)
    let aliases = command.aliases.map { "`\($0)`" }.joined(separator: ", ")
    let parts = [
      "\(chain.count == 1 ? "###" : "####") \(title)\n",
      "\(command.summary).\(aliases.isEmpty ? "" : " Also: \(aliases).")\n",
      "```\n\(program.usageLine(chain))\n```\n",
      command.discussion.isEmpty ? "" : "\(command.discussion)\n",
      examples(command.examples),
      command.positionals.isEmpty ? "" : table("Operand", command.positionals.map(row)),
      options.isEmpty ? "" : table("Option", options),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func examples(_ examples: [UsageExample]) -> String {
    if examples.isEmpty { return "" }
    let lines = examples.map { "# \($0.explanation)\n\($0.command)\n" }
    return "```sh\n\(lines.joined(separator: "\n"))```\n"
  }

  // MARK: Tables

  private func table(_ title: String, _ rows: [(String, String)]) -> String {
    let lines = rows.map { "| `\(escape($0.0))` | \(escape($0.1)) |\n" }
    return "| \(title) | Meaning |\n| --- | --- |\n\(lines.joined())"
  }

  private func row(_ option: OptionDeclaration) -> (String, String)? {
    if option.isHidden { return nil }
    let letter = option.short.map { "-\($0), " } ?? ""
    var notes = [option.help] + allowed(option.kind)
    if let text = option.defaultText { notes.append("default: \(text)") }
    if option.isRequired { notes.append("required") }
    if option.isRepeatable { notes.append("may be repeated") }
    return (letter + option.longForm, notes.joined(separator: "; "))
  }

  private func row(_ operand: PositionalDeclaration) -> (String, String) {
    (operand.usage, ([operand.help] + allowed(operand.kind)).joined(separator: "; "))
  }

  private func allowed(_ kind: ValueKind) -> [String] {
    guard let words = kind.allowedValues else { return [] }
    return ["one of: \(words.map { "`\($0)`" }.joined(separator: ", "))"]
  }

  private func escape(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
