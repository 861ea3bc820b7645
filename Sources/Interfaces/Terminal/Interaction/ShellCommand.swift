import Glibc

/// A command of the user's, run through `/bin/sh` on the user's terminal.
struct ShellCommand {
  private let command: String
  private let environment: [String: String]

  init(_ command: String, _ environment: [String: String]) {
    self.command = command
    self.environment = environment
  }

  /// Starts the command; it reads `end`, or what this process reads.
  func spawn(reading end: Int32? = nil) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let end { posix_spawn_file_actions_adddup2(&actions, end, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ignored signals are inherited; the command needs its own.
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

  /// Waits until it ends and returns its status.
  static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// The shell says 126 or 127 when it cannot run a command.
  static func isMissing(status: Int32) -> Bool {
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
struct SilencedSignals {
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
