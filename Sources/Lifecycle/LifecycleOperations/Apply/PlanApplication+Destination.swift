import FileStorage
import IntegrationModel
import RepositoryCore

/// The other integrations that a plan moves something to or from.
extension PlanApplication {
  /// Locks the destinations of a plan whose target is locked already.
  ///
  /// - Throws: ``LifecycleError`` `revision_in_progress` if another operation writes to one.
  func lockDestinations(of plan: Plan) throws -> [any FileLock] {
    var locks: [any FileLock] = []
    do {
      for destination in plan.destinations.sorted() {
        locks.append(try repository.lock(destination))
        try TargetHeads(of: destination, in: repository).requireNothingApplied(destination)
      }
    } catch {
      locks.forEach { $0.release() }
      throw error
    }
    return locks
  }

  /// Records the destinations as they are, together with the target.
  func recordDestinations(
    of plan: Plan, _ capture: StateCapture, _ recording: Recording,
    _ options: SnapshotOperation.Options
  ) throws {
    for entry in capture.directory.entries where plan.destinations.contains(entry.target) {
      try record(entry, capture, recording, options)
    }
  }

  private func record(
    _ entry: IntegrationDirectory.Entry, _ capture: StateCapture, _ recording: Recording,
    _ options: SnapshotOperation.Options
  ) throws {
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
  /// The first destination that is gone, or is not the integration any more that the steps put
  /// something in.
  func lostDestination(in capture: StateCapture) -> TargetName? {
    let entries = capture.directory.entries
    let ids = Set(
      steps.compactMap { step in
        step.name.kind.isContained ? step.result?.facts.containerID : nil
      })
    let areThere = ids.allSatisfy { id in
      id == Result.ownContainer || entries.contains { $0.id == id }
    }
    return destinations.sorted().first { destination in
      !areThere || !entries.contains { $0.target == destination }
    }
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
  /// What the steps change that is there and that no integration contains: where the target no longer
  /// uses it, it has become as another one wants it.
  func updated(in account: AccountIndex) -> Set<LogicalName> {
    Set(
      steps.compactMap { step in
        guard step.operation == .update, !step.name.kind.isContained, let id = step.id,
          account.resources[ResourceKey(step.name.kind, id)] != nil
        else { return nil }
        return step.name
      })
  }
}
