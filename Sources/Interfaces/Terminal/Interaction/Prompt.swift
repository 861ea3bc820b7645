import Glibc

/// Asks people questions, on terminals only.
public struct Prompt: Sendable {
  /// The answer to a question that takes yes or no.
  public enum Answer: Sendable, Equatable {
    case yes, no
    /// A signal arrived while waiting.
    case interrupted
    /// There is nobody to ask.
    case unavailable
  }

  /// The answer to a question that takes a line of text.
  public enum Line: Sendable, Equatable {
    case text(String)
    /// The input ended (Ctrl-D).
    case ended
    /// A signal arrived while waiting.
    case interrupted
    /// There is nobody to ask.
    case unavailable
  }

  /// Whether there is somebody to ask.
  public let isAvailable: Bool
  let input: Int32
  let output: Int32

  /// Creates a prompt that reads `input` and writes `output`, usually stdin and stderr.
  ///
  /// It is available if both are terminals and `isAllowed`, which is `--no-input` in reverse.
  public init(input: Int32 = 0, output: Int32 = 2, isAllowed: Bool = true) {
    self.input = input
    self.output = output
    isAvailable = isAllowed && isatty(input) == 1 && isatty(output) == 1
  }

  /// Asks a question that takes yes or no; an empty line and the end of input mean no.
  public func confirm(_ question: String) -> Answer { .unavailable }

  /// Asks for `name` to be typed exactly, before something that cannot be taken back.
  public func confirm(_ question: String, byTyping name: String) -> Answer { .unavailable }

  /// Asks for a line of text.
  public func askLine(_ question: String) -> Line { .unavailable }
}
