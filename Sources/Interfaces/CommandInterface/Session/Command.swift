import Terminal

/// One verb of the command line.
protocol Command: Sendable {
  /// The word that is typed.
  static var name: String { get }
  /// What the verb looks like; help, completions and the reference come from it.
  static var declaration: CommandDeclaration { get }

  /// Runs the verb.
  static func run(_ session: Session) throws -> ExitCode
}

/// A command as the program knows it before it is asked for: nothing is declared then.
struct Verb: Sendable {
  let name: String
  let declaration: @Sendable () -> CommandDeclaration
  let run: @Sendable (Session) throws -> ExitCode

  init<Verb: Command & SendableMetatype>(_ command: Verb.Type) {
    name = command.name
    declaration = { command.declaration }
    run = { try command.run($0) }
  }
}

/// What the process tells its caller; see Docs/reference/exit-codes.md.
enum ExitCode: Int32 {
  case done = 0
  /// There are differences, open conflicts or findings.
  case differences = 1
  case usage = 2
  case refused = 3
  case environmentFailed = 4
  case damaged = 5
  case interrupted = 130
}
