import Glibc
import Synchronization

/// Tells whether somebody asked the program to stop, so that loops can end between two steps.
///
/// Signals belong to the whole process, hence all flags are one and the same.
public struct InterruptFlag: Sendable {
  /// Installs handlers for SIGINT and SIGTERM and returns the flag they raise.
  ///
  /// A second SIGINT within a second ends the process at once with status 130. System calls go on
  /// after the first one (`SA_RESTART`), so only loops that ask end early.
  public static func install() -> InterruptFlag {
    // The first use of a global may take a lock, which a signal handler must not do.
    _ = raisedSignal.load(ordering: .relaxed)
    _ = lastInterrupt.load(ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = interruptArrived
    action.sa_flags = SA_RESTART
    sigemptyset(&action.sa_mask)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    return InterruptFlag()
  }

  /// Lets SIGINT and SIGTERM through, even if whoever started the process had blocked them: what
  /// runs until it is told to end has to hear it.
  public func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Whether a signal arrived.
  public var isRaised: Bool { signal != nil }

  /// The signal that arrived last.
  public var signal: Int32? {
    let signal = raisedSignal.load(ordering: .acquiring)
    return signal == 0 ? nil : signal
  }

  /// Forgets the signal.
  public func lower() {
    raisedSignal.store(0, ordering: .releasing)
    lastInterrupt.store(0, ordering: .releasing)
  }
}

private let raisedSignal = Atomic<Int32>(0)
/// Monotonic milliseconds of the last SIGINT.
private let lastInterrupt = Atomic<Int64>(0)

/// Runs inside the signal handler: atomics, `clock_gettime` and `_exit` only, and `errno` kept.
private func interruptArrived(_ signal: Int32) {
  let savedError = errno
  raisedSignal.store(signal, ordering: .releasing)
  if signal == SIGINT {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    let last = lastInterrupt.exchange(now, ordering: .acquiringAndReleasing)
    if last != 0 && now - last <= 1000 { _exit(130) }
  }
  errno = savedError
}
