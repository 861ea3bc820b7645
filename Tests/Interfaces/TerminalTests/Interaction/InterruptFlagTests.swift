import Glibc
import Synchronization
import Terminal
import TestKit
import Testing

/// In processes of their own: signals concern all tests of a process.
@Suite struct InterruptFlagTests {
  @Test func `a signal raises the flag and the program goes on`() async {
    await #expect(processExitsWith: .success) {
      let flag = installUnblocked()
      #expect(!flag.isRaised)
      raise(SIGTERM)
      #expect(flag.signal == SIGTERM)
      raise(SIGINT)
      #expect(flag.signal == SIGINT)
      flag.lower()
      #expect(!flag.isRaised)
      raise(SIGINT)
      #expect(flag.isRaised)
    }
  }

  @Test func `a second interrupt within a second ends the process`() async {
    await #expect(processExitsWith: .exitCode(130)) {
      _ = installUnblocked()
      raise(SIGINT)
      raise(SIGINT)
    }
  }

  @Test func `a late second interrupt does not end the process`() async {
    await #expect(processExitsWith: .success) {
      let flag = installUnblocked()
      raise(SIGINT)
      usleep(1_100_000)
      raise(SIGINT)
      #expect(flag.isRaised)
    }
  }

  @Test func `a signal ends the waiting of a prompt`() async {
    await #expect(processExitsWith: .success) {
      let terminal = try #require(PseudoTerminal())
      let flag = installUnblocked()
      let waiting = pthread_self()
      let sender = Thread {
        // A signal that comes before the waiting begins does not end it.
        while !hasEnded.load(ordering: .acquiring) {
          usleep(1_100_000)
          pthread_kill(waiting, SIGINT)
        }
      }
      let prompt = Prompt(input: terminal.program, output: terminal.program)
      #expect(prompt.confirm("Go on?") == .interrupted)
      #expect(flag.isRaised)
      hasEnded.store(true, ordering: .releasing)
      sender.join()
    }
  }
}

private let hasEnded = Atomic(false)

/// Installs the handlers on a thread that takes signals; the threads of test runners do not.
private func installUnblocked() -> InterruptFlag {
  var signals = sigset_t()
  for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  return InterruptFlag.install()
}

/// Runs a closure on a thread.
final class Thread {
  private var id = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    pthread_create(
      &id, nil,
      { pointer in
        if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
  }

  func join() { pthread_join(id, nil) }

  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
