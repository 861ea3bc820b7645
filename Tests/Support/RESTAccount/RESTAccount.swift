public import LosslessJSON
public import ScriptedServer
import Synchronization

/// An account in memory behind a REST API on loopback: what an adapter needs of it, and no more.
///
/// It behaves as the platform's documentation says; its faults are switches.
public final class RESTAccount: Sendable {
  /// The token that opens it.
  public static let token = "canary-token-5e1f3a"

  let state: Mutex<State>
  private let fault: @Sendable (ServedRequest) -> ServedAnswer?
  private let started = Mutex<ScriptedServer?>(nil)

  struct State {
    var documents: [Key: JSONObject] = [:]
    var bin: [Key: JSONObject] = [:]
    var revisions: [String: [JSONValue]] = [:]
    /// The account's clock, in milliseconds since 1970; every write takes one.
    var now: Int64 = 1_790_000_000_000
    var idCount: UInt64 = 0
    var behaviour: Behaviour
  }

  struct Key: Hashable {
    let kind: String
    let id: String
  }

  /// What differs from one account to another.
  public struct Behaviour: Sendable {
    /// How many documents a page of a list has.
    public var pageSize = 100
    /// Whether answers name the state of a document, and writes may expect one.
    public var namesStates = true
    /// Whether answers tell the time.
    public var tellsTime = true
    /// Whether credentials of connections and webhooks are shown as masks.
    public var masks = true
    /// A text that only credentials start with: those are shown as masks, too.
    public var secretMark: String?
    /// Whether there is a recycle bin.
    public var hasBin = true
    /// Kinds that the token may not read.
    public var forbidden: Set<String> = []
    /// Kinds whose lists refuse a projection.
    public var refusesProjection: Set<String> = []

    /// An account without faults.
    public init() {}
  }

  /// Starts an account.
  ///
  /// - Parameter fault: Returns an answer for a request that the account is not to see; `nil` for
  ///   all others.
  public init(
    _ behaviour: Behaviour = Behaviour(),
    fault: @escaping @Sendable (ServedRequest) -> ServedAnswer? = { _ in nil }
  ) throws {
    state = Mutex(State(behaviour: behaviour))
    self.fault = fault
    let server = try ScriptedServer { [weak self] in self?.answer($0) ?? .cut }
    started.withLock { $0 = server }
  }

  deinit { stop() }

  private var server: ScriptedServer? { started.withLock { $0 } }

  /// The address without a slash at its end.
  public var url: String { server?.url ?? "" }
  /// What was asked for so far.
  public var requests: [ServedRequest] { server?.requests ?? [] }
  /// Forgets what was asked for.
  public func forgetRequests() { server?.forgetRequests() }
  /// Ends the server.
  public func stop() { server?.stop() }

  /// Changes how the account behaves.
  public func change(_ change: (inout Behaviour) -> Void) {
    state.withLock { change(&$0.behaviour) }
  }

  /// Lets time pass.
  public func wait(milliseconds: Int64) { state.withLock { $0.now += milliseconds } }

  // MARK: Documents

  /// Puts a document in as it is, behind the API's back.
  public func put(_ kind: String, _ document: JSONObject) {
    state.withLock { state in
      guard let id = document["_id"]?.text else { return }
      var document = document
      if document["lastModified"] == nil {
        state.now += 1
        document["lastModified"] = .string(JSONString(ISOTime.text(state.now)))
      }
      state.documents[Key(kind: kind, id: id)] = document
    }
  }

  /// Changes a document as somebody else would.
  public func edit(_ kind: String, _ id: String, _ change: (inout JSONObject) -> Void) {
    state.withLock { state in
      guard var document = state.documents[Key(kind: kind, id: id)] else { return }
      change(&document)
      state.save(document, Key(kind: kind, id: id))
    }
  }

  /// Takes a document out behind the API's back.
  public func remove(_ kind: String, _ id: String) {
    state.withLock { $0.documents[Key(kind: kind, id: id)] = nil }
  }

  /// A document with its credentials.
  public func document(_ kind: String, _ id: String) -> JSONObject? {
    state.withLock { $0.documents[Key(kind: kind, id: id)] }
  }

  /// All documents, by `<kind>/<id>`.
  public func documents() -> [String: JSONObject] {
    state.withLock { state in
      Dictionary(
        uniqueKeysWithValues: state.documents.map { ("\($0.key.kind)/\($0.key.id)", $0.value) })
    }
  }

  /// The ids of a kind, sorted.
  public func ids(_ kind: String) -> [String] {
    state.withLock { state in state.documents.keys.filter { $0.kind == kind }.map(\.id).sorted() }
  }

  /// Adds revisions that the account lists of an integration.
  public func addRevisions(_ integration: String, _ revisions: [JSONValue]) {
    state.withLock { $0.revisions[integration, default: []] += revisions }
  }

  // MARK: Answers

  private func answer(_ request: ServedRequest) -> ServedAnswer {
    if let faulty = fault(request) { return faulty }
    return respond(request)
  }

  /// What the account itself answers; faults that let a request through call it.
  public func respond(_ request: ServedRequest) -> ServedAnswer {
    state.withLock { state in
      guard request.fields["authorization"] == "Bearer \(Self.token)" else {
        return .failure(401, "unauthorized", "the token is not valid")
      }
      var answer = state.route(request)
      if state.behaviour.tellsTime {
        answer.fields.append(("Date", ISOTime.httpText(state.now)))
      }
      return answer
    }
  }
}

extension ServedAnswer {
  /// An error in the platform's envelope.
  public static func failure(
    _ status: Int, _ code: String, _ message: String, field: String? = nil
  ) -> ServedAnswer {
    let place = field.map { ",\"field\":\"\($0)\"" } ?? ""
    return .json(
      status, "{\"errors\":[{\"code\":\"\(code)\",\"message\":\"\(message)\"\(place)}]}")
  }
}
