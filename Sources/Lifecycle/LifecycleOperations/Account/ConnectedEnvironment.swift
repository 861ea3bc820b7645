public import EnvironmentAdapters
public import IntegrationModel
import RepositoryCore

/// An environment with the name and the rules that users gave it.
public struct ConnectedEnvironment: Sendable {
  /// The name that users gave it.
  public let name: String
  /// How it is reached.
  public let adapter: any Environment
  /// What can be done with APIs there.
  public let support: LifecycleSupport
  /// Whether changes ask for the target's name to be typed.
  public let isProduction: Bool
  /// Why nothing may be written to it, if so.
  let writeRefusal: LifecycleError?

  public init(
    name: String, adapter: any Environment, support: LifecycleSupport = LifecycleSupport(),
    isProduction: Bool = false, writeRefusal: LifecycleError? = nil
  ) {
    self.name = name
    self.adapter = adapter
    self.support = support
    self.isProduction = isProduction
    self.writeRefusal = writeRefusal
  }

  /// Throws where nothing may be written to it.
  func requireWritable() throws {
    if let writeRefusal { throw writeRefusal }
  }
}

/// An environment as one look found it.
public struct Account: Sendable {
  /// Where it was found.
  public let environment: ConnectedEnvironment
  public let index: AccountIndex
  /// What was left out, in sentences.
  public let warnings: [String]
  /// What the next look can reuse.
  let entries: [SurveyCache<ResourceSummary>.Entry]
  /// The folders in which the documents lie.
  let folders: [SurveyedFolder]
  /// Whether one document may lie in several files.
  let isShared: Bool
  /// How many documents had to be read.
  let readCount: Int
  /// Documents that the look has read and that are not read again.
  private let seen: [ResourceKey: EnvironmentDocument]

  /// Looks at everything an environment holds.
  public init(surveying environment: ConnectedEnvironment, catalog: FieldCatalog) throws {
    try self.init(surveying: environment, catalog: catalog, reusing: nil)
  }

  /// Takes a part of an account that is known already, for as long as nothing else is asked of it.
  init(
    _ part: AccountIndex, of environment: ConnectedEnvironment,
    seen: [ResourceKey: EnvironmentDocument]
  ) {
    self.environment = environment
    self.seen = seen
    index = part
    (warnings, entries, folders, isShared, readCount) = ([], [], [], false, 0)
  }

  init(
    surveying environment: ConnectedEnvironment, catalog: FieldCatalog,
    reusing cache: SurveyCache<ResourceSummary>?
  ) throws {
    let survey = try environment.adapter.survey(
      reusing: cache, makeWorker: { ResourceScanner(catalog: catalog) }
    ) { scanner, document in
      scanner.summary(
        of: document.json, key: document.key, containerID: document.containerID,
        version: document.version)
    }
    self.environment = environment
    index = AccountIndex(survey.summaries)
    warnings = survey.warnings
    entries = survey.entries
    folders = survey.folders
    isShared = survey.isShared
    readCount = survey.readCount
    seen = [:]
  }

  /// Turns documents into something, in the order of the keys; see ``Environment``.
  func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws -> [Result] {
    let rest = seen.isEmpty ? keys : keys.filter { seen[$0] == nil }
    let read = try environment.adapter.read(rest, makeWorker: makeWorker, transform)
    guard rest.count < keys.count else { return read }
    let worker = makeWorker()
    var unseen = read.makeIterator()
    return keys.compactMap { key in
      seen[key].map { transform(worker, $0) } ?? unseen.next()
    }
  }
}
