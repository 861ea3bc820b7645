import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Recording what came of an operation.
extension PlanApplication {
  func record(_ plan: Plan, _ executor: StepExecutor) throws -> Revision {
    guard var revision = try RevisionJournal(plan.target, in: repository).latest() else {
      throw RepositoryError(.damaged, "the journal of '\(plan.target)' is gone")
    }
    revision.followUps =
      plan.followUps + executor.followUps.filter { !plan.followUps.contains($0) }
    revision.conflicts = plan.conflictCount
    if plan.kind == .delete {
      revision.after = revision.before
      revision.changes.deleted = executor.deletedCount
      return try end(revision, as: .completed, plan.target) { _, _ in }
    }
    try recordBundle(of: plan)
    return try end(revision, as: .completed, plan.target) { recording, revision in
      let state = try self.capture(plan, executor, revision)
      revision.followUps += try self.deviations(from: plan, in: state)
      try self.write(state, plan, recording, &revision)
      try self.recordDestinations(
        of: plan, try self.resolver.capture(of: plan.target.environment), recording,
        SnapshotOperation.Options(description: plan.description, operation: .move))
    }
  }

  /// Writes the commit that an installed integration's history starts from; it is no ref's until the
  /// integration is recorded, so it is written as late as possible.
  private func recordBundle(of plan: Plan) throws {
    guard plan.kind == .install else { return }
    let recording = Recording(repository, by: context.identity())
    do {
      try plan.recordBundle(in: recording)
      try recording.finish(message: plan.description)
    } catch {
      recording.abandon()
      throw error
    }
  }

  /// Reads the target back, with the names that the plan gave.
  private func capture(
    _ plan: Plan, _ executor: StepExecutor, _ revision: Revision
  ) throws -> CapturedState {
    let capture = try resolver.capture(of: plan.target.environment)
    let id = executor.composer.ids[.integration]
    let name = id.flatMap { capture.account.index.resources[ResourceKey(.integrations, $0)]?.name }
    let entry =
      capture.directory.entries.first { $0.target == plan.target && $0.id == id }
      ?? IntegrationDirectory.Entry(
        target: plan.target, id: id, name: name ?? "", isRecorded: true)
    var facts =
      try revision.before.map { try repository.facts(of: $0.facts) }
      ?? IntegrationFacts(integrationID: id, name: name ?? "")
    for (number, step) in plan.steps.enumerated()
    where step.operation == .delete && executor.outcomes[number]?.skipped != true {
      facts.retire(step.name)
    }
    keepNames(plan, executor, &facts)
    for step in plan.steps {
      guard let result = step.result, let id = step.id ?? executor.composer.ids[step.name] else {
        continue
      }
      var resource = result.facts
      resource.id = executor.composer.ids[step.name] ?? id
      for (place, slot) in References.slotPlaces(in: result.content) {
        guard resource.bindings[place] == nil, let id = executor.composer.slots[slot] else {
          continue
        }
        resource.bindings[place] = SlotBinding(slot: slot, id: id)
      }
      facts.resources[step.name] = resource
      facts.retired.remove(step.name)
    }
    facts.integrationID = id
    // The groups' names come from the plan as well.
    facts.resources[.integration]?.groups = executor.composer.groups
    return try capture.capture(entry, knowing: facts)
  }

  /// Names what the environment holds otherwise than the plan wrote it.
  private func deviations(
    from plan: Plan, in captured: CapturedState
  ) throws -> [Revision.FollowUp] {
    let state = try IntegrationState(captured, label: "", in: repository)
    let leaving = plan.leaving(as: captured.entry.id).union(
      plan.updated(in: captured.account))
    var wanted: [LogicalName: JSONValue] = [:]
    for step in plan.steps where !step.name.kind.isBound {
      if let result = step.result { wanted[step.name] = result.content }
      if step.operation == .delete { wanted[step.name] = nil }
    }
    return try wanted.sorted { $0.key < $1.key }.compactMap { name, content in
      let found = try state.document(name)
      guard found != content, found != nil || !leaving.contains(name) else { return nil }
      return Revision.FollowUp(
        code: "not_as_planned", kind: name.kind.rawValue, name: name.description,
        hint: "the environment holds it otherwise than the plan wrote it; look at it there")
    }
  }

  /// What was there and is used again has the name back that it had, although nothing was written.
  private func keepNames(
    _ plan: Plan, _ executor: StepExecutor, _ facts: inout IntegrationFacts
  ) {
    let deleted = plan.deletions
    let named = facts.names
    for (name, id) in plan.resources where !name.kind.isBound && facts.resources[name] == nil {
      let key = ResourceKey(name.kind, id)
      guard !deleted.contains(key), named[key] == nil else { continue }
      facts.resources[name] = ResourceFacts(id: id, name: "")
      facts.retired.remove(name)
    }
  }

  private func write(
    _ captured: CapturedState, _ plan: Plan, _ recording: Recording, _ revision: inout Revision
  ) throws {
    let heads = try TargetHeads(of: plan.target, in: repository)
    let start = plan.startsFromSource ? plan.source?.commit : heads.content
    let (parents, trailers) = try MergeCommit.parents(of: plan, at: heads.content, recording)
    let outcome = try StateRecorder(recording: recording, target: plan.target).record(
      captured, heads: heads.with(content: start), subject: plan.description,
      revision: revision.id, parents: parents, trailers: trailers)
    revision.after = outcome.state
    let before = try revision.before.map {
      IntegrationState.resources(of: try FileTree($0.content, from: repository.objects))
    }
    revision.changes = Revision.Changes(
      from: before ?? [:],
      to: try IntegrationState(captured, label: "", in: repository).resources)
    recording.move(try plan.target.contentRef, to: outcome.state.commit, from: heads.content)
    recording.move(try plan.target.factsRef, to: outcome.state.facts, from: heads.facts)
  }

  func end(
    _ revision: Revision, as status: Revision.Status, _ target: TargetName,
    _ write: (Recording, inout Revision) throws -> Void
  ) throws -> Revision {
    let recording = Recording(repository, by: context.identity())
    do {
      let heads = try TargetHeads(of: target, in: repository)
      var revision = revision
      revision.status = status
      revision.isWaiting = false
      revision.newestNumber = heads.latest?.newestNumber ?? revision.number
      revision.finishedAt = context.now().text
      try write(recording, &revision)
      let ended = try recording.write(revision, after: heads.journal)
      try recording.finish(message: "\(revision.kind.rawValue) \(revision.id) \(status.rawValue)")
      return ended
    } catch {
      recording.abandon()
      throw error
    }
  }
}
