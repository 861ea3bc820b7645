import HostedAccounts
import Synchronization

/// Removes once an hour what has been kept for long enough.
final class Caretaker: Sendable {
  /// How long it waits between two looks at the clock, in milliseconds.
  static let pause = 60_000
  private static let interval: Int64 = 3_600_000

  private let accounts: AccountStore
  private let retention: Retention
  private let now: @Sendable () -> Int64
  private let logFailure: @Sendable (String) -> Void
  private let lastTime = Mutex<Int64?>(nil)

  init(
    _ accounts: AccountStore, _ retention: Retention, now: @escaping @Sendable () -> Int64,
    logFailure: @escaping @Sendable (String) -> Void
  ) {
    self.accounts = accounts
    self.retention = retention
    self.now = now
    self.logFailure = logFailure
  }

  /// Sweeps if an hour has passed since the last time, and the first time anyway.
  ///
  /// - Returns: What is gone; `nil` if it was not yet time.
  @discardableResult
  func goRound() -> Swept? {
    let time = now()
    let isDue = lastTime.withLock { last in
      // A clock that was set back begins anew.
      if let last, last <= time, time - last < Self.interval { return false }
      last = time
      return true
    }
    guard isDue else { return nil }
    do {
      return try accounts.sweep(retention)
    } catch {
      logFailure("what is old cannot be removed: \(error)")
      return nil
    }
  }
}
