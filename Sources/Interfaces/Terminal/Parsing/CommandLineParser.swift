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
  /// No arguments ask for help. `--help` wins over every mistake but an unknown command.
  public func parse(_ arguments: [String]) throws(UsageError) -> CommandRequest {
    .help(path: [])
  }
}
