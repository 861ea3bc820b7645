import Synchronization

/// Keeps to the rate that an account allows: a bucket of requests that fills up again.
final class RequestRate: Sendable {
  private let limit: RateLimit
  private let clock: PacingClock
  private let state: Mutex<State>

  private struct State {
    /// How many requests may be sent at once; below zero when some are waiting.
    var room: Double
    var lastFilled: Duration
    /// No request before that, because the server said so.
    var pausedUntil: Duration
  }

  init(_ limit: RateLimit, _ clock: PacingClock) {
    self.limit = limit
    self.clock = clock
    let now = clock.now()
    state = Mutex(State(room: Double(limit.size), lastFilled: now, pausedUntil: now))
  }

  /// Waits until one more request may be sent.
  func take() {
    let wait = state.withLock { state -> Duration in
      let now = clock.now()
      let filled = seconds(now - state.lastFilled) * Double(limit.perSecond)
      state.room = min(Double(limit.size), state.room + filled) - 1
      state.lastFilled = now
      let untilRoom = state.room < 0 ? -state.room / Double(limit.perSecond) : 0
      return max(.milliseconds(Int((untilRoom * 1000).rounded(.up))), state.pausedUntil - now)
    }
    if wait > .zero { clock.sleep(wait) }
  }

  /// Lets nobody send for a while.
  func pause(for duration: Duration) {
    state.withLock { $0.pausedUntil = max($0.pausedUntil, clock.now() + duration) }
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// How many requests an account takes.
public struct RateLimit: Sendable, Equatable {
  /// How many at once.
  public let size: Int
  /// How many a second, in the long run.
  public let perSecond: Int

  /// Makes a limit.
  public init(size: Int, perSecond: Int) {
    self.size = max(1, size)
    self.perSecond = max(1, perSecond)
  }

  /// What the platform allows an account: 1,000 at once, 300 a second.
  public static let platform = RateLimit(size: 1000, perSecond: 300)
}
