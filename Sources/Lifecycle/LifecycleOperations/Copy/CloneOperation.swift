public import RepositoryCore

/// Makes copies of integrations.
public struct CloneOperation {
  private let resolver: StateResolver
  private let options: CopyPlanning.Options

  /// Prepares to clone.
  public init(_ resolver: StateResolver, _ options: CopyPlanning.Options) {
    self.resolver = resolver
    self.options = options
  }

  /// Plans to clone an integration; nothing is written, not even to the repository.
  ///
  /// - Throws: ``LifecycleError`` `bad_name`, and whatever refuses a copy.
  public func plan(
    _ source: String, to environment: String, name: String?
  ) throws -> Plan {
    try name.map(IntegrationName.check)
    let resolved = try resolver.state(source)
    guard let entry = resolved.entry else {
      throw LifecycleError(
        .usage, "bad_target", "'\(source)' is not a target",
        hint: "clone takes an integration as it is now; revert it first to clone an older state")
    }
    guard entry.id != nil else {
      throw LifecycleError.refused(
        "standalone_protected", "standalone flows cannot be cloned as an integration",
        hint: "move them to an integration with 'ilm move', then clone that")
    }
    let isSameEnvironment = entry.target.environment == environment
    return try CopyPlanning(resolver, options).plan(
      CopyPlanning.Source(
        kind: .clone, state: resolved.state, label: entry.target.description,
        environment: entry.target.environment,
        // Until the present state is recorded, a plan names the commit it was recorded last.
        commit: TargetHeads(of: entry.target, in: resolver.context.repository).content),
      to: environment, name: name ?? (isSameEnvironment ? "Clone - \(entry.name)" : entry.name))
  }

  /// Records the source as it is now, so that the clone's history starts from there.
  public func recordSource(_ source: String) throws -> Revision? {
    let entry = try resolver.entry(source)
    let snapshot = SnapshotOperation(
      resolver.context,
      SnapshotOperation.Options(
        description: "before it is cloned", onlyIfChanged: true, isAtomic: true))
    let capture = try resolver.capture(of: entry.target.environment)
    return try snapshot.run([entry], with: capture).revisions.first
  }
}
