import Synchronization

/// Shows how far something is, on one line of a terminal that is drawn again and again.
///
/// Nothing is shown off a terminal, nor before half a second has passed. Call ``clear()`` before
/// anything else is written to the terminal, and at the end.
public final class ProgressLine: Sendable {
  private struct State {
    var start: Duration?
    var lastDrawn: Duration?
    var isVisible = false
  }

  private let output: BufferedOutput
  private let isEnabled: Bool
  private let width: Int
  private let now: @Sendable () -> Duration
  private let state = Mutex(State())

  private let delay = Duration.milliseconds(500)
  private let interval = Duration.milliseconds(100)

  /// Creates a progress line for stderr.
  ///
  /// - Parameter now: Returns the time since any fixed moment; must not go backwards.
  public init(
    _ output: BufferedOutput, _ capabilities: TerminalCapabilities,
    now: @escaping @Sendable () -> Duration
  ) {
    self.output = output
    isEnabled = capabilities.isTerminal && capabilities.canRedraw
    width = capabilities.width ?? 80
    self.now = now
  }

  /// Says how far it is; cheap enough for every step of a loop.
  ///
  /// The line is drawn ten times a second at most; the label is only asked for then.
  ///
  /// - Parameter total: The number of steps; `nil` if it is not known.
  public func update(done: Int, total: Int?, label: @autoclosure () -> String) {
    if !isEnabled { return }
    let time = now()
    let isDue = state.withLock { state in
      let start = state.start ?? time
      state.start = start
      if time - start < delay { return false }
      if let last = state.lastDrawn, time - last < interval { return false }
      state.lastDrawn = time
      state.isVisible = true
      return true
    }
    if isDue { draw(Self.line(done: done, total: total, label: label(), width: width)) }
  }

  /// Clears the line so that something else can be written; the next update draws it again.
  public func clear() {
    let wasVisible = state.withLock { state in
      defer { (state.isVisible, state.lastDrawn) = (false, nil) }
      return state.isVisible
    }
    if wasVisible { draw("") }
  }

  /// What cannot be drawn is not worth an error.
  private func draw(_ line: String) {
    output.write("\r\u{1B}[K\(line)")
    try? output.flush()
  }

  private static func line(done: Int, total: Int?, label: String, width: Int) -> String {
    var count = "\(done)"
    if let total, total > 0 { count = "\(done)/\(total) (\(min(100, done * 100 / total)) %)" }
    // The last column stays free: writing there wraps on some terminals.
    return DisplayWidth.truncate("\(VisibleText.line(label)) \(count)", to: width - 1)
  }
}
