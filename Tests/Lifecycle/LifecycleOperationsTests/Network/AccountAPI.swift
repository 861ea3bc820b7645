import EnvironmentAdapters
import HTTPTransport
import IntegrationModel
import LosslessJSON
import PlatformAPI
import Synchronization

/// An account in memory behind the platform's API, without a network between.
final class AccountAPI: HTTPSending {
  /// What becomes of a request; a script calls `respond` where the account gets to see it.
  typealias Script =
    @Sendable (
      _ call: Call, _ respond: () -> HTTPResponse
    ) throws(HTTPError) -> HTTPResponse

  /// A request, told apart from others of its sort.
  struct Call: Sendable {
    enum Sort: Sendable {
      case list, read, write
    }

    let sort: Sort
    let method: HTTPMethod
    let path: String
    /// Which one of its sort it is, from 1.
    let number: Int
  }

  private let account: any Environment
  private let bin: RecycleBin
  private let script: Script
  private let tellsEditions: Bool
  private let counts = Mutex<[Call.Sort: Int]>([:])

  private static let pageSize = 3

  /// - Parameter tellsEditions: Whether documents and lists say when each document was changed, long
  ///   before now.
  init(
    _ account: any Environment, bin: RecycleBin, tellsEditions: Bool = false,
    script: @escaping Script = { (_, respond) throws(HTTPError) in respond() }
  ) {
    self.account = account
    self.bin = bin
    self.tellsEditions = tellsEditions
    self.script = script
  }

  /// How many calls of a sort there were.
  func count(of sort: Call.Sort) -> Int { counts.withLock { $0[sort, default: 0] } }

  /// The environment that a command sees; time passes at once.
  func environment() throws -> HTTPEnvironment {
    guard let address = HTTPAddress("https://api.example"),
      let token = AccessToken("canary-token-1234")
    else { throw HTTPError(.malformedRequest, "address", mayHaveArrived: false) }
    let passed = Mutex(Duration.zero)
    let clock = PacingClock(
      now: { passed.withLock { $0 } }, sleep: { pause in passed.withLock { $0 += pause } },
      chance: { 0.5 })
    return HTTPEnvironment(APIClient(address, token, over: self, clock: clock))
  }

