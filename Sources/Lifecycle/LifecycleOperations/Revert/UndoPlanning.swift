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
  /// - Parameter bindings: What slots are to be bound to, in the place of what they were bound to.
  /// - Throws: ``LifecycleError`` `nothing_to_undo` where nothing but snapshots is recorded.
  public func plan(
    _ target: TargetName, bindings: BindingRequests = BindingRequests()
  ) throws -> Undoing {
    let repository = resolver.context.repository
    try TargetHeads(of: target, in: repository).requireNothingInProgress(target, in: repository)
    let revisions = try RevisionJournal(target, in: repository).revisions()
    guard let revision = revisions.first(where: \.isOperation) else {
      throw LifecycleError.refused(
        "nothing_to_undo", "nothing but snapshots is recorded of '\(target)'",
        hint: "'ilm revert \(target) --to rN' brings a recorded state back")
    }
    return Undoing(revision: revision, plan: try plan(target, revision, bindings))
  }

  private func plan(
    _ target: TargetName, _ revision: Revision, _ bindings: BindingRequests
  ) throws -> Plan {
    let description = "undo of \(revision.operationName) \(revision.id)"
    if revision.origin != nil || revision.before == nil {
      var plan = try IntegrationManagement(resolver).planDeletion(
        of: try resolver.entry(target.description), description: description)
      plan.steps += try deletions(ofPlaceholdersOf: revision, target)
      return plan
    }
    // The state after a deletion is the last one of what was deleted.
    let point = revision.operation == .delete ? "" : ":before"
    let planning = RevertPlanning(
      resolver, RevertPlanning.Options(description: description, bindings: bindings))
    var plan = try planning.plan(
      target, to: try resolver.state("\(target)@\(revision.id)\(point)"))
    if revision.operation != .delete, plan.expects != nil {
      plan.steps += try deletions(ofPlaceholdersOf: revision, target)
    }
    if let expected = plan.expects, let after = revision.after, expected.content != after.content {
      plan.warnings.append(
        Plan.Warning(
          code: "later_changes", name: target.description,
          message: "what was changed since \(revision.id) is taken back with it"))
    }
    return plan
  }

  /// Deletes the placeholders of connections and the like that an operation made: those that are
  /// still as they were made and that no other integration uses.
  private func deletions(
    ofPlaceholdersOf revision: Revision, _ target: TargetName
  ) throws -> [Plan.Step] {
    let made = Set(
      revision.followUps.filter { $0.code == "secret_required" }
        .compactMap { LogicalName($0.name) }.filter(\.kind.isBound))
    guard !made.isEmpty, let after = revision.after else { return [] }
    let then = try IntegrationState(
      after, label: "", target: target, in: resolver.context.repository)
    let now = try resolver.state(target.description).state
    let shared = SharedResources(try resolver.capture(of: target.environment), except: target)
    return try made.sorted {
      ($1.kind.creationTier, $0) < ($0.kind.creationTier, $1)
    }.compactMap { slot -> Plan.Step? in
      guard let id = then.facts.resources[slot]?.id, now.facts.resources[slot]?.id == id,
        shared.users(of: ResourceKey(slot.kind, id)).isEmpty,
        try then.boundDocument(slot) == now.boundDocument(slot)
      else { return nil }
      return Plan.Step(.delete, slot, id: id)
    }
  }
}

extension Revision {
  /// Whether it records something that can be undone.
  var isOperation: Bool {
    status == .completed && (kind != .snapshot || origin != nil || operation != nil)
  }

  /// The operation in one word.
  public var operationName: String {
    operation?.rawValue ?? origin?.rawValue ?? kind.rawValue
  }
}
