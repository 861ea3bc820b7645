/// Time and chance as a client needs them; arguments, so that tests decide.
public struct PacingClock: Sendable {
  /// The time since any fixed moment; never goes backwards.
  public let now: @Sendable () -> Duration
  /// Waits; may end early when the user wants to stop.
  public let sleep: @Sendable (Duration) -> Void
  /// A number from 0 up to 1.
  public let chance: @Sendable () -> Double

  /// Makes a clock.
  public init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void,
    chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.chance = chance
  }
}
