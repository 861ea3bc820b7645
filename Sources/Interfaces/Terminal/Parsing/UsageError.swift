/// Explains what is wrong with a command line.
public struct UsageError: Error, Sendable, Equatable {
  /// The kinds of mistake; more may be added.
  public enum Code: String, Sendable {
    case unknownCommand, missingCommand, unknownOption, missingValue, unexpectedValue
    case valueNotAllowed, repeatedOption, missingOption, missingOperand, tooManyOperands
    case exclusiveOptions
  }

  /// The kind of mistake.
  public let code: Code
  /// What is wrong: lower case, one line, subject in single quotes. Holds text that was typed: show
  /// it through ``VisibleText``.
  public let message: String
  /// What to do about it, in the form of a sentence without a full stop.
  public let hint: String?
  /// The names of the command meant, as far as they were understood.
  public let commandPath: [String]

  /// Creates an error.
  public init(_ code: Code, _ message: String, hint: String? = nil, commandPath: [String] = []) {
    self.code = code
    self.message = message
    self.hint = hint
    self.commandPath = commandPath
  }
}
