import EnvironmentAdapters
import FileStorage
public import IntegrationModel
import LosslessJSON
import ObjectModel
public import RepositoryCore

/// Applies plans: writes to the environment step by step, and records what came of it.
///
/// An operation that does not end, for whatever reason, stays open; it is continued or canceled.
public struct PlanApplication {
  let resolver: StateResolver
  var context: OperationContext { resolver.context }
  var repository: Repository { context.repository }

  /// Prepares to apply plans of the repository that the resolver works on.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// What an operation came to.
  public struct Report: Sendable {
    /// What was carried out.
    public let plan: Plan
    /// The revision that records it.
    public let revision: Revision
    /// What was created: the name, and the new id.
    public let created: [(name: LogicalName, id: String)]
  }

  /// Begins and carries out a plan.
  ///
  /// - Parameter isSaved: Whether it is a plan that was saved. Such a plan says itself what is meant, so
  ///   it is applied, and may be ended, in a copy of the repository, too.
  /// - Throws: ``LifecycleError`` `stale_plan` if the target is no longer what the plan expects.
  public func apply(_ plan: Plan, isSaved: Bool = false) throws -> Report {
    if !isSaved { try context.connect(plan.target.environment).requireWritable() }
    let lock = try repository.lock(plan.target)
    defer { lock.release() }
    let others = try lockDestinations(of: plan)
    defer { others.forEach { $0.release() } }
    let heads = try TargetHeads(of: plan.target, in: repository)
    try heads.requireNothingInProgress(plan.target, in: repository)
    // With nothing in progress, a journal belongs to an operation that never began or has ended.
    try OperationLog.open(plan.target, in: repository)?.end()
    return try begin(plan, newRevision(plan, number: heads.nextNumber), heads, waiting: nil)
  }

  /// Begins the last part of a pull whose conflicts are resolved; the target is locked already.
  func apply(_ plan: Plan, as waiting: Revision, _ log: OperationLog) throws -> Report {
    try context.connect(plan.target.environment).requireWritable()
    let heads = try TargetHeads(of: plan.target, in: repository)
    var revision = waiting
    revision.isWaiting = false
    revision.followUps = plan.followUps
    revision.newestNumber = heads.latest?.newestNumber ?? revision.number
    return try begin(plan, revision, heads, waiting: log)
  }

  private func begin(
    _ plan: Plan, _ fresh: Revision, _ heads: TargetHeads, waiting: OperationLog?
  ) throws -> Report {
    // What was seen when the plan was made may be long ago.
    resolver.forget(plan.target.environment)
    let capture = try resolver.capture(of: plan.target.environment)
    let captured = try captureExpected(plan, capture)
    if let changed = try plan.changedSince(in: capture) {
      throw stale(plan, "'\(changed)' was changed since the plan was made")
    }
    try MergeCommit.requireSource(of: plan, in: repository)
    var revision = fresh
    let recording = Recording(repository, by: context.identity())
    var log: OperationLog?
    do {
      if let captured {
        let outcome = try StateRecorder(recording: recording, target: plan.target).record(
          captured, heads: heads, subject: "before \(plan.kind.rawValue)", revision: revision.id)
        revision.before = outcome.state
        recording.move(try plan.target.contentRef, to: outcome.state.commit, from: heads.content)
        recording.move(try plan.target.factsRef, to: outcome.state.facts, from: heads.facts)
      } else if plan.kind == .delete {
        revision.before = try heads.latestState(of: plan.target, in: repository)
      }
      try recordDestinations(
        of: plan, capture, recording,
        SnapshotOperation.Options(description: "before \(plan.description)", onlyIfChanged: true))
      let written = try recording.write(revision, after: heads.journal)
      // The journal of the operation comes first: a revision in progress always has one.
      let header = try header(plan, written, capture, captured)
      log =
        try waiting?.replaced(by: header)
        ?? OperationLog.begin(plan.target, header: header, in: repository)
      try recording.finish(message: "\(plan.kind.rawValue) \(revision.id) begun")
    } catch {
      recording.abandon()
      if waiting == nil, !mayBeInProgress(revision) { try? log?.end() }
      throw error
    }
    guard let log else { throw LifecycleError.interrupted }
    return try carryOut(try OperationHeader(json: log.header), log, revision)
  }

