import IntegrationModel
import ObjectModel
import ObjectStore
public import RepositoryCore

/// Tells what changed in environments since the last revisions; writes nothing.
public struct StatusOperation: Sendable {
  /// What became of one integration.
  public struct TargetStatus: Sendable {
    /// Which integration it is.
    public let entry: IntegrationDirectory.Entry
    /// The id of the newest revision, or `nil` if nothing was ever recorded.
    public let revision: String?
    /// Whether its content differs from the last revision.
    public let contentChanged: Bool
    /// Whether its facts differ from the last revision.
    public let factsChanged: Bool
    /// How many resources differ.
    public let summary: Revision.Changes
    /// The applications that the integration is bound to.
    public let applications: [String]
    /// How many resources it has of each kind.
    public let counts: ResourceCounts
    /// Whether its newest revision is in progress.
    var isInProgress = false

    /// Whether anything changed; `nil` where there is nothing to compare with.
    public var changed: Bool? { revision == nil ? nil : contentChanged || factsChanged }
  }

  /// The operations that did not end.
  public struct OpenOperations: Sendable {
    /// Their revisions, sorted by target.
    public internal(set) var revisions: [Revision] = []
    /// The targets whose journals cannot be read, and why.
    public internal(set) var unreadable: [(target: TargetName, error: any Error)] = []
    /// The flows that they turned off, and that run again once they are ended.
    public internal(set) var pausedFlows: [TargetName: [PausedFlow]] = [:]
  }

  let context: OperationContext

  /// Prepares to look.
  public init(_ context: OperationContext) {
    self.context = context
  }

  /// The operations that did not end: interrupted ones, and pulls that wait for their conflicts to be
  /// resolved; sorted by target.
  ///
  /// - Parameter looked: What was looked at: there an operation is known even if its journal is gone.
  /// - Parameter isWanted: Says of which targets.
  public func inProgress(
    besides looked: [TargetStatus] = [], _ isWanted: (TargetName) -> Bool
  ) throws -> OpenOperations {
    let repository = context.repository
    let journals = try repository.openOperations().filter(isWanted)
    let known = looked.filter(\.isInProgress).map(\.entry.target)
    var open = OpenOperations()
    for target in Set(journals + known).sorted() {
      do {
        // A journal may stay behind when its operation has ended.
        let heads = try TargetHeads(of: target, in: repository)
        guard let revision = try heads.openRevision(of: target, in: repository) else { continue }
        open.revisions.append(revision)
        open.pausedFlows[target] = try PausedFlow.all(by: revision, context)
      } catch {
        try context.checkInterrupt()
        open.unreadable.append((target, error))
      }
    }
    return open
  }

  /// Whether a target that is no longer in its environment is missed: it was not deleted from here.
  public func isMissed(_ target: TargetName) throws -> Bool { try goneState(target) != nil }

  /// What was recorded last of a target that is missed.
  func goneState(
    _ target: TargetName
  ) throws -> (revision: Revision, state: RecordedState)? {
    let latest = try RevisionJournal(target, in: context.repository).latestState()
    return latest?.revision.operation == .delete ? nil : latest
  }

  /// What was recorded and is no longer in its environment, unless it was deleted from here.
  public func gone(_ directory: IntegrationDirectory) throws -> [TargetStatus] {
    try directory.gone.compactMap { target in
      guard let (revision, state) = try goneState(target) else { return nil }
      let files = try FileTree(state.content, from: context.repository.objects)
      let entry = IntegrationDirectory.Entry(
        target: target, id: nil, name: target.integration, isRecorded: true)
      return TargetStatus(
        entry: entry, revision: revision.id, contentChanged: true, factsChanged: true,
        summary: Revision.Changes(from: IntegrationState.resources(of: files), to: [:]),
        applications: [], counts: ResourceCounts())
    }
  }

  /// Looks at integrations of one account.
  public func run(
    _ entries: [IntegrationDirectory.Entry], with capture: StateCapture
  ) throws -> [TargetStatus] {
    var statuses: [TargetStatus] = []
    try capture.capture(entries) { finding in
      switch finding {
      case .asRecorded(let entry, let closure, _):
        let heads = try TargetHeads(of: entry.target, in: context.repository)
        var status = TargetStatus(
          entry: entry, revision: heads.latest?.id, contentChanged: false, factsChanged: false,
          summary: Revision.Changes(),
          applications: closure.applications(in: capture.account.index), counts: closure.counts)
        status.isInProgress = heads.latest?.status == .inProgress
        statuses.append(status)
      case .captured(let captured):
        let status = try status(captured, capture.account.index)
        statuses.append(status)
        try note(captured, status, capture)
      }
    }
    capture.cache?.save(capture)
    return statuses.sorted { $0.entry.target < $1.entry.target }
  }

  /// Remembers what was found to be as recorded, so that it is not read again.
  private func note(
    _ captured: CapturedState, _ status: TargetStatus, _ capture: StateCapture
  ) throws {
    guard let cache = capture.cache else { return }
    let target = captured.entry.target
    let print = capture.fingerprint(of: captured.entry, captured.closure)
    var standing: CachedTarget.Standing?
    // Of what has no revisions nothing is asked: its refs may be lost.
    let heads =
      status.changed == false ? try TargetHeads(of: target, in: context.repository) : nil
    if let heads, let print, let facts = heads.facts {
      let tree = try context.repository.objects.commit(facts).tree
      let isExact = try captured.factsTree(in: context.repository.format) == tree
      standing = CachedTarget.Standing(heads, isExact: isExact)?.with(fingerprint: print)
    }
    cache.note(target, captured.closure, standing, warnings: captured.warnings)
  }

  func status(
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
    var status = TargetStatus(
      entry: captured.entry, revision: latest?.revision.id, contentChanged: contentChanged,
      factsChanged: factsChanged,
      summary: contentChanged
        ? Revision.Changes(from: before, to: state.resources) : Revision.Changes(),
      applications: captured.closure.applications(in: index), counts: captured.closure.counts)
    let newest = try RevisionJournal(captured.entry.target, in: repository).latest()
    status.isInProgress = newest?.status == .inProgress
    return status
  }
}
