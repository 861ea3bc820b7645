public import IntegrationModel
public import LosslessJSON
import ParallelWork
import Synchronization

/// An account in memory, for tests and for trying out a plan.
public final class MemoryEnvironment: Environment {
  public let location: String
  private let makeID: @Sendable () -> String
  private let content = Mutex<Content>(Content())

  private struct Content {
    var documents: [ResourceKey: (value: JSONValue, version: Int)] = [:]
    var deleted: [ResourceKey: JSONValue] = [:]
    var clock = 0
  }

  /// Makes an empty account.
  ///
  /// - Parameter makeID: Returns a fresh id.
  public init(location: String = "memory:", makeID: @escaping @Sendable () -> String) {
    self.location = location
    self.makeID = makeID
  }

  /// Makes an account that holds what another one holds, and can bring back what that one can.
  public init(copying other: MemoryEnvironment, makeID: @escaping @Sendable () -> String) {
    location = other.location
    self.makeID = makeID
    let copied = other.content.withLock { $0 }
    content.withLock { $0 = copied }
  }

  public func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    let keys = content.withLock { $0.documents.keys.sorted() }
    return EnvironmentSurvey(
      summaries: try read(keys, makeWorker: makeWorker, summarise), warnings: [])
  }

  public func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    try parallelMap(keys, makeWorker: makeWorker) { (worker, key) throws(EnvironmentError) in
      guard let document = try self.document(key) else { throw Self.missing(key) }
      return transform(worker, document)
    }
  }

  public func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    guard let entry = content.withLock({ $0.documents[key] }) else { return nil }
    do throws(JSONParseError) {
      return EnvironmentDocument(
        key: key, json: try JSONDocument(parsing: entry.value.compactBytes()), text: nil,
        containerID: nil, version: String(entry.version))
    } catch {
      throw EnvironmentError(.malformedDocument, error.message, places: [key.description])
    }
  }

  public func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try put(document, as: ResourceKey(kind, makeID()))
  }

  public func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    if content.withLock({ $0.documents[key] != nil }) {
      throw EnvironmentError(
        .exists, "\(key.kind.singular) '\(key.id)' is there already", places: [key.description])
    }
    guard content.withLock({ $0.deleted[key] != nil }) else { return nil }
    return try put(document, as: key)
  }

  public func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? {
    content.withLock { $0.deleted[key] }
  }

  public func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try check(key, version)
    return try put(document, as: key)
  }

  public func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    try check(key, version)
    content.withLock {
      $0.deleted[key] = $0.documents.removeValue(forKey: key)?.value
    }
  }

  private func put(
    _ document: JSONValue, as key: ResourceKey
  ) throws(EnvironmentError) -> EnvironmentDocument {
    var document = SubdocumentIDs.mint(in: document, of: key.kind, makeID: makeID)
    document.place(.string(JSONString(key.id)), at: "/_id")
    content.withLock {
      $0.clock += 1
      $0.documents[key] = (document, $0.clock)
      $0.deleted[key] = nil
    }
    guard let written = try self.document(key) else { throw Self.missing(key) }
    return written
  }

  private func check(_ key: ResourceKey, _ version: String) throws(EnvironmentError) {
    guard let entry = content.withLock({ $0.documents[key] }) else { throw Self.missing(key) }
    guard String(entry.version) == version else {
      throw EnvironmentError(
        .changed, "\(key.kind.singular) '\(key.id)' was changed by somebody else in the meantime",
        places: [key.description])
    }
  }

  private static func missing(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .notFound, "there is no \(key.kind.singular) '\(key.id)'", places: [key.description])
  }
}
