public import RepositoryCore

/// Makes copies of integrations.
public struct CloneOperation {
  private let resolver: StateResolver
  private let options: ClonePlanning.Options

  /// Prepares to clone.
  public init(_ resolver: StateResolver, _ options: ClonePlanning.Options) {
    self.resolver = resolver
    self.options = options
  }

  /// Plans to clone an integration; nothing is written, not even to the repository.
  public func plan(
    _ source: String, to environment: String, name: String?
  ) throws -> Plan {
    let resolved = try resolver.state(source)
    // Until the source's present state is recorded, a plan names the commit it was recorded last.
    guard let entry = resolved.entry else {
      throw LifecycleError(
        .usage, "bad_target", "'\(source)' is not a target",
        hint: "clone takes an integration as it is now; revert it first to clone an older state")
    }
    let heads = try TargetHeads(of: entry.target, in: resolver.context.repository)
    return try ClonePlanning(resolver, options).plan(
      resolved, commit: heads.content, to: environment, name: name)
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
