import Bundles
import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
public import RepositoryCore

/// Finds what a text names: a target, a recorded state of one, or a bundle.
///
/// An environment is looked at once, however often it is named.
public final class StateResolver {
  /// What every operation needs.
  public let context: OperationContext
  /// How environments are reached; what was seen of one is held by it, so that a glance and the survey
  /// after it see the same.
  private var connections: [String: ConnectedEnvironment] = [:]
  private var captures: [String: StateCapture] = [:]
  private var glances: [String: AccountGlance?] = [:]
  var recordings: [String: RecordedEnvironment] = [:]
  /// Whether environments are not looked at: a target stands for what was last recorded of it.
  let isRecordedOnly: Bool

  /// Prepares to find states.
  ///
  /// - Parameter recordedOnly: Whether a target stands for its last recorded state, so that no
  ///   environment has to be reached.
  public init(_ context: OperationContext, recordedOnly: Bool = false) {
    self.context = context
    isRecordedOnly = recordedOnly
  }

  /// A state that a text names.
  public struct Resolved {
    /// The state.
    public let state: IntegrationState
    /// The target as it is now; `nil` for a recorded state or a bundle.
    public let entry: IntegrationDirectory.Entry?
    /// The revision that recorded the state.
    public let revision: Revision?
    let captured: CapturedState?
    /// The bundle that the state was read from, if it was.
    public var bundle: BundleReading?
  }

  private func connect(_ environment: String) throws -> ConnectedEnvironment {
    if let known = connections[environment] { return known }
    let connected = try context.connect(environment)
    connections[environment] = connected
    return connected
  }

  /// Looks at an environment and its integrations.
  public func capture(of environment: String) throws -> StateCapture {
    if let known = captures[environment] { return known }
    let connected = try connect(environment)
    let cache = CacheKeeper(environment, context)
    let account = try Account(
      surveying: connected, catalog: context.catalog, reusing: cache.survey)
    let capture = try StateCapture(account, context, cache: cache)
    captures[environment] = capture
    return capture
  }

  /// Looks at an environment quickly, or returns `nil` where that does not do.
  func glance(of environment: String) throws -> AccountGlance? {
    if let known = glances[environment] { return known }
    let glance =
      captures[environment] == nil
      ? try AccountGlance(connect(environment), context) : nil
    glances[environment] = .some(glance)
    return glance
  }

  /// Looks at several environments quickly, at the same time.
  func glance(atAll environments: Set<String>) throws {
    let unknown = environments.sorted().filter { captures[$0] == nil && glances[$0] == nil }
    let context = context
    let found = try parallelMap(try unknown.map(connect), makeWorker: {}) {
      try AccountGlance($1, context)
    }
    for (environment, glance) in zip(unknown, found) { glances[environment] = .some(glance) }
  }

  /// The integrations of an environment.
  public func directory(of environment: String) throws -> IntegrationDirectory {
    try glance(of: environment)?.directory ?? capture(of: environment).directory
  }

  /// The integrations of an environment, without a place for stand-alone flows that holds nothing.
  public func entriesWithContent(
    of environment: String
  ) throws -> [IntegrationDirectory.Entry] {
    let isEmpty =
      if let glance = try glance(of: environment) {
        glance.hasNoStandalone
      } else {
        try capture(of: environment).account.index.contents(of: nil).isEmpty
      }
    return try directory(of: environment).entries.filter {
      $0.id != nil || $0.isRecorded || !isEmpty
    }
  }

  /// What was left out of an environment, in sentences.
  public func warnings(of environment: String) throws -> [String] {
    try glance(of: environment)?.cache.warnings ?? capture(of: environment).account.warnings
  }

  /// Forgets a quick look at an environment, because something of it was recorded since.
  func forgetGlance(of environment: String) { glances[environment] = nil }

  /// Forgets what an environment held, because it was changed.
  func forget(_ environment: String) {
    captures[environment] = nil
    glances[environment] = nil
    connections.removeValue(forKey: environment)?.adapter.letGo()
  }

  /// Ends what environments hold of what was seen: a change is about to be carried out, however long
  /// that takes.
  func letGo() {
    for connection in connections.values { connection.adapter.letGo() }
  }

