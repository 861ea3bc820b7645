import Dispatch
import HTTPServer
import HostedAccounts
import LifecycleContracts
import LosslessJSON
import Synchronization

/// Requests that go on after their answer, told about by id.
///
/// That they began and how they ended is in the database, how far they are in memory. What one does
/// to an environment is in its journal: if the service ends before it does, it is told to be
/// interrupted, and is continued or canceled from there.
final class Operations: Sendable {
  /// How often a client that waits for events hears something, in milliseconds, so that nothing on
  /// the way takes the connection for dead.
  static let heartbeat = 15_000

  private struct State {
    var running: [String: OperationProgress] = [:]
    var listeners: [String: [HTTPStream]] = [:]
  }

  private let accounts: AccountStore
  private let now: @Sendable () -> Int64
  private let logFailure: @Sendable (String) -> Void
  private let state = Mutex(State())
  private let workers = DispatchQueue(label: "WebService.operations", attributes: .concurrent)
  private let stopping = Atomic(false)

  init(
    _ accounts: AccountStore, now: @escaping @Sendable () -> Int64,
    logFailure: @escaping @Sendable (String) -> Void
  ) {
    self.accounts = accounts
    self.now = now
    self.logFailure = logFailure
  }

  /// Runs `work` on a thread of its own; an id that is known starts nothing.
  ///
  /// - Returns: The operation as it begins, or the known one as it stands.
  func start(
    _ id: String, _ summary: String, on target: String, of userID: String,
    _ work: @escaping @Sendable () -> HTTPResponse
  ) throws -> OperationProgress {
    let record = OperationRecord(
      id: id, userID: userID, summary: summary, target: target, startedAt: now())
    let operation = OperationProgress(record, isRunning: true)
    // Before it is in the database, so that nobody who finds it there takes it for interrupted.
    let running = state.withLock { state in
      defer { state.running[id] = state.running[id] ?? operation }
      return state.running[id]
    }
    if let running { return running }
    do throws(AccountError) {
      if let known = try accounts.begin(record) {
        state.withLock { $0.running[id] = nil }
        return OperationProgress(known, isRunning: false)
      }
    } catch {
      state.withLock { $0.running[id] = nil }
      throw error
    }
    workers.async { self.finish(id, work()) }
    return operation
  }

  /// Whether running operations shall stop between two steps.
  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  /// Asks running operations to stop; what they have begun can be continued.
  func stop() { stopping.store(true, ordering: .relaxed) }

  /// Tells how far an operation is.
  func report(_ id: String, _ label: String, _ done: Int, _ total: Int) {
    state.withLock { state in
      guard var operation = state.running[id] else { return }
      operation.report(label, done, total)
      state.running[id] = operation
      let event = operation.event
      state.listeners[id]?.removeAll { !$0.send(event) }
    }
  }

  private func finish(_ id: String, _ response: HTTPResponse) {
    guard let operation = state.withLock({ $0.running[id] }) else { return }
    let ended = operation.ended(response, at: now())
    do throws(AccountError) {
      if let ending = ended.record.ending { try accounts.end(operation: id, ending) }
    } catch {
      logFailure("the end of the operation \(id) cannot be kept: \(error)")
    }
    state.withLock { state in
      state.running[id] = nil
      for listener in state.listeners.removeValue(forKey: id) ?? [] {
        listener.send(ended.event)
        listener.end()
      }
    }
  }

  /// Says something to everybody who waits.
  func beat() {
    state.withLock { state in
      for id in state.listeners.keys {
        state.listeners[id]?.removeAll { !$0.send(Array(": still there\n\n".utf8)) }
      }
    }
  }
}

// MARK: Asking

extension Operations {
  /// Returns an operation of a user; those of others are not there.
  func operation(_ id: String, of userID: String) throws -> OperationProgress? {
    if let running = state.withLock({ $0.running[id] }) {
      return running.record.userID == userID ? running : nil
    }
    return try accounts.operation(id, of: userID).map { OperationProgress($0, isRunning: false) }
  }

  /// Returns the latest operations of a user, the last one first.
  func operations(of userID: String, limit: Int) throws -> [OperationProgress] {
    let running = state.withLock { $0.running }
    return try accounts.operations(of: userID, limit: limit).map { record in
      running[record.id] ?? OperationProgress(record, isRunning: false)
    }
  }

  /// Sends an operation's progress as server-sent events, from now to its end.
  ///
  /// - Parameter last: The last event that the client has; it comes not again.
  func events(_ id: String, of userID: String, after last: String?) throws -> Events {
    let stream = HTTPStream()
    let isListening = state.withLock { state in
      guard let operation = state.running[id], operation.record.userID == userID else {
        return false
      }
      if operation.eventID != last { stream.send(operation.event) }
      state.listeners[id, default: []].append(stream)
      return true
    }
    if isListening { return .stream(stream) }
    guard let operation = try operation(id, of: userID) else { return .unknown }
    guard operation.eventID != last else { return .nothingMore }
    stream.send(operation.event)
    stream.end()
    return .stream(stream)
  }

  /// What there is to hear of an operation.
  enum Events {
    case unknown
    /// It has ended, and the client knows.
    case nothingMore
    case stream(HTTPStream)
  }
}
