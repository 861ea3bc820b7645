import HTTPTransport
public import IntegrationModel
import LosslessJSON
import ParallelWork
public import PlatformAPI
import Synchronization

/// An account that is reached by its REST API.
///
/// Lists are taken for an index; what is kept of a document was read by its id. A document counts as
/// changed when anything else in it differs than what changes by itself, such as the time of a run.
public final class HTTPEnvironment: Environment {
  public let location: String
  let client: APIClient
  /// Told how many of how many requests are done; the second number is 0 while it is not known.
  let progress: @Sendable (Int, Int) -> Void
  /// Members that change by themselves, by kind.
  let volatileMembers: [ResourceKind: Set<JSONString>]
  /// Members that the account keeps, by kind.
  let serverMembers: [ResourceKind: Set<JSONString>]
  /// What the last survey read, to be taken apart without being read once more.
  let recent = Mutex(RecentDocuments())

  /// Who reads: as many as can have a request under way.
  static let team = ThreadTeam.waiting(APIClient.concurrentRequestCountMax)

  /// Makes an adapter; nothing is sent yet.
  public init(
    _ client: APIClient, catalog: FieldCatalog = .platform,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) {
    self.client = client
    self.progress = progress
    location = client.address.description
    let kinds = ResourceKind.allCases
    volatileMembers = Dictionary(
      uniqueKeysWithValues: kinds.map { ($0, catalog.volatileMembers(of: $0)) })
    serverMembers = Dictionary(
      uniqueKeysWithValues: kinds.map { ($0, catalog.serverMembers(of: $0)) })
  }

  public func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    let done = RequestCount(of: keys.count, progress)
    return try parallelMap(keys, on: Self.team, makeWorker: makeWorker) {
      (worker, key) throws(EnvironmentError) in
      defer { done.increase() }
      if let document = self.recent.withLock({ $0.take(key) }) {
        return transform(worker, document)
      }
      guard let document = try self.document(key) else { throw Self.missing(key) }
      return transform(worker, document)
    }
  }

  public func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    try fetch(key)?.document
  }

  /// A document with the name that the server has for its state, where it has one.
  struct Fetched {
    let document: EnvironmentDocument
    let state: String?
  }

  /// Reads a document by its id, or returns `nil` if there is none.
  func fetch(_ key: ResourceKey) throws(EnvironmentError) -> Fetched? {
    do throws(PlatformAPIError) {
      let answer = try client.send(APIRequest(.get, Self.path(of: key)))
      return Fetched(document: try document(in: answer, key), state: answer.state)
    } catch {
      if error.code == .notFound { return nil }
      throw EnvironmentError(error)
    }
  }

  private func document(
    in answer: APIAnswer, _ key: ResourceKey
  ) throws(PlatformAPIError) -> EnvironmentDocument {
    let json = try answer.document()
    guard json.text(of: "_id") == key.id else {
      throw PlatformAPIError(
        .unexpectedAnswer, "the answer to '\(answer.request)' is not that document",
        request: answer.request, status: answer.status)
    }
    return EnvironmentDocument(
      key: key, json: json, text: nil, containerID: nil, version: version(of: json, key.kind))
  }

  /// A fingerprint of everything in a document that does not change by itself.
  private func version(of document: JSONDocument, _ kind: ResourceKind) -> String {
    let passed = volatileMembers[kind] ?? []
    return document.withTape { tape in
      let members = tape.members(of: tape.root)
        .map { (key: tape.decodedString(at: $0.key), value: $0.value) }
        .filter { !passed.contains($0.key) }
        .sorted { $0.key < $1.key }
      var writer = CanonicalWriter()
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        writer.node(tape, member.value)
      }
      writer.endObject()
      return DocumentVersion.of(writer.bytes)
    }
  }

  // MARK: Names

  /// The path of a collection; one kind is spelled otherwise there.
  static func path(of kind: ResourceKind) -> String {
    kind == .mcpservers ? "/mcpServers" : "/\(kind.rawValue)"
  }

  static func path(of key: ResourceKey) -> String {
    "\(path(of: key.kind))/\(APIRequest.encoded(key.id))"
  }

  static func missing(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .notFound, "there is no \(key.kind.singular) '\(key.id)'", places: [key.description])
  }
}

/// Counts requests that are done, for the progress.
final class RequestCount: Sendable {
  private let total: Int
  private let done = Atomic<Int>(0)
  private let progress: @Sendable (Int, Int) -> Void

  init(of total: Int, _ progress: @escaping @Sendable (Int, Int) -> Void) {
    self.total = total
    self.progress = progress
  }

  func increase() { progress(done.add(1, ordering: .relaxed).newValue, total) }
}

extension JSONDocument {
  /// The text of a member at the top; `nil` where there is none.
  func text(of member: JSONString) -> String? {
    withTape { tape in
      guard let node = tape.find(member: member, in: tape.root), tape.kind(of: node) == .string
      else { return nil }
      return tape.decodedString(at: node).text
    }
  }
}
