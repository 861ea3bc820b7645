import Terminal

/// One verb of the command line.
protocol Command: Sendable {
  /// What the verb looks like; help, completions and the reference come from it.
  static var declaration: CommandDeclaration { get }

  /// Runs the verb.
  static func run(_ session: Session) throws -> ExitCode
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
