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
      return try IntegrationManagement(resolver).planDeletion(
        target.description, description: description)
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
