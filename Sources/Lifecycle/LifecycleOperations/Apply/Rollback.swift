import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Undoes the steps of an operation that are done, last first.
///
/// Writes only where a document still is what the operation wrote: what somebody changed since is
/// left as it is and named. A rollback that was interrupted can be begun again.
struct Rollback {
  private let plan: Plan
  private let executor: StepExecutor
  private let originals: OperationOriginals
  private let environment: ConnectedEnvironment
  private let context: OperationContext
  /// The versions in which the rollback itself left documents.
  private var ownVersions: [ResourceKey: String] = [:]
  private var left: [(key: ResourceKey, text: String)] = []

  init(_ executor: StepExecutor) {
    self.executor = executor
    plan = executor.plan
    originals = executor.originals
    environment = executor.environment
    context = executor.context
  }

  /// Rolls back and returns what was left.
  mutating func run() throws -> [String] {
    for number in plan.steps.indices.reversed() where executor.isTouched(number) {
      try context.checkInterrupt()
      try undo(number)
    }
    return left.map(\.text)
  }

  private mutating func undo(_ number: Int) throws {
    let step = plan.steps[number]
    switch step.operation {
    case .create:
      if let outcome = executor.outcomes[number] {
        try removeCreated(ResourceKey(step.name.kind, outcome.id), step)
      } else {
        try removeLost(step)
      }
    case .delete: try bringBack(step)
    case .update, .disable, .enable:
      // A change that completes a creation goes with the creation.
      if let id = step.id { try undoChange(step, ResourceKey(step.name.kind, id)) }
    }
  }

  private mutating func leave(_ key: ResourceKey, _ step: Plan.Step, _ what: String) {
    guard !left.contains(where: { $0.key == key }) else { return }
    left.append((key, "\(step.name) \(what)"))
  }

  // MARK: Creations

  private mutating func removeCreated(_ key: ResourceKey, _ step: Plan.Step) throws {
    guard let document = try environment.adapter.document(key) else { return }
    guard executor.isOwnWork(document, original: nil) else {
      return leave(key, step, "was changed after it was created")
    }
    try keep(document, step)
    try environment.adapter.delete(key, expecting: document.version)
  }

  /// A creation whose answer was lost: it is looked for under its old id, then by its content.
  private mutating func removeLost(_ step: Plan.Step) throws {
    let key = step.id.map { ResourceKey(step.name.kind, $0) }
    let there = try key.flatMap { try environment.adapter.document($0) }
    var document = try executor.creation(step, knowing: there?.value ?? .null).document
    if let key, let found = there {
      let catalog = executor.context.catalog
      guard
        catalog.givenApartFromGroups(found.value, key.kind)
          == catalog.givenApartFromGroups(document, key.kind)
      else {
        return leave(key, step, "came back and was changed")
      }
      try keep(found, step)
      return try environment.adapter.delete(key, expecting: found.version)
    }
    document.removeValue(at: "/_id")
    let lost = try executor.lostCreation(of: step, document)
    if let found = lost.found {
      try environment.adapter.delete(found.key, expecting: found.version)
    } else if let other = lost.other {
      leave(other, step, "may have been created, and '\(other.id)' of that name was changed since")
    }
  }

  /// What had come back with its credentials goes where it was.
  private func keep(_ document: EnvironmentDocument, _ step: Plan.Step) throws {
    guard step.id == document.key.id, step.result?.facts.masked.isEmpty == false else { return }
    try environment.adapter.keep(document)
  }

  // MARK: Deletions

  private mutating func bringBack(_ step: Plan.Step) throws {
    guard let id = step.id else { return }
    let key = ResourceKey(step.name.kind, id)
    guard try environment.adapter.document(key) == nil else { return }
    guard
      let original = originals.document(
        step.name, key, current: try environment.adapter.remains(of: key),
        former: try environment.adapter.former(of: key))
    else {
      return leave(key, step, "was deleted and is not recorded")
    }
    guard let written = try environment.adapter.restore(key, original.document) else {
      return leave(key, step, "was deleted and cannot come back under its id")
    }
    ownVersions[key] = written.version
    if !original.missingSecrets.isEmpty {
      leave(key, step, "came back without its credentials; enter them again")
    }
  }

  // MARK: Changes

  private mutating func undoChange(_ step: Plan.Step, _ key: ResourceKey) throws {
    guard let current = try environment.adapter.document(key) else {
      return leave(key, step, "was deleted by somebody else")
    }
    // The step was never carried out.
    if current.version == executor.header.versions[key] { return }
    guard
      let original = originals.document(
        step.name, key, current: current.value, former: try environment.adapter.former(of: key))
    else {
      return leave(key, step, "was changed and is not recorded as it was")
    }
    let target = target(of: step, key, current.value, original.document)
    if current.value == target { return }
    guard
      current.version == ownVersions[key]
        || executor.isOwnWork(current, original: original.document)
    else {
      return leave(key, step, "was changed by somebody else")
    }
    ownVersions[key] =
      try environment.adapter.update(key, to: target, expecting: current.version).version
    if step.operation == .update, !original.missingSecrets.isEmpty {
      leave(key, step, "is back without its credentials; enter them again")
    }
  }

  /// What undoing a step makes of a document: a flow stays paused until everything it needs is
  /// back.
  private func target(
    of step: Plan.Step, _ key: ResourceKey, _ current: JSONValue, _ original: JSONValue
  ) -> JSONValue {
    switch step.operation {
    case .disable: current.settingDisabled(like: original)
    case .enable: current.settingDisabled(like: ["disabled": true])
    default:
      executor.touches(key, [.disable, .enable])
        ? original.settingDisabled(like: current) : original
    }
  }
}

extension JSONValue {
  /// The document with the member `disabled` that another has, or without it.
  fileprivate func settingDisabled(like other: JSONValue) -> JSONValue {
    var value = self
    if let disabled = other["disabled"] {
      value.place(disabled, at: "/disabled")
    } else {
      value.removeValue(at: "/disabled")
    }
    return value
  }
}

extension IntegrationState {
  /// Everything of a resource that is needed to write it again.
  func result(_ name: LogicalName) throws -> Plan.Result? {
    guard let content = try document(name), let facts = facts.resources[name] else { return nil }
    return Plan.Result(
      content: content, facts: facts,
      observation: observation.resources[name] ?? ResourceObservation(),
      // Of a payload that is kept as a fingerprint there is nothing to write.
      payloads: try payloads(of: name).filter { !PayloadForm.isFingerprint($0.value) })
  }
}
