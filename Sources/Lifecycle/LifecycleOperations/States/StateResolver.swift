import Bundles
import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
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

  /// Prepares to find states.
  public init(_ context: OperationContext) {
    self.context = context
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

  /// The newest recorded state of a target, or `nil` if there is none.
  public func lastRecordedSide(_ target: TargetName) throws -> StateSide? {
    guard
      let (revision, state) = try RevisionJournal(target, in: context.repository).latestState()
    else { return nil }
    return StateSide(
      state, label: "\(target)@\(revision.id)", target: target, in: context.repository)
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

  // MARK: Recorded states

  private static func splitPoint(_ text: String) -> (target: String, point: String)? {
    guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return nil }
    return (String(text[..<at]), String(text[text.index(after: at)...]))
  }

  /// A recorded state that a text names, not read yet.
  struct RecordedPoint {
    let label: String
    let target: TargetName
    let revision: Revision
    let state: RecordedState
  }

  /// Finds the recorded state that a text such as `prod/orders@r3` names; `nil` for one that names
  /// something else.
  func recordedPoint(_ text: String) throws -> RecordedPoint? {
    guard let (target, point) = Self.splitPoint(text) else { return nil }
    do {
      return try recordedPoint(target, point, text)
    } catch let error as LifecycleError {
      // An integration's exact name may hold an '@'.
      guard (try? entry(text)) != nil else { throw error }
      return nil
    }
  }

  private func recordedPoint(
    _ text: String, _ point: String, _ whole: String
  ) throws -> RecordedPoint {
    let target = try target(text)
    var point = point
    var wantsBefore = false
    if point.hasSuffix(":before") {
      point = String(point.dropLast(7))
      wantsBefore = true
    } else if point.hasSuffix(":after") {
      point = String(point.dropLast(6))
    }
    let revision = try revision(point, of: target)
    guard let state = wantsBefore ? revision.before : revision.after else {
      throw LifecycleError(
        .usage, "no_such_state",
        "\(revision.id) of '\(target)' has no state \(wantsBefore ? "before" : "after") it",
        hint: "'ilm show \(target)@\(revision.id)' tells its status")
    }
    return RecordedPoint(label: whole, target: target, revision: revision, state: state)
  }

  /// Finds a revision by its id or by its tag.
  public func revision(_ point: String, of target: TargetName) throws -> Revision {
    let journal = RevisionJournal(target, in: context.repository)
    if let revision = try journal.revision(point) { return revision }
    if let tagged = try? context.repository.revision(tagged: point, of: target) { return tagged }
    let newest = try journal.latest()?.id
    throw LifecycleError(
      .usage, "no_such_revision", "there is no revision '\(point)' of '\(target)'",
      hint: newest.map { "the newest one is \($0); 'ilm revisions \(target)' lists them all" }
        ?? "nothing of it is recorded yet; 'ilm snapshot \(target)' does")
  }
}
