import EnvironmentAdapters
public import IntegrationModel
import LosslessJSON
public import RepositoryCore
import StructuralDiff

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
    /// How: a plan of the integration that is left.
    public let plan: Plan
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
      plan: try plan(found.key, summary?.name ?? name, from: found.entry, to: to))
  }

  private func plan(
    _ key: ResourceKey, _ name: String, from: IntegrationDirectory.Entry,
    to: IntegrationDirectory.Entry
  ) throws -> Plan {
    var (plan, state) = try IntegrationManagement(resolver).newPlan(
      .move, of: from, "moved '\(name)' from \(from.target) to \(to.target)")
    plan.destinations = [to.target]
    guard let logical = state.facts.names[key], var result = try state.result(logical) else {
      throw EnvironmentError(.notFound, "'\(name)' is gone")
    }
    result.move(to: to.id)
    plan.steps = [
      Plan.Step(
        .update, logical, id: key.id, changes: [Self.change(from: from.id, to: to.id)],
        result: result)
    ]
    return plan
  }

  private static func change(from: String?, to: String?) -> Change {
    let place = JSONPointer.root.appending(key: "_integrationId")
    return switch (from, to) {
    case (let from?, let to?): .replace(.text(from), with: .text(to), at: place)
    case (nil, let to): .add(.text(to), at: place)
    case (let from, nil): .remove(.text(from), at: place)
    }
  }

  /// Moves it, and records both integrations as they are then.
  public func run(_ move: Move) throws -> [Revision] {
    let report = try PlanApplication(resolver).apply(move.plan)
    let other = try RevisionJournal(move.to.target, in: resolver.context.repository).latest()
    return [report.revision] + (other.map { [$0] } ?? [])
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
