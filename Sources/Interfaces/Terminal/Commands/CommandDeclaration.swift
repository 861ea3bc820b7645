/// Describes one command: what it is called, what it takes, and how people are told about it.
///
/// Parsing, help, the Markdown reference and shell completions are all made from declarations, so
/// they cannot drift apart.
public struct CommandDeclaration: Sendable {
  /// The word that is typed; for a subcommand, the last word only.
  public var name: String
  /// Other words for the same command, accepted but shown only in its own help.
  public var aliases: [String]
  /// The heading of the overview it stands under; `nil` files it under "Other commands".
  public var group: String?
  /// One line without a full stop.
  public var summary: String
  /// Paragraphs separated by an empty line; wrapped when shown.
  public var discussion: String
  /// Examples, the most useful first.
  public var examples: [UsageExample]
  /// The operands, in order; at most one of them repeats.
  public var positionals: [PositionalDeclaration]
  /// The options of this command and of its subcommands.
  public var options: [OptionDeclaration]
  /// Sets of options (by long name) and operands (by name) of which at most one may be given.
  public var exclusive: [[String]]
  /// The commands below this one; a command with subcommands does nothing by itself.
  public var subcommands: [CommandDeclaration]
  /// Whether it is left out of help, reference and completions.
  public var isHidden: Bool

  /// Creates a declaration; only the name and the summary are needed.
  public init(
    _ name: String, aliases: [String] = [], group: String? = nil, summary: String,
    discussion: String = "", examples: [UsageExample] = [],
    positionals: [PositionalDeclaration] = [], options: [OptionDeclaration] = [],
    exclusive: [[String]] = [], subcommands: [CommandDeclaration] = [], isHidden: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.group = group
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.positionals = positionals
    self.options = options
    self.exclusive = exclusive
    self.subcommands = subcommands
    self.isHidden = isHidden
  }

  /// Declares `help [COMMAND…]`, which the parser itself answers.
  public static func help(group: String? = nil) -> CommandDeclaration {
    CommandDeclaration(
      helpName, group: group, summary: "Explains a command",
      positionals: [
        .init("COMMAND", .zeroOrMore, kind: .command, help: "The command to explain")
      ])
  }

  static let helpName = "help"

  func answers(to word: String) -> Bool { name == word || aliases.contains(word) }

  func subcommand(_ word: String) -> CommandDeclaration? {
    subcommands.first { $0.answers(to: word) }
  }
}

/// Shows one way to use a command.
public struct UsageExample: Sendable, Equatable {
  /// The whole command line, as it would be typed.
  public var command: String
  /// What it does, in one line.
  public var explanation: String

  /// Creates an example.
  public init(_ command: String, _ explanation: String) {
    self.command = command
    self.explanation = explanation
  }
}
