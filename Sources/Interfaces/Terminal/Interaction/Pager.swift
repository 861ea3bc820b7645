/// Shows long text through the pager of the user.
public struct Pager: Sendable {
  /// What became of a text.
  public enum Outcome: Sendable, Equatable {
    /// The pager ran; whether the user read to the end is not known.
    case shown
    /// The pager could not be started: write the text yourself.
    case unavailable
  }

  /// The command, run through `/bin/sh`.
  public let command: String
  let environment: [String: String]

  /// Returns the pager that the environment variables ask for; `nil` if they ask for none.
  ///
  /// `PAGER`, else `less`; `LESS` is `FRX` unless set. An empty `PAGER` and `cat` mean none.
  public init?(environment: [String: String]) { nil }

  /// Whether `text` is shown better in a pager: on a terminal, and longer than the screen.
  public static func isWanted(for text: String, _ capabilities: TerminalCapabilities) -> Bool {
    false
  }

  /// Runs the pager on `text` and waits until it ends.
  public func show(_ text: String) -> Outcome { .unavailable }
}
