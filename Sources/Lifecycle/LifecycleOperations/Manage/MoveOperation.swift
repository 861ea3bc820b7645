import EnvironmentAdapters
public import IntegrationModel
import LosslessJSON
public import RepositoryCore

/// Moves flows, APIs and tools between integrations of one environment.
public struct MoveOperation {
  /// What is moved, and between which integrations.
  public struct Move: Sendable {
    /// Its name for people.
    public let name: String
    /// What it is.
    public let key: ResourceKey
    /// Where it is.
    public let from: IntegrationDirectory.Entry
    /// Where it goes.
    public let to: IntegrationDirectory.Entry
    let version: String
  }

  private let resolver: StateResolver

  /// Prepares to move.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// Finds what is to be moved: `ENV/flows/NAME`, of what stands alone or of any integration, or
  /// `ENV/INTEGRATION/flows/NAME`; NAME is a logical name, an exact name or an id.
  public func plan(_ text: String, to targetText: String) throws -> Move {
    let to = try resolver.entry(targetText)
    let (environment, rest) = try StateResolver.split(text)
    guard environment == to.target.environment else {
      throw LifecycleError(
        .usage, "bad_target", "'\(text)' and '\(targetText)' are in different environments",
        hint: "move works within one environment; clone takes a copy to another")
    }
    let capture = try resolver.capture(of: environment)
    let (container, kind, name) = try Self.parts(rest, text)
    let found = try find(kind, name, container: container, in: capture)
    let summary = capture.account.index.resources[found.key]
    guard found.entry.target != to.target else {
      throw LifecycleError.refused(
        "already_there", "'\(summary?.name ?? name)' is in '\(to.target)' already",
        hint: "'ilm show' and 'ilm list' tell what is where")
    }
    guard summary?.isManaged != true else {
      throw LifecycleError.refused(
        "managed_integration", "'\(summary?.name ?? name)' belongs to an integration app",
        hint: "it is read-only; its vendor changes it")
    }
    return Move(
      name: summary?.name ?? name, key: found.key, from: found.entry, to: to,
      version: summary?.version ?? "")
  }

  /// Moves it, and records both integrations as they are then.
  public func run(_ move: Move) throws -> [Revision] {
    let environment = move.to.target.environment
    // What was edited before belongs to the state that undoing the move goes back to.
    _ = try snapshot(
      move,
      SnapshotOperation.Options(
        description: "before '\(move.name)' is moved", onlyIfChanged: true, isAtomic: true))
    let adapter = try resolver.capture(of: environment).account.environment.adapter
    guard let document = try adapter.document(move.key) else {
      throw EnvironmentError(.notFound, "'\(move.name)' is gone")
    }
    var value = document.value
    if let id = move.to.id {
      value.place(.text(id), at: "/_integrationId")
    } else {
      value.removeValue(at: "/_integrationId")
    }
    // A group belongs to the integration that is left.
    value.removeValue(at: "/_flowGroupingId")
    value.removeValue(at: "/_apiGroupingId")
    _ = try adapter.update(move.key, to: value, expecting: move.version)
    resolver.forget(environment)
    return try snapshot(
      move,
      SnapshotOperation.Options(
        description: "moved '\(move.name)' from \(move.from.target) to \(move.to.target)",
        operation: .move))
  }

  /// Records both integrations.
  private func snapshot(
    _ move: Move, _ options: SnapshotOperation.Options
  ) throws -> [Revision] {
    let capture = try resolver.capture(of: move.to.target.environment)
    let targets = [move.from.target, move.to.target]
    return try SnapshotOperation(resolver.context, options).run(
      capture.directory.entries.filter { targets.contains($0.target) }, with: capture
    ).revisions
  }

  private static func parts(
    _ rest: String, _ text: String
  ) throws -> (container: String?, kind: ResourceKind, name: String) {
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count >= 2, let kind = ResourceKind(rawValue: parts[0]), kind.isContained {
      return (nil, kind, parts[1...].joined(separator: "/"))
    }
    if parts.count >= 3, let kind = ResourceKind(rawValue: parts[1]), kind.isContained {
      return (parts[0], kind, parts[2...].joined(separator: "/"))
    }
    throw LifecycleError(
      .usage, "bad_target", "'\(text)' names nothing that can be moved",
      hint: "write ENVIRONMENT/flows/NAME; apis and tools can be moved too")
  }

  private func find(
    _ kind: ResourceKind, _ name: String, container: String?, in capture: StateCapture
  ) throws -> (key: ResourceKey, entry: IntegrationDirectory.Entry) {
    var found: [(key: ResourceKey, entry: IntegrationDirectory.Entry)] = []
    let environment = capture.account.environment.name
    let wanted = try container.map { try capture.directory.find($0, in: environment).target }
    for entry in capture.directory.entries where wanted == nil || wanted == entry.target {
      let names = try capture.names(of: entry)
      for key in capture.account.index.contents(of: entry.id) where key.kind == kind {
        let isNamed =
          names[key]?.slug == name || key.id == name
          || capture.account.index.resources[key]?.name == name
        if isNamed { found.append((key, entry)) }
      }
    }
    // A name without its integration means first what stands alone.
    let alone = found.filter { $0.entry.id == nil }
    if container == nil, alone.count == 1 { return alone[0] }
    guard let only = found.first, found.count == 1 else {
      throw LifecycleError(
        .usage, found.isEmpty ? "no_such_resource" : "ambiguous_name",
        found.isEmpty
          ? "there is no \(kind.singular) '\(name)' in '\(environment)'"
          : "'\(name)' names \(found.count) \(kind.rawValue)",
        hint: found.isEmpty
          ? "use its logical name, its exact name or its id"
          : "say in which integration: "
            + found.map { "\($0.entry.target)/\(kind.rawValue)/\(name)" }.joined(separator: ", "))
    }
    return only
  }
}
