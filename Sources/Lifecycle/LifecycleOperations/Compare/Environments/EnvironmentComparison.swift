import EnvironmentAdapters
public import IntegrationModel
import ObjectModel
import ParallelWork
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
    /// The revision compared on the left; `nil` for an integration as it is now.
    public let leftRevision: String?
    /// The revision compared on the right; `nil` for an integration as it is now.
    public let rightRevision: String?
  }

  /// The side on the left.
  public let left: String
  /// The side on the right.
  public let right: String
  /// The integrations, those of the left side first.
  public let rows: [Row]
  /// What is recorded of both, left first, where that is what is compared; else empty.
  public let recorded: [RecordedEnvironment]

  /// Whether both environments hold the same integrations with the same content.
  public var isIdentical: Bool { rows.allSatisfy(\.isIdentical) }

  /// The integrations that belong together and differ.
  public var differingPairs: [(left: TargetName, right: TargetName)] {
    rows.filter { !$0.isIdentical }.compactMap { row in
      row.left.flatMap { left in row.right.map { (left, $0) } }
    }
  }

  /// Compares two environments, as they are now or as the resolver has them.
  public init(
    _ left: String, _ right: String, resolver: StateResolver,
    options: StateComparison.Options = StateComparison.Options()
  ) throws {
    if !resolver.isRecordedOnly { try resolver.glance(atAll: [left, right]) }
    let lefts = try ComparedIntegration.all(of: left, resolver).sorted { $0.target < $1.target }
    let repository = resolver.context.repository
    let relations = try repository.relations()
    var candidates = try PartnerSearch(
      ComparedIntegration.all(of: right, resolver), for: lefts, relations, in: repository)
    let isDeclared = relations.contains {
      Set([$0.left.environment, $0.right.environment]) == [left, right]
    }
    let pairs = try lefts.map { Pair(left: $0, partner: try candidates.take(partnerOf: $0)) }
    let rowMaker = RowMaker(
      isDeclared: isDeclared, context: resolver.context, options: options)
    rows =
      try parallelMap(pairs, makeWorker: {}) { try rowMaker.row($1) }
      + candidates.rest.map { try rowMaker.row(onlyRight: $0) }
    self.left = left
    self.right = right
    recorded = resolver.isRecordedOnly ? try [left, right].map(resolver.recorded) : []
  }
}

/// Two integrations that belong together, or one that the other side has not.
private struct Pair: Sendable {
  let left: ComparedIntegration
  let partner: (integration: ComparedIntegration, reason: MatchReason)?
}

/// Compares pairs of integrations.
private struct RowMaker: Sendable {
  /// Whether people declared anything of integrations of the two environments.
  let isDeclared: Bool
  let context: OperationContext
  let options: StateComparison.Options

  private var repository: Repository { context.repository }

  func row(_ pair: Pair) throws -> EnvironmentComparison.Row {
    let left = pair.left
    guard let (right, reason) = pair.partner else { return try row(onlyLeft: left) }
    var changes = Revision.Changes()
    if left.content != right.content {
      changes =
        try (isDeclared ? nil : sameNamesChanges(left, right)) ?? allChanges(left, right)
    }
    return row(left, right, reason, isIdentical: changes.isEmpty, changes)
  }

  func row(onlyRight integration: ComparedIntegration) throws -> EnvironmentComparison.Row {
    let count = try integration.resourceCount(in: repository)
    return row(nil, integration, nil, isIdentical: false, Revision.Changes(added: count))
  }

  private func row(
    onlyLeft integration: ComparedIntegration
  ) throws -> EnvironmentComparison.Row {
    let count = try integration.resourceCount(in: repository)
    return row(integration, nil, nil, isIdentical: false, Revision.Changes(deleted: count))
  }

  private func row(
    _ left: ComparedIntegration?, _ right: ComparedIntegration?, _ reason: MatchReason?,
    isIdentical: Bool, _ summary: Revision.Changes
  ) -> EnvironmentComparison.Row {
    EnvironmentComparison.Row(
      left: left?.target, right: right?.target, matchedBy: reason, isIdentical: isIdentical,
      summary: summary, leftRevision: left?.revision, rightRevision: right?.revision)
  }

  private func sameNamesChanges(
    _ left: ComparedIntegration, _ right: ComparedIntegration
  ) throws -> Revision.Changes? {
    guard let one = try left.trees(in: repository), let other = try right.trees(in: repository)
    else { return nil }
    return try SameNamesComparison(one, other)?.changes(context.catalog, options)
  }

  private func allChanges(
    _ left: ComparedIntegration, _ right: ComparedIntegration
  ) throws -> Revision.Changes {
    var options = options
    options.contentOnly = true
    return try StateComparison(
      left.state(in: repository), right.state(in: repository), catalog: context.catalog,
      options: options
    ).summary
  }
}