  /// Continues the open operation of a target.
  ///
  /// - Throws: ``LifecycleError`` `nothing_in_progress`.
  public func resume(_ target: TargetName) throws -> Report {
    let lock = try repository.lock(target)
    defer { lock.release() }
    let (latest, log) = try openOperation(target)
    guard let log else {
      throw LifecycleError.refused(
        "operation_log_missing",
        "the journal of \(latest.kind.rawValue) \(latest.id) of '\(target)' is gone, so it cannot be "
          + "continued",
        hint: "'ilm cancel \(target)' ends it, undoes nothing, and names the flows that are paused")
    }
    guard !Self.isBeingCanceled(log) else {
      throw LifecycleError.refused(
        "being_canceled", "\(latest.id) of '\(target)' is being canceled and cannot be continued",
        hint: "'ilm cancel \(target)' goes on rolling it back")
    }
    let header = try OperationHeader(json: log.header)
    let others = try lockDestinations(of: header.plan)
    defer { others.forEach { $0.release() } }
    try requireEndable(log.header, target)
    try removeLeftovers(of: latest)
    if latest.isWaiting { try beginApplying(latest) }
    return try carryOut(header, log, latest)
  }

  /// A pull that was waiting was interrupted after its plan was noted and before that was recorded.
  private func beginApplying(_ waiting: Revision) throws {
    let heads = try TargetHeads(of: waiting.target, in: repository)
    let recording = Recording(repository, by: context.identity())
    var revision = waiting
    revision.isWaiting = false
    revision.newestNumber = heads.latest?.newestNumber ?? revision.number
    _ = try recording.write(revision, after: heads.journal)
    try recording.finish(message: "\(revision.kind.rawValue) \(revision.id) begun")
  }

  /// Whether a rollback has begun: from then on there is no way but back.
  static func isBeingCanceled(_ log: OperationLog) -> Bool {
    log.events.contains { $0["state"]?.text == "canceling" }
  }

  /// Removes files that no document is, left by the process that died; what follows writes, too.
  ///
  /// Not while another operation may be writing there, whose files look the same.
  func removeLeftovers(of revision: Revision) throws {
    guard try !mayBeWriting(besides: revision.target) else { return }
    let began = Timestamp(revision.createdAt)?.seconds ?? .max
    try context.connect(revision.target.environment).adapter.removeLeftovers(since: began)
  }

  /// Whether another operation of the same environment is open and does not wait for a person.
  private func mayBeWriting(besides target: TargetName) throws -> Bool {
    try repository.openOperations().contains { other in
      guard other.environment == target.environment, other != target else { return false }
      // One that cannot be read may be anything.
      return (try? OperationLog.header(of: other, in: repository))??["pull"] == nil
    }
  }

  // MARK: Beginning

  private func newRevision(_ plan: Plan, number: Int) -> Revision {
    var revision = Revision(
      number: number, target: plan.target, kind: plan.kind.revision,
      status: .inProgress, description: plan.description, user: context.user,
      createdAt: context.now().text)
    revision.origin = plan.kind.origin
    revision.operation = plan.kind.operation
    revision.remote = plan.source
    revision.followUps = plan.followUps
    return revision
  }

  /// Captures the target and refuses a plan that was made for another state of it.
  private func captureExpected(
    _ plan: Plan, _ capture: StateCapture
  ) throws -> CapturedState? {
    let entry = capture.directory.entries.first { $0.target == plan.target }
    guard let expects = plan.expects else {
      guard entry == nil else {
        throw stale(plan, "'\(plan.target)' exists by now")
      }
      if plan.kind == .delete, try !StatusOperation(context).isMissed(plan.target) {
        throw stale(plan, "'\(plan.target)' is not missed, or its loss is recorded already")
      }
      return nil
    }
    guard let entry else { throw stale(plan, "'\(plan.target)' is no longer there") }
    let captured = try capture.capture(entry)
    let state = try IntegrationState(captured, label: "", in: repository)
    let facts = try SignificantFacts.id(of: captured.factsFiles, repository.format)
    guard state.content == expects.content, facts == expects.facts else {
      throw stale(plan, "'\(plan.target)' was changed since the plan was made")
    }
    if let gone = plan.lostDestination(in: capture) {
      throw stale(plan, "'\(gone)' is no longer there")
    }
    return captured
  }

  private func stale(_ plan: Plan, _ what: String) -> LifecycleError {
    .refused(
      "stale_plan", "the plan is out of date: \(what)", hint: "make a new plan and review it",
      details: ["plan": .text(plan.id)])
  }

