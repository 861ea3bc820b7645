import IntegrationModel
public import RepositoryCore

/// Plans to take back the last operation on an integration.
public struct UndoPlanning {
  private let resolver: StateResolver

  /// Prepares to undo.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// What is undone, and how.
  public struct Undoing {
    /// The revision that records the operation.
    public let revision: Revision
    /// The way back.
    public let plan: Plan
  }

  /// Plans to take back the last pull, revert, clone, install, move or delete; snapshots change
  /// nothing and are passed over.
  ///
  /// - Throws: ``LifecycleError`` `nothing_to_undo` where nothing but snapshots is recorded.
  public func plan(_ target: TargetName) throws -> Undoing {
    let repository = resolver.context.repository
    try TargetHeads(of: target, in: repository).requireNothingInProgress(target, in: repository)
    let revisions = try RevisionJournal(target, in: repository).revisions()
    guard let revision = revisions.first(where: \.isOperation) else {
      throw LifecycleError.refused(
        "nothing_to_undo", "nothing but snapshots is recorded of '\(target)'",
        hint: "'ilm revert \(target) --to rN' brings a recorded state back")
    }
    return Undoing(revision: revision, plan: try plan(target, revision))
  }

  private func plan(_ target: TargetName, _ revision: Revision) throws -> Plan {
    let description = "undo of \(revision.operationName) \(revision.id)"
    if revision.origin != nil || revision.before == nil {
      var plan = try IntegrationManagement(resolver).planDeletion(
        target.description, description: description)
      plan.steps += try placeholders(of: revision, target).map { Plan.Step(.delete, $0, id: $1) }
      return plan
    }
    // The state after a deletion is the last one of what was deleted.
    let point = revision.operation == .delete ? "" : ":before"
    let planning = RevertPlanning(
      resolver, RevertPlanning.Options(description: description))
    var plan = try planning.plan(
      target, to: try resolver.state("\(target)@\(revision.id)\(point)"))
    if let expected = plan.expects, let after = revision.after, expected.content != after.content {
      plan.warnings.append(
        Plan.Warning(
          code: "later_changes", name: target.description,
          message: "what was changed since \(revision.id) is taken back with it"))
    }
    return plan
  }

  /// The placeholders of connections and the like that a copy made: those that are still as they were
  /// made and that no other integration uses.
  private func placeholders(
    of revision: Revision, _ target: TargetName
  ) throws -> [(LogicalName, id: String)] {
    guard let after = revision.after else { return [] }
    let made = Set(revision.followUps.compactMap { LogicalName($0.name) }.filter(\.kind.isBound))
    let then = try IntegrationState(
      after, label: "", target: target, in: resolver.context.repository)
    let now = try resolver.state(target.description).state
    let shared = SharedResources(try resolver.capture(of: target.environment), except: target)
    return try made.sorted().compactMap { slot in
      guard let id = then.facts.resources[slot]?.id, now.facts.resources[slot]?.id == id,
        shared.users(of: ResourceKey(slot.kind, id)).isEmpty,
        try then.boundDocument(slot) == now.boundDocument(slot)
      else { return nil }
      return (slot, id)
    }
  }
}

extension Revision {
  /// Whether it records something that can be undone.
  fileprivate var isOperation: Bool {
    status == .completed && (kind != .snapshot || origin != nil || operation != nil)
  }

  /// The operation in one word.
  public var operationName: String {
    operation?.rawValue ?? origin?.rawValue ?? kind.rawValue
  }
}