  /// Splits `ENV/INTEGRATION`.
  ///
  /// - Throws: ``LifecycleError`` `bad_target` for a text without both parts.
  public static func split(_ text: String) throws -> (environment: String, integration: String) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex,
      text.index(after: slash) != text.endIndex
    else {
      throw LifecycleError(
        .usage, "bad_target", "'\(text)' is not a target",
        hint: "write ENVIRONMENT/INTEGRATION, such as production/orders")
    }
    return (String(text[..<slash]), String(text[text.index(after: slash)...]))
  }

  /// Splits the name of a target; that of an environment names none.
  private func parts(of text: String) throws -> (environment: String, integration: String) {
    guard context.configuration.environment(text) == nil else {
      throw LifecycleError(
        .usage, "bad_target", "'\(text)' is an environment, and this is about one integration",
        hint: "name one of its integrations, such as \(text)/orders; 'ilm list \(text)' shows them")
    }
    return try Self.split(text)
  }

  /// Finds the integration that a target names in its environment.
  public func entry(_ text: String) throws -> IntegrationDirectory.Entry {
    let (environment, integration) = try parts(of: text)
    if isRecordedOnly { return try recordedEntry(integration, in: environment) }
    return try directory(of: environment).find(integration, in: environment)
  }

  /// Finds a target by its recorded name, else in its environment.
  public func target(_ text: String) throws -> TargetName {
    let (environment, integration) = try parts(of: text)
    let name = TargetName(environment: environment, integration: integration)
    if (try? name.journalRef) != nil,
      try RevisionJournal(name, in: context.repository).head() != nil
    {
      return name
    }
    return try entry(text).target
  }

  /// Finds a state.
  public func state(_ text: String) throws -> Resolved {
    switch try meaning(of: text) {
    case .bundle(let bundle):
      return Resolved(
        state: bundle.state, entry: nil, revision: nil, captured: bundle.captured, bundle: bundle)
    case .recorded(let point):
      return Resolved(
        state: try IntegrationState(
          point.state, label: point.label, target: point.target, in: context.repository),
        entry: nil, revision: point.revision, captured: nil)
    case .integration(let entry): return try present(entry)
    }
  }

  /// What a text can name.
  enum Meaning {
    case bundle(BundleReading)
    case recorded(RecordedPoint)
    /// An integration as it is now.
    case integration(IntegrationDirectory.Entry)
  }

  /// Finds out what a text names, without reading the state.
  func meaning(of text: String) throws -> Meaning {
    if text.hasSuffix(".zip") {
      let file = try BundleFile(at: text, context.repository.fileSystem)
      return .bundle(try BundleReading(file, context))
    }
    if let point = try recordedPoint(text) { return .recorded(point) }
    if isRecordedOnly, let point = try lastPoint(of: target(text)) { return .recorded(point) }
    return .integration(try entry(text))
  }

  private func present(_ entry: IntegrationDirectory.Entry) throws -> Resolved {
    let captured = try capture(of: entry.target.environment).capture(entry)
    let state = try IntegrationState(
      captured, label: entry.target.description, in: context.repository)
    return Resolved(state: state, entry: entry, revision: nil, captured: captured)
  }

  /// Finds a state, of which as little is read as can be.
  public func side(_ text: String) throws -> StateSide {
    switch try meaning(of: text) {
    case .bundle(let bundle): return StateSide(bundle.state)
    case .recorded(let point):
      return StateSide(
        point.state, label: point.label, target: point.target, in: context.repository)
    case .integration(let entry): return try side(of: entry)
    }
  }

  /// An integration as it is now, of which as little is read as can be.
  func side(of entry: IntegrationDirectory.Entry) throws -> StateSide {
    let label = entry.target.description
    if let glance = try glance(of: entry.target.environment),
      let sighting = glance.sightings(of: [entry])?.first
    {
      if sighting.edits.isEmpty {
        if let standing = sighting.target.standing, standing.isExact, let state = standing.state {
          return StateSide(state, label: label, target: entry.target, in: context.repository)
        }
      } else if let edited = try EditedIntegration(sighting, of: glance, with: glance.encoder()) {
        return StateSide(edited, label: label, in: context.repository)
      }
    }
    let capture = try capture(of: entry.target.environment)
    if let recorded = try capture.unchanged(entry) {
      return StateSide(recorded, label: label, target: entry.target, in: context.repository)
    }
    let captured = try capture.capture(entry)
    return StateSide(
      try IntegrationState(captured, label: label, in: context.repository), captured)
  }
}
