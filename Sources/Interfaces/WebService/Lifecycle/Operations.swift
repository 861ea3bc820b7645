import Dispatch
import HTTPServer
import LifecycleContracts
import LosslessJSON
import Synchronization

/// Requests that go on after their answer, told about by id.
///
/// They are kept in memory: what an operation does to an environment is in its journal, so after a
/// restart it shows as in progress and is continued or canceled from there.
final class Operations: Sendable {
  /// Finished operations are told about as long as there are not more than these.
  static let finishedCountMax = 1000

  /// One operation as it stands.
  struct Progress: Sendable {
    let id: String
    /// Whose it is.
    let userID: String
    let summary: String
    var label = ""
    var done = 0
    var total = 0
    /// The answer, once there is one.
    var response: HTTPResponse?
  }

  private struct State {
    var operations: [String: Progress] = [:]
    var finished: [String] = []
    var listeners: [String: [HTTPStream]] = [:]
  }

  private let state = Mutex(State())
  private let workers = DispatchQueue(label: "WebService.operations", attributes: .concurrent)
  private let stopping = Atomic(false)

  /// Runs `work` on a thread of its own; an id that is known starts nothing.
  ///
  /// - Returns: The operation as it begins, or the known one as it stands.
  func start(
    _ id: String, _ summary: String, of userID: String,
    _ work: @escaping @Sendable () -> HTTPResponse
  ) -> Progress {
    let operation = Progress(id: id, userID: userID, summary: summary)
    let known = state.withLock { state in
      defer { state.operations[id] = state.operations[id] ?? operation }
      return state.operations[id]
    }
    if let known { return known }
    workers.async { self.finish(id, work()) }
    return operation
  }

  /// Whether running operations shall stop between two steps.
  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  /// Asks running operations to stop; what they have begun can be continued.
  func stop() { stopping.store(true, ordering: .relaxed) }

  /// Tells how far an operation is.
  func report(_ id: String, _ label: String, _ done: Int, _ total: Int) {
    change(id) { ($0.label, $0.done, $0.total) = (label, done, total) }
  }

  /// Returns an operation of a user; those of others are not there.
  func operation(_ id: String, of userID: String) -> Progress? {
    state.withLock { $0.operations[id] }.flatMap { $0.userID == userID ? $0 : nil }
  }

  /// Sends an operation's progress as server-sent events, from now to its end.
  func events(_ id: String, of userID: String) -> HTTPStream? {
    let stream = HTTPStream()
    return state.withLock { state in
      guard let operation = state.operations[id], operation.userID == userID else { return nil }
      stream.send(operation.event)
      if operation.response == nil {
        state.listeners[id, default: []].append(stream)
      } else {
        stream.end()
      }
      return stream
    }
  }

  private func finish(_ id: String, _ response: HTTPResponse) {
    change(id) { $0.response = response }
    state.withLock { state in
      state.listeners.removeValue(forKey: id)?.forEach { $0.end() }
      state.finished.append(id)
      if state.finished.count > Self.finishedCountMax {
        state.operations[state.finished.removeFirst()] = nil
      }
    }
  }

  private func change(_ id: String, _ change: (inout Progress) -> Void) {
    state.withLock { state in
      guard var operation = state.operations[id] else { return }
      change(&operation)
      state.operations[id] = operation
      let event = operation.event
      state.listeners[id]?.removeAll { !$0.send(event) }
    }
  }
}

extension Operations.Progress {
  /// The word for how it stands.
  var status: String {
    guard let response else { return "running" }
    return response.status < 400 ? "completed" : "failed"
  }

  /// The operation as clients see it.
  var json: JSONValue {
    var object: JSONObject = [
      "schemaVersion": JSONShapes.schemaVersion, "id": JSONShapes.text(id),
      "summary": JSONShapes.text(summary), "status": JSONShapes.text(status),
      "progress": [
        "label": JSONShapes.text(label), "done": JSONShapes.number(done),
        "total": JSONShapes.number(total),
      ],
      "result": .null, "error": .null,
    ]
    if let response, case .bytes(let bytes) = response.body,
      let value = try? JSONValue(parsing: bytes)
    {
      object["httpStatus"] = JSONShapes.number(response.status)
      if response.status < 400 {
        object["result"] = value
      } else {
        object["error"] = value["errors"]?[0] ?? .null
      }
    }
    return .object(object)
  }

  /// The operation as a server-sent event.
  fileprivate var event: [UInt8] {
    let name = response == nil ? "progress" : "done"
    return Array("event: \(name)\ndata: ".utf8) + json.compactBytes() + Array("\n\n".utf8)
  }
}
