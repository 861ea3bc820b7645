/// What can be completed where, the same for all shells.
struct CompletionModel {
  /// A command or a group of commands, and what may follow its name.
  struct Place {
    /// The names from the outermost on, joined by spaces; empty for the program itself.
    let path: String
    /// The subcommands; aliases are understood but not offered.
    let commands: [CommandDeclaration]
    /// Every option that is known here.
    let options: [OptionDeclaration]
    /// What the operands are, in order.
    let operands: [ValueKind]
    /// Whether the last operand repeats.
    let repeatsLast: Bool
  }

  let name: String
  /// The program itself first.
  let places: [Place]
  /// Every spelling of a step into a command: the path, the word typed, the path it leads to.
  let steps: [(from: String, word: String, to: String)]

  init(_ program: ProgramDeclaration) {
    name = program.name
    let globals = program.globalOptions.filter { !$0.isHidden }
    let shown = program.commands.filter { !$0.isHidden }
    let root = Place(
      path: "", commands: shown, options: globals, operands: [], repeatsLast: false)
    places = [root] + program.shownChains.map { Self.place($0, globals, shown) }
    steps = program.shownChains.flatMap(Self.steps)
  }

  private static func place(
    _ chain: [CommandDeclaration], _ globals: [OptionDeclaration], _ all: [CommandDeclaration]
  ) -> Place {
    let command = chain[chain.count - 1]
    let words = all.map(\.name)
    return Place(
      path: chain.map(\.name).joined(separator: " "),
      commands: command.subcommands.filter { !$0.isHidden },
      options: chain.reversed().flatMap(\.options).filter { !$0.isHidden } + globals,
      operands: command.positionals.map { $0.kind == .command ? .choice(words) : $0.kind },
      repeatsLast: command.positionals.last?.isRepeating ?? false)
  }

  private static func steps(
    _ chain: [CommandDeclaration]
  ) -> [(from: String, word: String, to: String)] {
    let from = chain.dropLast().map(\.name).joined(separator: " ")
    let to = chain.map(\.name).joined(separator: " ")
    let command = chain[chain.count - 1]
    return ([command.name] + command.aliases).map { (from, $0, to) }
  }
}

extension String {
  /// The text in single quotes, as every POSIX shell and zsh read it.
  var shellQuoted: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
