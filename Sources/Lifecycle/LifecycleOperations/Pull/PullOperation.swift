import IntegrationModel
import LosslessJSON
import ObjectModel
import RefStore
public import RepositoryCore
import StructuralMerge

/// Brings what changed in one integration into another, whatever changed there.
///
/// Nothing is written before all conflicts are resolved: a pull with open conflicts waits as a
/// revision in progress; see ``wait(_:)`` and ``resume(_:_:)``.
public struct PullOperation {
  let resolver: StateResolver
  var context: OperationContext { resolver.context }
  var repository: Repository { context.repository }

  /// Prepares to pull.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// A pull that is merged and not carried out.
  public struct Prepared {
    /// The integration pulled into.
    public let target: TargetName
    /// The plan; `nil` while conflicts are open.
    public let plan: Plan?
    /// The conflicts that are open.
    public let open: [PullConflict]
    /// The conflicts that are resolved.
    public let resolved: [PullConflict]
    /// How many differing fields are ignored.
    public let ignoredCount: Int
    /// Whether everything of the remote is there already, but for what the plan says cannot be taken.
    public let isUpToDate: Bool
    /// Whether both sides have no history in common and nothing says what they come from, so that
    /// every difference competes.
    public var isUnrelated: Bool { merge.sides.isUnrelated }
    /// The revision that was recorded of the remote, because it had changed since its last one.
    public var recorded: Revision? { remote.recorded }
    /// Whether the plan was agreed to before it was known.
    public var isAgreed: Bool { request.isAgreed }
    /// What is kept about conflicts that this pull does not have, in words.
    public var unusedResolutions: [String] { merge.unused }
    /// What the pull changes besides the places that compete, sorted by name.
    public func changes() throws -> [ResourceChange] { try merge.changes(catalog) }

    let request: PullRequest
    let merge: PullMerge
    let entry: IntegrationDirectory.Entry
    let remote: Remote
    let catalog: FieldCatalog
  }

  /// The state that is pulled from.
  struct Remote {
    let side: StateSide
    /// The commit of the state; of one that is not recorded, the newest of its branch.
    let commit: CommitID?
    let facts: CommitID?
    /// What was recorded of it just now.
    var recorded: Revision?

    var source: Revision.Remote? {
      commit.map { Revision.Remote(target: side.label, commit: $0) }
    }
  }

  /// Merges what the remote has into what the current integration has, and plans the way there.
  ///
  /// Nothing is written, unless the remote is to be recorded first.
  ///
  /// - Parameter recordsRemote: Whether a remote that is an integration as it is now is recorded, so
  ///   that the pull can name its commit. Without it the plan can only be shown.
  public func prepare(
    _ request: PullRequest, _ resolutions: ResolutionRequests = ResolutionRequests(),
    recordsRemote: Bool
  ) throws -> Prepared {
    let entry = try resolver.entry(request.current)
    try TargetHeads(of: entry.target, in: repository)
      .requireNothingInProgress(entry.target, in: repository)
    let remote = try remote(request.remote, recording: recordsRemote, for: entry.target)
    var prepared = try merge(request, entry, remote)
    if request.usesRemembered {
      try prepared.merge.resolve(from: RememberedResolutions(repository))
    }
    try prepared.merge.resolve(resolutions)
    return try planned(prepared)
  }

  // MARK: Sides

  /// Finds the state to pull from, and records it if it is an integration as it is now.
  func remote(
    _ text: String, recording: Bool, for target: TargetName
  ) throws -> Remote {
    switch try resolver.meaning(of: text) {
    case .bundle(let bundle):
      return Remote(
        side: StateSide(bundle.complete),
        commit: try recording ? record(bundle, for: target) : bundle.content.commit.parent,
        facts: nil)
    case .recorded(let point):
      return Remote(
        side: StateSide(
          point.state, label: point.label, target: point.target, in: repository),
        commit: point.state.commit, facts: point.state.facts)
    case .integration(let entry):
      return try remote(entry, recording: recording, for: target)
    }
  }

  private func remote(
    _ entry: IntegrationDirectory.Entry, recording: Bool, for target: TargetName
  ) throws -> Remote {
    guard entry.target != target else {
      throw LifecycleError(
        .usage, "bad_target", "'\(target)' cannot be pulled into itself",
        hint: "name another integration after --from, or a revision to revert to with 'ilm revert'")
    }
    let side = try resolver.side(of: entry)
    let recorded = try recording ? record(entry) : nil
    let heads = try TargetHeads(of: entry.target, in: repository)
    return Remote(side: side, commit: heads.content, facts: heads.facts, recorded: recorded)
  }

  /// Records the content of a bundle, and holds it until something else names it.
  private func record(_ bundle: BundleReading, for target: TargetName) throws -> CommitID {
    let recording = Recording(repository, by: context.identity())
    do {
      let commit = try bundle.record(in: recording)
      let known = try repository.refs.target(of: try target.bundleRef).map { CommitID($0) }
      recording.move(try target.bundleRef, to: commit, from: known)
      try recording.finish(message: "bundle to pull into \(target)")
      return commit
    } catch {
      recording.abandon()
      throw error
    }
  }

