/// Describes a whole program: its commands and the options that every command takes.
public struct ProgramDeclaration: Sendable {
  /// The name of the executable.
  public var name: String
  /// The version shown by `--version`.
  public var version: String
  /// One line without a full stop.
  public var summary: String
  /// Examples shown at the top of the overview.
  public var examples: [UsageExample]
  /// Options accepted before and after the name of any command, with `--help` and `--version`.
  public var globalOptions: [OptionDeclaration]
  /// The commands, in the order of the overview; their groups come in order of first use.
  public var commands: [CommandDeclaration]

  /// Creates a declaration; `--help` and `--version` are added to the global options.
  public init(
    name: String, version: String, summary: String, examples: [UsageExample] = [],
    globalOptions: [OptionDeclaration] = [], commands: [CommandDeclaration]
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.examples = examples
    self.globalOptions = globalOptions + [.help, .version]
    self.commands = commands
  }

  /// Returns the commands from the outermost to the one that `path` names; `nil` if there is none.
  ///
  /// Aliases are understood.
  public func chain(_ path: [String]) -> [CommandDeclaration]? {
    var chain: [CommandDeclaration] = []
    for word in path {
      let candidates = chain.last?.subcommands ?? commands
      guard let next = candidates.first(where: { $0.answers(to: word) }) else { return nil }
      chain.append(next)
    }
    return chain
  }

  /// Whether `flag` (a long name) is among `arguments`, however wrong they are otherwise.
  ///
  /// For what must be known even when parsing fails, such as the form an error is shown in.
  public static func mentions(_ flag: String, in arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains("--\(flag)")
  }
}
