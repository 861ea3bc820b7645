import Glibc

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
  private let environment: [String: String]

  /// Returns the pager that the environment variables ask for; `nil` if they ask for none.
  ///
  /// `PAGER`, else `less`; `LESS` is `FRX` unless set. An empty `PAGER` and `cat` mean none.
  public init?(environment: [String: String]) {
    command = environment["PAGER"] ?? "less"
    if command.isEmpty || command == "cat" { return nil }
    self.environment = environment.merging(["LESS": "FRX"]) { own, _ in own }
  }

  /// Whether `text` is shown better in a pager: on a terminal, and longer than the screen.
  ///
  /// Long lines count as often as the terminal wraps them.
  public static func isWanted(for text: String, _ capabilities: TerminalCapabilities) -> Bool {
    guard capabilities.isTerminal, capabilities.canRedraw, let height = capabilities.height
    else { return false }
    let width = max(1, capabilities.width ?? 80)
    var count = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      count += max(1, (DisplayWidth.ofStyled(String(line)) + width - 1) / width)
      if count > height { return true }
    }
    return false
  }

  /// Runs the pager on `text` and waits until it ends.
  ///
  /// A pager that is left early is no failure. Ctrl-C belongs to the pager while it runs.
  public func show(_ text: String) -> Outcome {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return .unavailable }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let silenced = SilencedSignals([SIGINT, SIGPIPE])
    defer { silenced.restore() }
    let child = ShellCommand(command, environment).spawn(reading: ends[0])
    close(ends[0])
    if child != nil {
      var text = text
      _ = text.withUTF8 { DescriptorWriting.writeAll(UnsafeRawBufferPointer($0), to: ends[1]) }
    }
    close(ends[1])
    guard let child else { return .unavailable }
    return ShellCommand.isMissing(status: ShellCommand.wait(for: child)) ? .unavailable : .shown
  }
}
