/// Shows how far something is, on one line of a terminal that is drawn again and cleared at the end.
///
/// Nothing is shown off a terminal, nor before half a second has passed.
public final class ProgressLine: Sendable {
  /// Creates a progress line for stderr.
  ///
  /// - Parameter now: Returns the time since any fixed moment; must not go backwards.
  public init(
    _ output: BufferedOutput, _ capabilities: TerminalCapabilities,
    now: @escaping @Sendable () -> Duration
  ) {}

  /// Says how far it is; cheap enough for every step of a loop.
  ///
  /// - Parameter total: The number of steps; `nil` if it is not known.
  public func update(done: Int, total: Int?, label: @autoclosure () -> String) {}

  /// Clears the line so that something else can be written; the next update draws it again.
  public func clear() {}
}
