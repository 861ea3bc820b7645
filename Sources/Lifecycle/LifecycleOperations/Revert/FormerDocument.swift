import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// What a resource was in another integration, as a plan can write it: what it used there is named
/// by ids, since names belong to an integration.
struct FormerDocument {
  private(set) var result: Plan.Result
  /// What it used that is there.
  private(set) var uses: Set<ResourceKey> = []
  /// The places whose references are left out, because what they named outside is gone.
  private(set) var lost: [String] = []
  private let place: FormerPlace
  /// The revision of the integration that records its part in the operation.
  private let part: String
  private let journey: Journey

  /// Where the resource is now, and what happens there.
  struct Journey {
    let capture: StateCapture
    /// What the resource's present integration was at the same time.
    let wanted: IntegrationState
    /// The revision that is taken back.
    let revision: Revision
    /// What is gone and comes back, and what the plan calls it.
    let returning: [ResourceKey: LogicalName]
  }

  /// Reads what was recorded right before an operation took the resource; `nil` if none did.
  ///
  /// - Throws: ``LifecycleError`` `dangling_reference` where something is gone that the resource used
  ///   and that its integration had itself, or was bound to.
  init?(_ place: FormerPlace, _ journey: Journey) throws {
    let state = place.record.state
    guard let part = place.record.part, let recorded = try state.result(place.name)
    else { return nil }
    (self.place, self.part, self.journey, result) = (place, part, journey, recorded)
    if place.name.kind.isContained || recorded.facts.containerID == state.facts.integrationID {
      result.facts.containerID = place.entry.id
    }
    result.content = try renamed(recorded.content, at: .root, recorded.facts) ?? .null
    for (pointer, value) in recorded.facts.environment {
      result.facts.environment[pointer] = try renamed(
        value, at: JSONPointer(parsing: pointer), recorded.facts)
    }
    (result.facts.bindings, result.facts.externals, result.facts.missing) = ([:], [:], [:])
  }

  private mutating func renamed(
    _ value: JSONValue, at pointer: JSONPointer, _ facts: ResourceFacts
  ) throws -> JSONValue? {
    try References.replaced(in: value, at: pointer) { marker, name, pointer in
      if marker == "$group" {
        return place.record.groups.id(of: name, in: place.name.kind.ownGroups).map { .text($0) }
      }
      return try reference(marker, name, at: pointer, facts)
    }
  }

  private mutating func reference(
    _ marker: String, _ name: String, at pointer: String, _ facts: ResourceFacts
  ) throws -> JSONValue? {
    guard facts.missing[pointer] == nil else { return nil }
    let isOutside = marker == "$external"
    let key = isOutside ? try outside(name, facts.externals[pointer]) : own(name, pointer, facts)
    if let key, journey.capture.account.index.resources[key] != nil {
      uses.insert(key)
      return .text(key.id)
    }
    if let key, let returning = journey.returning[key] {
      return [returning.kind.isBound ? "$slot" : "$resource": .text(returning.description)]
    }
    guard isOutside else { throw gone(name) }
    lost.append(pointer)
    return nil
  }

  /// What the integration had itself, or was bound to.
  private func own(_ text: String, _ pointer: String, _ facts: ResourceFacts) -> ResourceKey? {
    guard let name = LogicalName(text) else { return nil }
    let id =
      name == .integration
      ? place.entry.id
      : facts.bindings[pointer]?.id ?? place.record.state.facts.resources[name]?.id
    return id.map { ResourceKey(name.kind, $0) }
  }

  /// What another integration contained, or that integration itself.
  private func outside(_ text: String, _ recordedID: String?) throws -> ResourceKey? {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    let name = parts.count == 2 ? LogicalName(parts[1]) : .integration
    guard let name else { return nil }
    // Elements of sets have no place: the name tells what they were then.
    let isOwn = parts.first == journey.revision.target.integration
    let id =
      try recordedID ?? (isOwn ? journey.wanted.facts.resources[name]?.id : nil)
      ?? ExternalNames.resolve([text], in: journey.capture)[text]
    return id.map { ResourceKey(name.kind, $0) }
  }

  private func gone(_ name: String) -> LifecycleError {
    let (target, revision) = (place.entry.target, journey.revision)
    return .refused(
      "dangling_reference",
      "'\(place.name)' goes back to '\(target)' as it was there, and '\(name)', which it used, is "
        + "gone",
      hint: "'ilm revert \(target) --to \(part) --before' brings both back; then "
        + "'ilm revert \(revision.target) --to \(revision.id) --before' takes back the rest",
      details: ["kind": .text(place.name.kind.rawValue), "name": .text(place.name.description)])
  }
}

extension ResourceKind {
  /// The groups that resources of the kind are in.
  fileprivate var ownGroups: GroupKind { self == .apis ? .apiGroupings : .flowGroupings }
}
