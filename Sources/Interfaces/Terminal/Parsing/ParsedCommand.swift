/// What a command line asks for.
public enum CommandRequest: Sendable {
  /// To run a command.
  case run(ParsedCommand)
  /// To explain the command of this path; the empty path means the overview.
  case help(path: [String])
  /// To show the version.
  case version
}

/// A command with its operands and options, checked against its declaration.
public struct ParsedCommand: Sendable, Equatable {
  /// The names of the command, outermost first, aliases replaced by names.
  public let path: [String]
  let operands: NamedValues
  let flags: [String]
  let optionValues: NamedValues

  /// Whether the flag with this long name was given.
  public func flag(_ name: String) -> Bool { flags.contains(name) }

  /// The value of the option with this long name; the last one of a repeatable option.
  public func value(_ name: String) -> String? { optionValues[name].last }

  /// All values of the option with this long name, in the order given.
  public func values(_ name: String) -> [String] { optionValues[name] }

  /// The value of an operand; `nil` only if it is optional and was not given.
  public func operand(_ name: String) -> String? { operands[name].first }

  /// All values of a repeating operand, in the order given.
  public func operands(_ name: String) -> [String] { operands[name] }

  /// The value of a required operand.
  ///
  /// The parser has made sure that there is one; asking for an undeclared name is a mistake in the
  /// program and traps.
  public func required(_ name: String) -> String {
    guard let value = operand(name) ?? value(name) else {
      preconditionFailure("'\(name)' is not a required operand or option of '\(path)'")
    }
    return value
  }
}
