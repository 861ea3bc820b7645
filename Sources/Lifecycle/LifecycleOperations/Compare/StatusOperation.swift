public import IntegrationModel
import ObjectModel
import ObjectStore
public import RepositoryCore

/// Tells what changed in environments since the last revisions; writes nothing.
public struct StatusOperation {
  /// What became of one integration.
  public struct TargetStatus: Sendable {
    /// Which integration it is.
    public let entry: IntegrationDirectory.Entry
    /// The newest revision, or `nil` if nothing was ever recorded.
    public let revision: Revision?
    /// Whether its content differs from the last revision.
    public let contentChanged: Bool
    /// Whether its facts differ from the last revision.
    public let factsChanged: Bool
    /// How many resources differ.
    public let summary: Revision.Changes
    /// The applications that the integration is bound to.
    public let applications: [String]
    /// How many resources it has of each kind.
    public let counts: [ResourceKind: Int]

    /// Whether anything changed; `nil` where there is nothing to compare with.
    public var changed: Bool? { revision == nil ? nil : contentChanged || factsChanged }
  }

  private let context: OperationContext

  /// Prepares to look.
  public init(_ context: OperationContext) {
    self.context = context
  }

  /// Looks at integrations of one account.
  public func run(
    _ entries: [IntegrationDirectory.Entry], with capture: StateCapture
  ) throws -> [TargetStatus] {
    var statuses: [TargetStatus] = []
    try capture.capture(entries) { finding in
      switch finding {
      case .asRecorded(let entry, let closure, _):
        statuses.append(
          TargetStatus(
            entry: entry,
            revision: try RevisionJournal(entry.target, in: context.repository).latest(),
            contentChanged: false, factsChanged: false, summary: Revision.Changes(),
            applications: Self.applications(closure, capture.account.index),
            counts: Self.counts(closure)))
      case .captured(let captured):
        let status = try status(captured, capture.account.index)
        statuses.append(status)
        try note(captured, status, capture)
      }
    }
    capture.cache?.save(capture.account)
    return statuses.sorted { $0.entry.target < $1.entry.target }
  }

  /// Remembers what was found to be as recorded, so that it is not read again.
  private func note(
    _ captured: CapturedState, _ status: TargetStatus, _ capture: StateCapture
  ) throws {
    guard status.changed == false, let facts = status.revision?.after?.facts else { return }
    let target = captured.entry.target
    let head = try TargetHeads(of: target, in: context.repository).facts
    let tree = try context.repository.objects.commit(facts).tree
    guard head == facts, try captured.factsTree(in: context.repository.format) == tree else {
      return
    }
    capture.cache?.note(
      target, facts: facts, fingerprint: capture.fingerprint(of: captured.entry, captured.closure))
  }

  private static func counts(_ closure: IntegrationClosure) -> [ResourceKind: Int] {
    Dictionary(grouping: closure.members, by: \.kind).mapValues(\.count)
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
      applications: Self.applications(captured.closure, index),
      counts: Self.counts(captured.closure))
  }

  private static func applications(
    _ closure: IntegrationClosure, _ index: AccountIndex
  ) -> [String] {
    Set(
      closure.bound.filter { $0.kind == .connections }.compactMap {
        index.resources[$0]?.application
      }
    ).sorted()
  }
}
