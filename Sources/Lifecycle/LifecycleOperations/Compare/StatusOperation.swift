public import IntegrationModel
import ObjectModel
import ObjectStore
public import RepositoryCore

/// Tells what changed in environments since the last revisions; writes nothing.
public struct StatusOperation {
  /// What became of one integration.
  public struct TargetStatus: Sendable {
    public let entry: IntegrationDirectory.Entry
    /// The newest revision, or `nil` if nothing was ever recorded.
    public let revision: Revision?
    public let contentChanged: Bool
    public let factsChanged: Bool
    public let summary: Revision.Changes
    /// The applications that the integration is bound to.
    public let applications: [String]
    /// How many resources it has of each kind.
    public let counts: [ResourceKind: Int]

    /// Whether anything changed; `nil` where there is nothing to compare with.
    public var changed: Bool? { revision == nil ? nil : contentChanged || factsChanged }
  }

  private let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context
  }

  /// Looks at integrations of one account.
  public func run(
    _ entries: [IntegrationDirectory.Entry], with capture: StateCapture
  ) throws -> [TargetStatus] {
    var statuses: [TargetStatus] = []
    try capture.capture(entries) { captured in
      statuses.append(try status(captured, capture.account.index))
    }
    return statuses
  }

  private func status(
    _ captured: CapturedState, _ index: AccountIndex
  ) throws -> TargetStatus {
    let repository = context.repository
    let state = try IntegrationState(
      captured, label: captured.entry.target.description, in: repository)
    let latest = try RevisionJournal(captured.entry.target, in: repository).latestState()
    var before: [LogicalName: IntegrationState.Resource] = [:]
    var factsChanged = true
    if let recorded = latest?.state {
      if recorded.content != state.content {
        before = IntegrationState.resources(
          of: try FileTree(recorded.content, from: repository.objects))
      }
      let facts = try repository.objects.commit(recorded.facts).tree
      factsChanged =
        try SignificantFacts.id(of: facts, repository.objects, repository.format)
        != SignificantFacts.id(of: captured.factsFiles, repository.format)
    }
    let contentChanged = latest?.state.content != state.content
    return TargetStatus(
      entry: captured.entry, revision: latest?.revision, contentChanged: contentChanged,
      factsChanged: factsChanged,
      summary: contentChanged
        ? Revision.Changes(from: before, to: state.resources) : Revision.Changes(),
      applications: Self.applications(captured, index),
      counts: Dictionary(grouping: captured.closure.members, by: \.kind).mapValues(\.count))
  }

  private static func applications(
    _ captured: CapturedState, _ index: AccountIndex
  ) -> [String] {
    Set(
      captured.closure.bound.filter { $0.kind == .connections }.compactMap {
        index.resources[$0]?.application
      }
    ).sorted()
  }
}
