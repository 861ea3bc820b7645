import FileStorage
import IntegrationModel
import RepositoryCore

/// The integration that a move takes something to.
extension PlanApplication {
  /// Locks the destination of a plan whose target is locked already.
  ///
  /// - Throws: ``LifecycleError`` `revision_in_progress` if another operation writes to it.
  func lockDestination(of plan: Plan) throws -> (any FileLock)? {
    guard let destination = plan.destination else { return nil }
    let lock = try repository.lock(destination)
    do {
      try TargetHeads(of: destination, in: repository).requireNothingApplied(destination)
    } catch {
      lock.release()
      throw error
    }
    return lock
  }

  func destination(
    of plan: Plan, in capture: StateCapture
  ) -> IntegrationDirectory.Entry? {
    capture.directory.entries.first { $0.target == plan.destination }
  }

  /// Records the destination as it is, together with the target.
  func recordDestination(
    of plan: Plan, _ capture: StateCapture, _ recording: Recording,
    _ options: SnapshotOperation.Options
  ) throws {
    guard let entry = destination(of: plan, in: capture) else { return }
    let heads = try TargetHeads(of: entry.target, in: repository)
    let outcome = try StateRecorder(recording: recording, target: entry.target).record(
      try capture.capture(entry), heads: heads, subject: options.description,
      revision: "r\(heads.nextNumber)")
    if options.onlyIfChanged, heads.latest != nil, !outcome.changed { return }
    var report = SnapshotOperation.Report()
    _ = try SnapshotOperation(context, options).add(
      entry.target, outcome.state, outcome.changes,
      after: try heads.prior(of: entry.target, in: repository), recording, &report)
  }
}

extension Plan {
  /// Whether an integration is the one that the steps put something in.
  func leads(to entry: IntegrationDirectory.Entry?) -> Bool {
    guard let entry else { return false }
    return steps.allSatisfy { $0.result?.facts.containerID == entry.id }
  }

  /// What the steps take out of the integration of an id.
  func leaving(as integrationID: String?) -> Set<LogicalName> {
    let own = [integrationID, Result.ownContainer]
    return Set(
      steps.compactMap { step in
        guard let result = step.result, step.name.kind.isContained else { return nil }
        return own.contains(result.facts.containerID) ? nil : step.name
      })
  }
}
