import EnvironmentAdapters
public import IntegrationModel
import ObjectModel
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
    try resolver.glance(atAll: [left, right])
    let lefts = try ComparedIntegration.all(of: left, resolver).sorted { $0.target < $1.target }
    let relations = try resolver.context.repository.relations()
    var candidates = Candidates(
      try ComparedIntegration.all(of: right, resolver), for: lefts, relations)
    let isDeclared = relations.contains {
      Set([$0.left.environment, $0.right.environment]) == [left, right]
    }
    let pairs = lefts.map { Pair(left: $0, partner: candidates.take(partnerOf: $0)) }
    let context = resolver.context
    rows =
      try parallelMap(pairs, makeWorker: {}) {
        try Self.row($1, isDeclared: isDeclared, context, options)
      }
      + candidates.rest.map { Self.row(onlyRight: $0) }
    self.left = left
    self.right = right
  }

  private struct Pair: Sendable {
    let left: ComparedIntegration
    let partner: (integration: ComparedIntegration, reason: MatchReason)?
  }

  private static func row(
    _ pair: Pair, isDeclared: Bool, _ context: OperationContext,
    _ options: StateComparison.Options
  ) throws -> Row {
    let left = pair.left
    guard let (right, reason) = pair.partner else { return row(onlyLeft: left) }
    var changes = Revision.Changes()
    if left.content != right.content {
      changes =
        try (isDeclared ? nil : sameNamesChanges(left, right, context, options))
        ?? allChanges(left, right, context, options)
    }
    return Row(
      left: left.target, right: right.target, matchedBy: reason, isIdentical: changes.isEmpty,
      summary: changes)
  }

  private static func sameNamesChanges(
    _ left: ComparedIntegration, _ right: ComparedIntegration, _ context: OperationContext,
    _ options: StateComparison.Options
  ) throws -> Revision.Changes? {
    guard let one = try left.trees(in: context.repository),
      let other = try right.trees(in: context.repository)
    else { return nil }
    return try SameNamesComparison(one, other)?.changes(context.catalog, options)
  }

  private static func allChanges(
    _ left: ComparedIntegration, _ right: ComparedIntegration, _ context: OperationContext,
    _ options: StateComparison.Options
  ) throws -> Revision.Changes {
    let repository = context.repository
    var options = options
    options.contentOnly = true
    return try StateComparison(
      left.state(in: repository), right.state(in: repository), catalog: context.catalog,
      options: options
    ).summary
  }

  private static func row(onlyLeft integration: ComparedIntegration) -> Row {
    Row(
      left: integration.target, right: nil, matchedBy: nil, isIdentical: false,
      summary: Revision.Changes(deleted: integration.resourceCount))
  }

  private static func row(onlyRight integration: ComparedIntegration) -> Row {
    Row(
      left: nil, right: integration.target, matchedBy: nil, isIdentical: false,
      summary: Revision.Changes(added: integration.resourceCount))
  }
}

/// The integrations of one side that have no partner yet, found by what they are known by.
private struct Candidates {
  private var free: [TargetName: ComparedIntegration] = [:]
  private var byID: [String: [ComparedIntegration]] = [:]
  private var bySource: [String: [ComparedIntegration]] = [:]
  private var byName: [String: [ComparedIntegration]] = [:]
  private var byTarget: [String: [ComparedIntegration]] = [:]
  private var byContent: [TreeID: [ComparedIntegration]] = [:]
  private var alone: [ComparedIntegration] = []
  private let relations: [DeclaredRelation]
  /// Those that people declared to belong to another one.
  private var spoken: Set<TargetName> = []

  init(
    _ integrations: [ComparedIntegration], for others: [ComparedIntegration],
    _ relations: [DeclaredRelation]
  ) {
    self.relations = relations
    for one in integrations.sorted(by: { $0.target < $1.target }) {
      free[one.target] = one
      if let id = one.id { byID[id, default: []].append(one) } else { alone.append(one) }
      if let source = one.sourceID { bySource[source, default: []].append(one) }
      byName[one.name, default: []].append(one)
      byTarget[one.target.integration, default: []].append(one)
      byContent[one.content, default: []].append(one)
    }
    spoken = Set(others.compactMap { declaredPartner(of: $0.target)?.target })
  }

  private func declaredPartner(of target: TargetName) -> ComparedIntegration? {
    relations.lazy.compactMap { $0.seen(from: target)?.right }.compactMap { free[$0] }.first
  }

  /// Those that are left, by name.
  var rest: [ComparedIntegration] { free.values.sorted { $0.target < $1.target } }

  /// Finds what an integration of the other side belongs to, and takes it.
  mutating func take(
    partnerOf other: ComparedIntegration
  ) -> (integration: ComparedIntegration, reason: MatchReason)? {
    let found: (integration: ComparedIntegration, reason: MatchReason)? =
      declaredPartner(of: other.target).map { ($0, .declared) } ?? recognised(partnerOf: other)
    if let found { free[found.integration.target] = nil }
    return found
  }

  private func recognised(
    partnerOf other: ComparedIntegration
  ) -> (integration: ComparedIntegration, reason: MatchReason)? {
    let own = other.target.integration
    // Where several fit, as two clones of one original do, the one of the same name comes first.
    func first(_ candidates: [ComparedIntegration]?) -> ComparedIntegration? {
      let open = (candidates ?? []).filter {
        free[$0.target] != nil && !spoken.contains($0.target)
      }
      return open.first { $0.target.integration == own } ?? open.first
    }
    let relatives =
      (other.sourceID.flatMap { byID[$0] } ?? []) + (other.id.flatMap { bySource[$0] } ?? [])
    return first(other.id.map { byID[$0] ?? [] } ?? alone).map { ($0, .id) }
      ?? first(relatives.sorted { $0.target < $1.target }).map { ($0, .lineage) }
      ?? first(byName[other.name]).map { ($0, .name) }
      ?? first(byTarget[own]).map { ($0, .name) }
      ?? first(byContent[other.content]).map { ($0, .content) }
  }
}
