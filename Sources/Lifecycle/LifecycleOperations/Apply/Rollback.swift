import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Undoes the steps of an operation that are done, last first.
///
/// Writes only where a document still is what the step wrote: what somebody changed since is left
/// as it is and named.
struct Rollback {
  private let plan: Plan
  private let log: OperationLog
  private let environment: ConnectedEnvironment
  private let context: OperationContext
  private let before: IntegrationState?
  private let composer: DocumentComposer
  private let events: [Int: JSONValue]

  init(
    _ plan: Plan, log: OperationLog, revision: Revision, resolver: StateResolver
  ) throws {
    self.plan = plan
    self.log = log
    context = resolver.context
    environment = try context.connect(plan.target.environment)
    let (repository, target) = (resolver.context.repository, plan.target)
    before = try revision.before.map {
      try IntegrationState($0, label: "", target: target, in: repository)
    }
    var ids: [LogicalName: String] = [:]
    for (name, facts) in before?.facts.resources ?? [:] { ids[name] = facts.id }
    composer = DocumentComposer(
      ids: ids, groups: before?.facts.groups ?? GroupTable(), slots: [:], externals: [:])
    var events: [Int: JSONValue] = [:]
    for event in log.events {
      if let number = event["step"]?.int { events[number] = event }
    }
    self.events = events
  }

  /// Rolls back and returns what was left.
  func run() throws -> [String] {
    var left: [String] = []
    for number in plan.steps.indices.reversed() {
      guard let event = events[number], event["skipped"]?.bool != true else { continue }
      try context.checkInterrupt()
      if let problem = try undo(plan.steps[number], event) { left.append(problem) }
    }
    return left
  }

  /// Undoes one step; returns what stands in the way.
  private func undo(_ step: Plan.Step, _ event: JSONValue) throws -> String? {
    let isDone = event["state"]?.text == "done"
    switch step.operation {
    case .create: return try undoCreation(step, event, isDone: isDone)
    case .delete: return try undoDeletion(step)
    case .update, .disable, .enable:
      // An update that completes a creation goes with the creation.
      guard let id = step.id else { return nil }
      return try undoChange(step, id, event, isDone: isDone)
    }
  }

  private func undoCreation(
    _ step: Plan.Step, _ event: JSONValue, isDone: Bool
  ) throws -> String? {
    guard let id = isDone ? event["id"]?.text : step.id else {
      return try undoLostCreation(step)
    }
    let key = ResourceKey(step.name.kind, id)
    guard let document = try environment.adapter.document(key) else { return nil }
    let isOurs = document.version == lastVersion(of: key) || !isDone
    guard isOurs else { return describe(step, "was changed after it was created") }
    try environment.adapter.delete(key, expecting: document.version)
    return nil
  }

  /// A creation whose answer was lost: nothing tells its id, so it is looked for by its content.
  private func undoLostCreation(_ step: Plan.Step) throws -> String? {
    guard let name = step.result?.content["name"]?.text else { return nil }
    return "\(step.name): whether '\(name)' was created is not known; look for it and delete it"
  }

  private func undoDeletion(_ step: Plan.Step) throws -> String? {
    guard let id = step.id else { return nil }
    let key = ResourceKey(step.name.kind, id)
    guard try environment.adapter.document(key) == nil else { return nil }
    guard let composed = try recorded(step.name, current: nil) else {
      return describe(step, "was deleted and is not recorded")
    }
    guard try environment.adapter.restore(key, composed.document) != nil else {
      return describe(step, "was deleted and cannot come back under its id")
    }
    return composed.missingSecrets.isEmpty
      ? nil : describe(step, "came back without its credentials; enter them again")
  }

  private func undoChange(
    _ step: Plan.Step, _ id: String, _ event: JSONValue, isDone: Bool
  ) throws -> String? {
    let key = ResourceKey(step.name.kind, id)
    guard let current = try environment.adapter.document(key) else {
      return describe(step, "was deleted by somebody else")
    }
    let original = log.header["versions"]?[JSONString(key.description)]?.text
    guard let composed = try recorded(step.name, current: current.value) else { return nil }
    if current.version == original || current.value == composed.document { return nil }
    // Not known whether a step that was begun was carried out: its own result is undone as well.
    guard !isDone || current.version == lastVersion(of: key) else {
      return describe(step, "was changed by somebody else")
    }
    _ = try environment.adapter.update(key, to: composed.document, expecting: current.version)
    return nil
  }

  /// The version in which the operation left a document.
  private func lastVersion(of key: ResourceKey) -> String? {
    plan.steps.indices.reversed().lazy.compactMap { number -> String? in
      guard let event = events[number], event["state"]?.text == "done",
        event["id"]?.text == key.id, plan.steps[number].name.kind == key.kind
      else { return nil }
      return event["version"]?.text
    }.first
  }

  /// The document as it was before the operation.
  private func recorded(
    _ name: LogicalName, current: JSONValue?
  ) throws -> DocumentComposer.Composed? {
    guard let result = try before?.result(name) else { return nil }
    return composer.compose(result, kind: name.kind, current: current)
  }

  private func describe(_ step: Plan.Step, _ what: String) -> String { "\(step.name) \(what)" }
}

extension IntegrationState {
  /// Everything of a resource that is needed to write it again.
  func result(_ name: LogicalName) throws -> Plan.Result? {
    guard let content = try document(name), let facts = facts.resources[name] else { return nil }
    return Plan.Result(
      content: content, facts: facts,
      observation: observation.resources[name] ?? ResourceObservation(),
      payloads: try payloads(of: name))
  }
}
