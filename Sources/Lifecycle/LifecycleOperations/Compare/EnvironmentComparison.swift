public import IntegrationModel
import LosslessJSON
public import RepositoryCore

/// Two environments, integration by integration.
public struct EnvironmentComparison: Sendable {
  /// Two integrations that belong together, or one that the other side has not.
  public struct Row: Sendable {
    /// The side on the left.
    public let left: TargetName?
    /// The side on the right.
    public let right: TargetName?
    /// How the two were found to belong together; `nil` for one alone.
    public let matchedBy: MatchReason?
    /// Whether the content is the same.
    public let isIdentical: Bool
    /// How many resources differ.
    public let summary: Revision.Changes
  }

  /// The side on the left.
  public let left: String
  /// The side on the right.
  public let right: String
  /// The integrations, those of the left side first.
  public let rows: [Row]

  /// Whether both environments hold the same integrations with the same content.
  public var isIdentical: Bool { rows.allSatisfy(\.isIdentical) }

  /// Compares two environments.
  public init(
    _ left: String, _ right: String, resolver: StateResolver,
    options: StateComparison.Options = StateComparison.Options()
  ) throws {
    let lefts = try Self.states(left, resolver)
    let rights = try Self.states(right, resolver)
    let relations = try resolver.context.repository.relations()
    var rows: [Row] = []
    var free = Set(rights.keys)
    let spoken = Set(
      lefts.keys.compactMap { Self.declaredPartner(of: $0, among: free, relations)?.target })
    for name in lefts.keys.sorted() {
      guard let state = lefts[name] else { continue }
      let found =
        Self.declaredPartner(of: name, among: free, relations)
        ?? Self.partner(of: state, among: free.subtracting(spoken), of: rights)
      if let found, let other = rights[found.target] {
        free.remove(found.target)
        rows.append(try Self.row(state, other, found.reason, resolver.context, options))
      } else {
        rows.append(Self.row(onlyLeft: state))
      }
    }
    rows += free.sorted().compactMap { rights[$0].map { Self.row(onlyRight: $0) } }
    self.left = left
    self.right = right
    self.rows = rows
  }

  private static func states(
    _ environment: String, _ resolver: StateResolver
  ) throws -> [TargetName: IntegrationState] {
    let capture = try resolver.capture(of: environment)
    var states: [TargetName: IntegrationState] = [:]
    try capture.capture(capture.directory.entries) { finding in
      let state: IntegrationState
      let repository = resolver.context.repository
      switch finding {
      case .asRecorded(let entry, _, let recorded):
        state = try IntegrationState(
          recorded, label: entry.target.description, target: entry.target, in: repository)
      case .captured(let captured):
        state = try IntegrationState(
          captured, label: captured.entry.target.description, in: repository)
      }
      guard let target = state.target, state.facts.integrationID != nil || !state.resources.isEmpty
      else { return }
      states[target] = state
    }
    return states
  }

  private static func declaredPartner(
    of target: TargetName, among free: Set<TargetName>, _ relations: [DeclaredRelation]
  ) -> (target: TargetName, reason: MatchReason)? {
    relations.lazy.compactMap { $0.seen(from: target)?.right }.first(where: free.contains).map {
      ($0, .declared)
    }
  }

  private static func partner(
    of state: IntegrationState, among free: Set<TargetName>,
    of states: [TargetName: IntegrationState]
  ) -> (target: TargetName, reason: MatchReason)? {
    // Where several fit, as two clones of one original do, the one of the same name comes first.
    let own = state.target?.integration
    let order = free.sorted {
      ($0.integration != own ? 1 : 0, $0) < ($1.integration != own ? 1 : 0, $1)
    }
    let candidates = order.compactMap { target in states[target].map { (target, $0) } }
    func first(
      _ reason: MatchReason, _ matches: (IntegrationState) -> Bool
    ) -> (target: TargetName, reason: MatchReason)? {
      candidates.first { matches($0.1) }.map { ($0.0, reason) }
    }
    return first(.id) { $0.facts.integrationID == state.facts.integrationID }
      ?? first(.lineage) { $0.isOrigin(of: state) || state.isOrigin(of: $0) }
      ?? first(.name) { $0.facts.name == state.facts.name }
      ?? first(.name) { $0.target?.integration == state.target?.integration }
      ?? first(.content) { $0.content == state.content }
  }

  private static func row(
    _ left: IntegrationState, _ right: IntegrationState, _ reason: MatchReason,
    _ context: OperationContext, _ options: StateComparison.Options
  ) throws -> Row {
    if left.content == right.content {
      return Row(
        left: left.target, right: right.target, matchedBy: reason, isIdentical: true,
        summary: Revision.Changes())
    }
    var options = options
    options.contentOnly = true
    let comparison = try StateComparison(left, right, catalog: context.catalog, options: options)
    return Row(
      left: left.target, right: right.target, matchedBy: reason,
      isIdentical: comparison.isIdentical, summary: comparison.summary)
  }

  private static func row(onlyLeft state: IntegrationState) -> Row {
    Row(
      left: state.target, right: nil, matchedBy: nil, isIdentical: false,
      summary: Revision.Changes(deleted: state.resources.count))
  }

  private static func row(onlyRight state: IntegrationState) -> Row {
    Row(
      left: nil, right: state.target, matchedBy: nil, isIdentical: false,
      summary: Revision.Changes(added: state.resources.count))
  }
}

extension IntegrationState {
  /// Whether the other integration says that it was cloned from this one.
  func isOrigin(of other: IntegrationState) -> Bool {
    guard let id = facts.integrationID else { return false }
    let source = other.observation.resources[.integration]?.server["/_sourceId"]?.text
    return source == id
  }
}