  func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let path = String(request.target.prefix { $0 != "?" }.dropFirst("/v1".count))
    let steps = path.split(separator: "/").map(String.init)
    let sort: Call.Sort =
      request.method != .get ? .write : ResourceKind(name: path.dropFirst()) != nil ? .list : .read
    let number = counts.withLock { counts in
      counts[sort, default: 0] += 1
      return counts[sort, default: 0]
    }
    let call = Call(sort: sort, method: request.method, path: path, number: number)
    return try script(call) { self.answer(request, steps) }
  }

  // MARK: Answers

  private func answer(_ request: HTTPRequest, _ steps: [String]) -> HTTPResponse {
    do {
      if steps == ["tokenInfo"] { return Self.json(200, ["scope": "fullaccess"]) }
      if steps.first == "recycleBinTTL", steps.count == 3, let kind = ResourceKind(name: steps[1]) {
        return try restore(ResourceKey(kind, steps[2]))
      }
      guard let kind = steps.first.flatMap({ ResourceKind(name: $0) }) else {
        return Self.refusal(404, "not_found")
      }
      let body = try request.body.map { try JSONValue(parsing: $0) }
      switch (request.method, steps.count) {
      case (.get, 1): return try list(kind, request.target)
      case (.post, 1): return Self.json(201, try account.create(kind, body ?? .null).value)
      case (_, 2): return try document(ResourceKey(kind, steps[1]), request, body)
      default: return try register(ResourceKey(kind, steps[1]), steps, request.method, body)
      }
    } catch let error as EnvironmentError {
      return Self.refusal(error.code == .notFound ? 404 : 422, error.code.rawValue)
    } catch {
      return Self.refusal(400, "invalid_json")
    }
  }

  private func list(_ kind: ResourceKind, _ target: String) throws -> HTTPResponse {
    // What is deleted while an account in memory is surveyed makes the survey fail.
    let documents = try (try? documents(kind)) ?? documents(kind)
    let page = target.split(separator: "page=").dropFirst().first.flatMap { Int($0) } ?? 1
    let rows = documents.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
    var fields = tellsEditions ? [HTTPField("Date", "Fri, 01 Jan 2100 00:00:00 GMT")] : []
    if page * Self.pageSize < documents.count {
      fields.append(HTTPField("Link", "</v1/\(kind.collection)?page=\(page + 1)>; rel=\"next\""))
    }
    return HTTPResponse(
      status: 200, fields: fields, body: JSONValue.array(Array(rows)).compactBytes())
  }

  /// What the list of a kind says of each of its documents.
  private func documents(_ kind: ResourceKind) throws -> [JSONValue] {
    let rows = try account.survey(makeWorker: {}) { _, document in
      (document.key, self.edition(of: document))
    }.summaries
    return rows.filter { $0.0.kind == kind }.sorted { $0.0 < $1.0 }.map { key, edition in
      var row: JSONValue = ["_id": .string(JSONString(key.id))]
      if let edition { row.place(.string(JSONString(edition)), at: "/lastModified") }
      return row
    }
  }

  /// When a document was changed: another time for every version of it.
  private func edition(of document: EnvironmentDocument) -> String? {
    guard tellsEditions else { return nil }
    let hash = document.version.utf8.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) }
    func number(_ shift: UInt64, _ count: UInt64) -> String {
      let text = String((hash >> shift) % count + 1)
      return text.count == 1 ? "0" + text : text
    }
    return "20\(number(0, 60))-\(number(8, 12))-\(number(16, 28))T\(number(24, 22)):"
      + "\(number(32, 58)):\(number(40, 58)).000Z"
  }

  private func document(
    _ key: ResourceKey, _ request: HTTPRequest, _ body: JSONValue?
  ) throws -> HTTPResponse {
    guard let old = try account.document(key) else { return Self.refusal(404, "not_found") }
    let expected = request.fields.first { $0.name == "If-Match" }?.value
    if let expected, expected != old.version { return Self.refusal(409, "version_error") }
    switch request.method {
    case .get:
      var value = old.value
      if let edition = edition(of: old) {
        value.place(.string(JSONString(edition)), at: "/lastModified")
      }
      return Self.json(200, value, tag: old.version)
    case .delete:
      try account.delete(key, expecting: old.version)
      bin.put(key, old.value)
      return HTTPResponse(status: 204)
    default:
      let new = try account.update(key, to: body ?? .null, expecting: old.version)
      return Self.json(200, new.value, tag: new.version)
    }
  }

  private func restore(_ key: ResourceKey) throws -> HTTPResponse {
    guard let deleted = bin.take(key), let restored = try account.restore(key, deleted) else {
      return Self.refusal(404, "not_found")
    }
    return Self.json(200, restored.value)
  }

  private func register(
    _ key: ResourceKey, _ steps: [String], _ method: HTTPMethod, _ body: JSONValue?
  ) throws -> HTTPResponse {
    guard steps.last == "register", let old = try account.document(key) else {
      return Self.refusal(404, "not_found")
    }
    var ids = old.value["_registeredConnectionIds"]?.array ?? []
    if method == .put {
      ids += (body?.array ?? []).filter { !ids.contains($0) }
    } else {
      ids.removeAll { $0.text == steps[3] }
    }
    var value = old.value
    value.place(.array(ids), at: "/_registeredConnectionIds")
    _ = try account.update(key, to: value, expecting: old.version)
    return HTTPResponse(status: 204)
  }

  static func json(_ status: Int, _ value: JSONValue, tag: String? = nil) -> HTTPResponse {
    HTTPResponse(
      status: status,
      fields: [HTTPField("Content-Type", "application/json")]
        + (tag.map { [HTTPField("ETag", $0)] } ?? []), body: value.compactBytes())
  }

  static func refusal(_ status: Int, _ code: String) -> HTTPResponse {
    json(status, ["errors": [["code": .string(JSONString(code)), "message": "planned"]]])
  }
}

/// Documents that were deleted and can come back.
final class RecycleBin: Sendable {
  private let documents: Mutex<Documents>

  init(_ documents: Documents = [:]) { self.documents = Mutex(documents) }

  func copy() -> RecycleBin { RecycleBin(documents.withLock { $0 }) }

  func put(_ key: ResourceKey, _ value: JSONValue) { documents.withLock { $0[key] = value } }

  func take(_ key: ResourceKey) -> JSONValue? { documents.withLock { $0[key] } }
}

extension ResourceKind {
  fileprivate init?(name: some StringProtocol) { self.init(rawValue: name.lowercased()) }

  fileprivate var collection: String { self == .mcpservers ? "mcpServers" : rawValue }
}
