import FileStorage
import IntegrationModel
import LosslessJSON
import ObjectModel
public import RepositoryCore
import StructuralMerge

/// Pulls that wait for their conflicts to be resolved.
extension PullOperation {
  /// Records a pull with open conflicts as a revision in progress.
  ///
  /// - Throws: ``LifecycleError`` `revision_in_progress` if something else was begun meanwhile.
  public func wait(_ prepared: Prepared) throws -> Revision {
    let lock = try repository.lock(prepared.target)
    defer { lock.release() }
    let heads = try TargetHeads(of: prepared.target, in: repository)
    try heads.requireNothingInProgress(prepared.target, in: repository)
    try OperationLog.open(prepared.target, in: repository)?.end()
    guard let source = prepared.remote.source else { throw LifecycleError.interrupted }
    var revision = Revision(
      number: heads.nextNumber, target: prepared.target, kind: .pull, status: .inProgress,
      description: prepared.request.description ?? "pull from \(source.target)",
      user: context.user, createdAt: context.now().text)
    revision.isWaiting = true
    revision.remote = source
    revision.conflicts = prepared.open.count + prepared.resolved.count
    let recording = Recording(repository, by: context.identity())
    var log: OperationLog?
    do {
      let captured = try resolver.capture(of: prepared.target.environment).capture(prepared.entry)
      let outcome = try StateRecorder(recording: recording, target: prepared.target).record(
        captured, heads: heads, subject: "before pull", revision: revision.id)
      revision.before = outcome.state
      recording.move(try prepared.target.contentRef, to: outcome.state.commit, from: heads.content)
      recording.move(try prepared.target.factsRef, to: outcome.state.facts, from: heads.facts)
      let written = try recording.write(revision, after: heads.journal)
      let header = PullLog(
        revision: revision.id, request: prepared.request, remote: source,
        remoteFacts: prepared.remote.facts, prepared.merge)
      log = try OperationLog.begin(prepared.target, header: header.json, in: repository)
      try recording.finish(message: "pull \(revision.id) waits for resolutions")
      return written
    } catch {
      recording.abandon()
      if !isOpen(revision) { try? log?.end() }
      throw error
    }
  }

  /// Whether the beginning was recorded, although recording it failed in the end.
  private func isOpen(_ revision: Revision) -> Bool {
    guard let heads = try? TargetHeads(of: revision.target, in: repository) else { return true }
    return heads.latest?.id == revision.id && heads.latest?.status == .inProgress
  }

  /// The conflicts of a pull that waits: those that are open, and those that are resolved.
  ///
  /// - Throws: ``LifecycleError`` `nothing_in_progress` where no pull waits.
  public func conflicts(
    of target: TargetName
  ) throws -> (revision: Revision, open: [PullConflict], resolved: [PullConflict]) {
    guard let (revision, log) = try waiting(target) else {
      throw LifecycleError.refused(
        "nothing_in_progress", "no pull into '\(target)' waits for resolutions",
        hint: "'ilm revisions \(target)' shows what was done")
    }
    let merge = try mergeAgain(target, PullLog(json: log.header)).merge
    return (revision, try merge.named(merge.open), try merge.named(merge.resolved))
  }

  /// What became of a pull that was waiting.
  public enum Resumption {
    /// Conflicts are still open.
    case waiting(Revision, Prepared)
    /// All are resolved and the plan was carried out.
    case applied(PlanApplication.Report)
  }

  /// Resolves conflicts of a waiting pull and, when none is left, carries it out.
  ///
  /// What changed in the current integration meanwhile is merged too; the remote is what it was.
  ///
  /// - Parameter confirm: Asked with the plan before anything is written.
  /// - Returns: `nil` where no pull waits, so that another operation may be resumed.
  public func resume(
    _ target: TargetName, _ resolutions: ResolutionRequests, adding bindings: BindingRequests,
    confirm: (Prepared) throws -> Void
  ) throws -> Resumption? {
    let lock = try repository.lock(target)
    defer { lock.release() }
    guard let (revision, log) = try waiting(target) else { return nil }
    let (known, prepared) = try mergeAgain(log, target, resolutions, adding: bindings)
    let header = PullLog(
      revision: revision.id, request: known.request, remote: known.remote,
      remoteFacts: known.remoteFacts, prepared.merge)
    let kept = try log.replaced(by: header.json)
    guard let plan = prepared.plan else { return .waiting(revision, prepared) }
    try requireSharedAllowed(prepared)
    try confirm(prepared)
    return .applied(try PlanApplication(resolver).apply(plan, as: revision, kept))
  }

  /// A waiting pull as it is with what is said of it; nothing is written.
  ///
  /// - Returns: `nil` where no pull waits.
  public func waitingPull(
    into target: TargetName, _ resolutions: ResolutionRequests, adding bindings: BindingRequests
  ) throws -> Prepared? {
    guard let (_, log) = try waiting(target) else { return nil }
    return try mergeAgain(log, target, resolutions, adding: bindings).prepared
  }

  private func mergeAgain(
    _ log: OperationLog, _ target: TargetName, _ resolutions: ResolutionRequests,
    adding bindings: BindingRequests
  ) throws -> (known: PullLog, prepared: Prepared) {
    var known = try PullLog(json: log.header)
    known.add(bindings)
    var merged = try mergeAgain(target, known)
    try merged.merge.resolve(resolutions)
    return (known, try planned(merged))
  }

  /// The waiting pull of a target with its journal.
  private func waiting(_ target: TargetName) throws -> (Revision, OperationLog)? {
    let heads = try TargetHeads(of: target, in: repository)
    guard let open = try heads.openRevision(of: target, in: repository), open.isWaiting,
      let log = try OperationLog.open(target, in: repository),
      log.header["revision"]?.text == open.id, PullLog.isWaiting(log, open)
    else { return nil }
    return (open, log)
  }

  private func mergeAgain(_ target: TargetName, _ log: PullLog) throws -> Merged {
    let entry = try resolver.entry(target.description)
    return try merge(log.request, entry, try recordedRemote(log), log: log)
  }

  /// A bundle is read again; it must be the one that the pull began with.
  private func recordedBundle(_ log: PullLog) throws -> Remote {
    let state = try resolver.state(log.request.remote)
    let tree = try repository.objects.commit(log.remote.commit).tree
    guard let bundle = state.bundle, bundle.complete.content == tree else {
      throw LifecycleError.refused(
        "target_changed", "'\(log.request.remote)' is not what it was when the pull began",
        hint: "put it back, or cancel and pull again")
    }
    return Remote(side: StateSide(bundle.complete), commit: log.remote.commit, facts: nil)
  }

  /// The remote as it was when the pull began.
  private func recordedRemote(_ log: PullLog) throws -> Remote {
    guard let facts = log.remoteFacts else {
      return try recordedBundle(log)
    }
    let state = RecordedState(
      commit: log.remote.commit, content: try repository.objects.commit(log.remote.commit).tree,
      facts: facts)
    let name = log.remote.target.split(separator: "@")[0]
    return Remote(
      side: StateSide(
        state, label: log.remote.target, target: TargetName(String(name)), in: repository),
      commit: log.remote.commit, facts: facts)
  }
}
