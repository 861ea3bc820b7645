/// Reads command lines of a program, following the habits of GNU and git.
///
/// Options may stand anywhere, `--` ends them; `--name value`, `--name=value`, `-n value`,
/// `-nvalue` and combined flags are understood. A value that starts with a dash must be attached.
public struct CommandLineParser: Sendable {
  let program: ProgramDeclaration

  /// Creates a parser for a program.
  public init(_ program: ProgramDeclaration) { self.program = program }

  /// Returns what the arguments (without the name of the program) ask for.
  ///
  /// No arguments ask for help. `--help` wins over every mistake but an unknown command. A flag
  /// given twice is no mistake; an option with a value is, unless it is repeatable.
  public func parse(_ arguments: [String]) throws(UsageError) -> CommandRequest {
    if arguments.isEmpty { return .help(path: []) }
    var scan = ArgumentScan(program)
    do {
      try scan.read(arguments)
      return try request(scan)
    } catch {
      if error.code != .unknownCommand && asksForHelp(arguments) { return .help(path: scan.path) }
      throw error
    }
  }

  private func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private func request(_ scan: ArgumentScan) throws(UsageError) -> CommandRequest {
    if scan.flags.contains(OptionDeclaration.help.name) { return .help(path: scan.path) }
    if scan.flags.contains(OptionDeclaration.version.name) { return .version }
    guard let command = scan.chain.last else {
      throw UsageError(
        .missingCommand, "no command given", hint: "see '\(program.name) help' for the commands")
    }
    if command.name == CommandDeclaration.helpName && scan.chain.count == 1 {
      return .help(path: try helpPath(scan.operands))
    }
    guard command.subcommands.isEmpty else { throw missingSubcommand(of: command, scan) }
    return .run(try OperandAssignment(program, scan).check())
  }

  /// Reads the operands of `help` the way commands are read, so that mistakes are explained alike.
  private func helpPath(_ words: [String]) throws(UsageError) -> [String] {
    var scan = ArgumentScan(program)
    try scan.read(["--"] + words)
    if let extra = scan.operands.first {
      throw UsageError(
        .unknownCommand, "unknown command '\((scan.path + [extra]).joined(separator: " "))'",
        hint: "'\(program.name) help \(scan.path.joined(separator: " "))' explains the command")
    }
    return scan.path
  }

  private func missingSubcommand(
    of command: CommandDeclaration, _ scan: ArgumentScan
  ) -> UsageError {
    let names = command.subcommands.filter { !$0.isHidden }.map(\.name)
    let path = ([program.name] + scan.path).joined(separator: " ")
    return UsageError(
      .missingCommand, "'\(path)' needs to know what to do: \(Wording.list(names, "or"))",
      hint: "see '\(path) --help'", commandPath: scan.path)
  }
}
