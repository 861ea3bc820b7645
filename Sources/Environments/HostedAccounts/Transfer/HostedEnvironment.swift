public import EnvironmentAdapters
public import IntegrationModel
public import LosslessJSON
import ParallelWork

/// An account of this process as an environment, for snapshots, pulls and reverts.
///
/// What its session may not see is not in the environment. Deleting an integration deletes its own
/// document only: whoever plans a deletion names everything.
///
/// A survey, the glance before it, and what is read after it see one state of the account, whoever
/// changes it meanwhile. ``document(_:)`` and everything that writes meet it as it is.
public struct HostedEnvironment: Environment {
  private let session: AccountSession
  private let sight = Sight()
  public let location: String

  /// Looks at an account through a session.
  public init(_ session: AccountSession) {
    self.session = session
    location = "account:\(session.account.id)"
  }

  public func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    var known: [SurveyCache<Summary>.Entry] = []
    var wanted: [(key: ResourceKey, version: String)] = []
    let seen = try sight.surveyed(session)
    for (key, version) in try Self.editions(seen) {
      let entry = Self.stamp(version).flatMap { cache?.entry(at: key.description, $0) }
      if let entry { known.append(entry) } else { wanted.append((key, version)) }
    }
    let read = try parallelMap(wanted, makeWorker: makeWorker) {
      (worker, item) throws(EnvironmentError) in
      try Self.document(item.key, seen).flatMap { document -> SurveyCache<Summary>.Entry? in
        guard let stamp = Self.stamp(document.version) else { return nil }
        return SurveyCache<Summary>.Entry(
          place: DocumentPlace(kind: item.key.kind, path: item.key.description), stamp: stamp,
          key: item.key, version: document.version, summary: summarise(worker, document))
      }
    }
    let entries = (known + read.compactMap { $0 }).sorted { $0.key < $1.key }
    // What a part of the account was seen of is no use to those who see more or less.
    return EnvironmentSurvey(
      summaries: entries.map(\.summary), warnings: [], entries: session.seesAll ? entries : [],
      readCount: wanted.count)
  }

  /// Beyond this a survey, which keeps no documents, is better than holding all edited ones.
  private static let editCountMax = 2048

  /// Compares versions, which the database lists without touching documents.
  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard session.seesAll else { return .surveyNeeded }
    let seen = try sight.glanced(session)
    let editions = try Self.editions(seen)
    guard editions.count == memory.documentCount else { return .surveyNeeded }
    var edited: [(position: Int, key: ResourceKey)] = []
    for (position, edition) in editions.enumerated() {
      guard memory.place(at: position).path == edition.key.description else {
        return .surveyNeeded
      }
      let isCurrent = Self.stamp(edition.version).map { memory.isCurrent($0, at: position) }
      if isCurrent != true { edited.append((position, edition.key)) }
    }
    guard edited.count <= Self.editCountMax else { return .surveyNeeded }
    var edits: [SurveyGlance.Edit] = []
    for (position, key) in edited {
      guard let document = try Self.document(key, seen), let stamp = Self.stamp(document.version)
      else {
        return .surveyNeeded
      }
      edits.append(SurveyGlance.Edit(position: position, stamp: stamp, document: document))
    }
    return .edited(edits, moves: SurveyGlance.Moves(), folders: [])
  }

  /// A version is never used twice, so it tells every change.
  private static func stamp(_ version: String) -> DocumentStamp? {
    DocumentEdition(version, isSettled: true).map(DocumentStamp.edition)
  }

  public func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    let seen = sight.last ?? session
    return try parallelMap(keys, makeWorker: makeWorker) { (worker, key) throws(EnvironmentError) in
      guard let document = try Self.document(key, seen) else {
        throw EnvironmentError(AccountError.missing(key), key)
      }
      return transform(worker, document)
    }
  }

  public func letGo() { sight.end() }

  public func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    try Self.document(key, session)
  }

  private static func document(
    _ key: ResourceKey, _ session: AccountSession
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    do throws(AccountError) {
      return try document(session.document(key))
    } catch {
      if error.kind == .notFound { return nil }
      throw EnvironmentError(error, key)
    }
  }

  public func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try writing(nil) { () throws(AccountError) in
      try session.create(kind, document, sourceID: document["_sourceId"]?.text)
    }
  }

  public func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    do throws(EnvironmentError) {
      return try writing(key) { () throws(AccountError) in
        try session.restore(key, as: document)
      }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  public func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? {
    do throws(AccountError) {
      let kept = try session.recycleBin(key.kind).first { $0.document.key == key }
      return try kept?.document.value()
    } catch {
      throw EnvironmentError(error, key)
    }
  }

  public func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try writing(key) { () throws(AccountError) in
      try session.replace(key, with: document, expecting: version)
    }
  }

  public func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    sight.end()
    do throws(AccountError) {
      try session.deleteAlone(key, expecting: version)
    } catch {
      throw EnvironmentError(error, key)
    }
  }

  private static func editions(
    _ session: AccountSession
  ) throws(EnvironmentError) -> [(key: ResourceKey, version: String)] {
    do throws(AccountError) {
      return try session.editions()
    } catch {
      throw EnvironmentError(error, nil)
    }
  }

  private func writing(
    _ key: ResourceKey?, _ body: () throws(AccountError) -> HostedDocument
  ) throws(EnvironmentError) -> EnvironmentDocument {
    sight.end()
    do throws(AccountError) {
      return try Self.document(try body())
    } catch {
      throw EnvironmentError(error, key)
    }
  }

  private static func document(
    _ hosted: HostedDocument
  ) throws(AccountError) -> EnvironmentDocument {
    do throws(JSONParseError) {
      return EnvironmentDocument(
        key: hosted.key, json: try JSONDocument(parsing: hosted.bytes), text: nil,
        containerID: nil, version: hosted.version)
    } catch {
      throw AccountError(.failed, "document_damaged", "\(hosted.key): \(error.message)")
    }
  }
}

extension EnvironmentError {
  /// Tells an account's refusal as environments do.
  init(_ error: AccountError, _ key: ResourceKey?) {
    let code: Code =
      switch error.kind {
      case .unauthenticated, .forbidden: .unauthorised
      case .notFound: .notFound
      case .conflict: error.problems[0].code == "already_exists" ? .exists : .changed
      case .malformed, .invalid, .tooLarge: .writeFailed
      case .unavailable: .unreachable
      case .failed: .malformedDocument
      }
    let fields = error.problems.map { problem in
      problem.message + (problem.field.map { " (\($0))" } ?? "")
    }
    self.init(
      code, fields.joined(separator: "; "), places: key.map { [$0.description] } ?? [],
      wroteNothing: ![.unavailable, .failed].contains(error.kind))
  }
}
