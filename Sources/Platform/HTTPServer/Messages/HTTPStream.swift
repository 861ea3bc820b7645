import Synchronization

/// A body that is sent while it is made, such as server-sent events.
///
/// Whoever makes it calls ``send(_:)`` from any thread; the server takes from it when the
/// connection has room.
public final class HTTPStream: Sendable {
  /// What may wait for a client that does not take it.
  public static let waitingByteCountMax = 1 << 20

  private struct State {
    var waiting: [UInt8] = []
    var isEnded = false
    var isClosed = false
    /// Wakes the connection; present while it sleeps.
    var wake: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Makes a stream without content.
  public init() {}

  /// Appends to the body.
  ///
  /// - Returns: Whether it still makes sense to send: `false` once the client is gone, or has left
  ///   ``waitingByteCountMax`` bytes lying, which ends the stream.
  @discardableResult
  public func send(_ bytes: some Collection<UInt8>) -> Bool {
    state.withLock { state in
      guard !state.isEnded, !state.isClosed else { return false }
      if state.waiting.count + bytes.count > Self.waitingByteCountMax {
        state.isEnded = true
      } else {
        state.waiting += bytes
      }
      Self.wake(&state)
      return !state.isEnded
    }
  }

  /// Ends the body after what was sent.
  public func end() {
    state.withLock { state in
      state.isEnded = true
      Self.wake(&state)
    }
  }

  /// Whether nobody reads any more.
  public var isClosed: Bool { state.withLock { $0.isClosed } }

  private static func wake(_ state: inout State) {
    state.wake?()
    state.wake = nil
  }

  /// What the server gets when it asks for more.
  enum Reading: Equatable {
    case bytes(Int)
    case asleep
    case ended
  }

  /// Moves what waits into `buffer`; with nothing there, calls `sleep` and keeps `wake`.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, sleep: () -> Void,
    wake: @escaping @Sendable () -> Void
  ) -> Reading {
    state.withLock { state in
      if state.waiting.isEmpty {
        if state.isEnded { return .ended }
        // Inside the lock, so that nobody wakes a connection that does not sleep yet.
        sleep()
        state.wake = wake
        return .asleep
      }
      let count = min(buffer.count, state.waiting.count)
      buffer.copyBytes(from: state.waiting[..<count])
      state.waiting.removeFirst(count)
      return .bytes(count)
    }
  }

  /// Forgets the connection.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.wake = nil
      state.waiting = []
    }
  }
}
