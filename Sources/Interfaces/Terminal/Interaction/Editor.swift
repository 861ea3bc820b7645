import Glibc

/// Lets the user edit a file in the editor of their choice.
public struct Editor: Sendable {
  private let command: String
  private let environment: [String: String]

  /// Returns the editor that the environment variables name, `VISUAL` before `EDITOR`; `nil` if they
  /// name none.
  public init?(environment: [String: String]) {
    let named = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }
    guard let command = named.first(where: { !$0.isEmpty }) else { return nil }
    self.command = command
    self.environment = environment
  }

  /// Runs the editor on a file, waits until it ends, and tells whether it ended well.
  public func edit(_ path: String) -> Bool {
    let silenced = SilencedSignals([SIGINT])
    defer { silenced.restore() }
    let quoted = "'" + path.replacing("'", with: "'\\''") + "'"
    guard let child = ShellCommand("\(command) \(quoted)", environment).spawn() else {
      return false
    }
    return ShellCommand.wait(for: child) == 0
  }
}