  /// What the operation needs to go on: the plan, and what it found.
  private func header(
    _ plan: Plan, _ revision: Revision, _ capture: StateCapture, _ captured: CapturedState?
  ) throws -> JSONValue {
    var header = try OperationHeader(
      plan, revision: revision.id, in: capture,
      recorded: Set((captured?.facts.names ?? [:]).keys))
    let isLeftBehind = capture.account.environment.writeRefusal != nil
    header.place = isLeftBehind ? repository.directory : nil
    return header.json
  }

  // MARK: Going on

  /// Whether the beginning of an operation was recorded, although recording it failed in the end.
  private func mayBeInProgress(_ revision: Revision) -> Bool {
    guard let latest = try? RevisionJournal(revision.target, in: repository).latest() else {
      return (try? RevisionJournal(revision.target, in: repository).head()) != .some(nil)
    }
    return latest.id == revision.id && latest.status == .inProgress
  }

  /// Finds the open operation; the journal is missing if somebody removed it.
  func openOperation(_ target: TargetName) throws -> (Revision, OperationLog?) {
    let open = try TargetHeads(of: target, in: repository).openRevision(of: target, in: repository)
    let log = try OperationLog.open(target, in: repository)
    guard let open = try open ?? abandoned(target) else {
      // A journal without a revision in progress: nothing was written, or all is recorded.
      try log?.end()
      throw LifecycleError.refused(
        "nothing_in_progress", "no operation of '\(target)' is in progress",
        hint: "'ilm revisions \(target)' shows what was done")
    }
    return (open, log?.header["revision"]?.text == open.id ? log : nil)
  }

  /// A pull that waited while snapshots were taken, and whose journal is gone.
  private func abandoned(_ target: TargetName) throws -> Revision? {
    try RevisionJournal(target, in: repository).revisions().first { $0.status == .inProgress }
  }

  func executor(
    _ header: OperationHeader, _ log: OperationLog, _ revision: Revision
  ) throws -> StepExecutor {
    let target = header.plan.target
    let before = try revision.before.map {
      try IntegrationState($0, label: "", target: target, in: repository)
    }
    return StepExecutor(
      header.plan, on: try context.connect(target.environment), log: log,
      externals: try externals(of: header.plan),
      originals: OperationOriginals(header, before: before, context.catalog), context)
  }

  private func carryOut(
    _ header: OperationHeader, _ log: OperationLog, _ begun: Revision
  ) throws -> Report {
    let plan = header.plan
    var executor = try executor(header, log, begun)
    resolver.letGo()
    do {
      try executor.run()
    } catch let error as EnvironmentError {
      throw LifecycleError(stopping: error, plan.target, mayGoOn: true)
    }
    resolver.forget(plan.target.environment)
    try plan.lessons.keep(of: plan.target, in: repository)
    let revision = try record(plan, executor)
    // The operation has ended; a journal that stays behind is removed by the next one.
    try? log.end()
    let created = plan.steps.enumerated().compactMap { number, step in
      step.operation == .create
        ? executor.outcomes[number].map { (name: step.name, id: $0.id) } : nil
    }
    return Report(plan: plan, revision: revision, created: created)
  }

  /// The ids, in the target's environment, of what other integrations contain.
  private func externals(of plan: Plan) throws -> [String: String] {
    let wanted = Set(plan.steps.compactMap(\.result).flatMap { ExternalNames.of($0.content) })
    return try wanted.isEmpty
      ? [:] : ExternalNames.resolve(wanted, in: resolver.capture(of: plan.target.environment))
  }
}

extension TargetHeads {
  /// The same heads with another commit to start content from.
  func with(content: CommitID?) -> TargetHeads {
    TargetHeads(content: content, facts: facts, journal: journal, latest: latest)
  }

  private init(content: CommitID?, facts: CommitID?, journal: CommitID?, latest: Revision?) {
    self.content = content
    self.facts = facts
    self.journal = journal
    self.latest = latest
  }
}

extension LifecycleError {
  /// An environment failed in the middle of an operation.
  init(stopping error: EnvironmentError, _ target: TargetName, mayGoOn: Bool) {
    let category: Category =
      switch error.code {
      case .changed: .refused
      case .interrupted: .interrupted
      default: .environment
      }
    self.init(
      category, error.code.rawValue, error.message,
      hint: (mayGoOn ? "'ilm continue \(target)' resumes, " : "")
        + "'ilm cancel \(target)' rolls back",
      details: error.details)
  }
}
