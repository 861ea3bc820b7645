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
    let child = spawn(reading: ends[0])
    close(ends[0])
    if child != nil {
      var text = text
      _ = text.withUTF8 { DescriptorWriting.writeAll(UnsafeRawBufferPointer($0), to: ends[1]) }
    }
    close(ends[1])
    guard let child else { return .unavailable }
    return isMissing(status: wait(for: child)) ? .unavailable : .shown
  }

  private func spawn(reading end: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ignored signals are inherited; the pager needs its own.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var child: pid_t = 0
    let status = withCStrings(["/bin/sh", "-c", command]) { arguments in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
        posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, variables)
      }
    }
    return status == 0 ? child : nil
  }

  private func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// The shell says 126 or 127 when it cannot run a command.
  private func isMissing(status: Int32) -> Bool {
    status & 0x7F == 0 && [126, 127].contains(status >> 8 & 0xFF)
  }

  private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
  }
}

/// Ignores signals for a while and gives them back the meaning they had.
private struct SilencedSignals {
  private let previous: [(signal: Int32, action: sigaction)]

  init(_ signals: [Int32]) {
    previous = signals.map { signal in
      var ignoring = sigaction()
      ignoring.__sigaction_handler.sa_handler = SIG_IGN
      var action = sigaction()
      sigaction(signal, &ignoring, &action)
      return (signal, action)
    }
  }

  func restore() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
  }
}