  private func record(_ entry: IntegrationDirectory.Entry) throws -> Revision? {
    let snapshot = SnapshotOperation(
      context,
      SnapshotOperation.Options(
        description: "before it is pulled from", onlyIfChanged: true, isAtomic: true))
    let environment = entry.target.environment
    let report = try snapshot.run([entry], of: environment, resolver)
    if !report.revisions.isEmpty { resolver.forgetGlance(of: environment) }
    return report.revisions.first
  }

  /// A merge whose conflicts may still be resolved.
  struct Merged {
    let request: PullRequest
    let entry: IntegrationDirectory.Entry
    let remote: Remote
    var merge: PullMerge
  }

  func merge(
    _ request: PullRequest, _ entry: IntegrationDirectory.Entry, _ remote: Remote,
    log: PullLog? = nil
  ) throws -> Merged {
    let current = try resolver.side(of: entry)
    try Managed.refuse(try current.details(), entry.target.description)
    let heads = try TargetHeads(of: entry.target, in: repository)
    return Merged(
      request: request, entry: entry, remote: remote,
      merge: try merge(request, current, at: heads.content, remote, log: log))
  }

  /// Merges a remote into a state, with the resolutions that were made before.
  ///
  /// - Parameter head: The commit that the state is at, or that its branch is at.
  func merge(
    _ request: PullRequest, _ ours: StateSide, at head: CommitID?, _ remote: Remote,
    log: PullLog? = nil
  ) throws -> PullMerge {
    let sides = try MergeSides(
      ours, at: head, remote.side, at: remote.commit,
      declared: try request.base.map { StateSide(try resolver.state($0).state) }, context)
    let patterns = request.ignored + context.configuration.patterns(.ignore)
    let scope = try PullScope(
      sides, only: request.only, ignored: try patterns.map { try UserFieldPattern($0) })
    return try PullMerge(
      sides, scope, table: log?.table ?? ConflictTable(), resolutions: log?.resolutions ?? [:],
      remembered: log?.remembered ?? [])
  }

  // MARK: Plan

  func planned(_ merged: Merged) throws -> Prepared {
    let merge = merged.merge
    let open = merge.open
    let plan = open.isEmpty ? try plan(merged) : nil
    let isUpToDate = try merge.sides.isUpToDate || plan.map(merge.isSettled) ?? false
    return Prepared(
      target: merged.entry.target, plan: plan,
      open: try merge.named(open), resolved: try merge.named(merge.resolved),
      ignoredCount: merge.scope.ignoredCount,
      isUpToDate: isUpToDate && !merged.request.promotesFields,
      request: merged.request, merge: merge, entry: merged.entry, remote: merged.remote,
      catalog: context.catalog)
  }

  private func plan(_ merged: Merged) throws -> Plan {
    let target = merged.entry.target
    let sides = merged.merge.sides
    let plan = Plan(
      kind: .pull, target: target,
      description: merged.request.description ?? "pull from \(merged.remote.side.label)",
      expects: Plan.Expectation(
        content: sides.ours.content,
        facts: try sides.ours.significantFacts()),
      source: merged.remote.source)
    var planning = try PullPlanning(
      plan, merged.request, merged.merge, AccountKnowledge(of: target.environment, resolver),
      context)
    var planned = try planning.planned()
    planned.lessons = lessons(of: merged.merge, for: target)
    return planned
  }

  // MARK: Carrying out

  /// Refuses to change what other integrations use, unless the request allows it.
  public func requireSharedAllowed(_ prepared: Prepared) throws {
    guard !prepared.request.allowsShared, let plan = prepared.plan, !plan.usedBy.isEmpty else {
      return
    }
    let uses = plan.usedBy.map { "'\($0.name)' (\($0.integrations.joined(separator: ", ")))" }
    throw LifecycleError.refused(
      "shared_resources",
      "this changes what other integrations use: " + uses.joined(separator: ", "),
      hint: "look at it with --dry-run, then allow it with --allow-shared",
      details: ["resources": .array(plan.usedBy.map { .text($0.name.description) })])
  }

  /// Carries out the plan of a pull without open conflicts.
  public func apply(_ prepared: Prepared) throws -> PlanApplication.Report {
    guard let plan = prepared.plan else { throw LifecycleError.interrupted }
    try requireSharedAllowed(prepared)
    return try PlanApplication(resolver).apply(plan)
  }

  /// What is kept for later: how conflicts were resolved, and what is what.
  private func lessons(of merge: PullMerge, for target: TargetName) -> Plan.Lessons {
    var lessons = Plan.Lessons(resolutions: RememberedResolutions.lessons(of: merge.resolved))
    let sides = merge.sides
    guard let remote = sides.theirs.target, remote != target, !sides.pairs.isEmpty else {
      return lessons
    }
    lessons.remote = remote
    lessons.pairs = sides.pairs.map {
      DeclaredRelation.Pair(
        left: $0.left.description, right: $0.right.description, reason: $0.reason.rawValue)
    }
    // What the pull brings is the remote's, also when it comes a second time.
    let paired = Set(lessons.pairs.map(\.left))
    for (name, theirs) in (sides.theirNames ?? [:]).sorted(by: { $0.key < $1.key })
    where !paired.contains(name.description) {
      lessons.pairs.append(
        DeclaredRelation.Pair(
          left: name.description, right: theirs.description,
          reason: MatchReason.lineage.rawValue))
    }
    return lessons
  }
}

extension PullRequest {
  /// Whether something is taken that is no content.
  var promotesFields: Bool { withName || withSchedules || withPayloads }
}
