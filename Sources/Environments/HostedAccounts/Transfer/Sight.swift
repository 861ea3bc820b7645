internal import EnvironmentAdapters
import Synchronization

/// The state of an account that an environment looks at, until it looks again or writes.
final class Sight: Sendable {
  private let state = Mutex<State>(State())

  private struct State {
    var session: AccountSession?
    /// Whether a survey has seen it, so that the next one has to look again.
    var isSurveyed = false
  }

  /// What was looked at last; `nil` before the first look and after a write.
  var last: AccountSession? { state.withLock { $0.session } }

  /// Looks anew, for a glance.
  func glanced(_ session: AccountSession) throws(EnvironmentError) -> AccountSession {
    try look(session, isSurvey: false)
  }

  /// What a survey sees: what the glance before it has seen, if there was one.
  func surveyed(_ session: AccountSession) throws(EnvironmentError) -> AccountSession {
    let glanced = state.withLock { state -> AccountSession? in
      guard !state.isSurveyed else { return nil }
      state.isSurveyed = true
      return state.session
    }
    if let glanced { return glanced }
    return try look(session, isSurvey: true)
  }

  /// Looks no longer: what was seen is about to change.
  func end() { state.withLock { $0 = State() } }

  private func look(
    _ session: AccountSession, isSurvey: Bool
  ) throws(EnvironmentError) -> AccountSession {
    let still: AccountSession
    do throws(AccountError) {
      still = try session.standingStill()
    } catch {
      throw EnvironmentError(error, nil)
    }
    state.withLock { $0 = State(session: still, isSurveyed: isSurvey) }
    return still
  }
}
