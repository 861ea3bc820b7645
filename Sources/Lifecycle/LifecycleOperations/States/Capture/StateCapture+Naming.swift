import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// What everything in an integration is called.
extension StateCapture {
  /// An integration whose resources have names.
  struct Named: Sendable {
    let entry: IntegrationDirectory.Entry
    let closure: IntegrationClosure
    let naming: IntegrationNaming
    /// The members in walk order.
    let walk: [IntegrationNaming.Member]
    /// The facts of what is gone: the names, and the ids that went with them.
    let retired: IntegrationFacts
    /// External names that the environment cannot bind, by resource and place.
    let missing: [LogicalName: [String: String]]
    /// What was recorded, for resources that are as they were.
    let recorded: RecordedResources?
  }

  /// Names what an integration consists of, as it was called when it was recorded.
  func prepare(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure
  ) throws -> Named {
    let prior = try context.repository.recordedFacts(of: entry.target)
    let recorded = prior.flatMap { cache?.recorded(entry, closure, account.index, $0, context) }
    return try prepare(entry, closure, prior: prior, recorded)
  }

  /// Names what an integration consists of.
  ///
  /// - Parameter recorded: What was recorded with the prior facts, and with no others: what a plan
  ///   made of them calls things otherwise than the store does.
  func prepare(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure, prior: IntegrationFacts?,
    _ recorded: RecordedResources? = nil
  ) throws -> Named {
    let groups = try groups(of: entry, prior: prior, recorded)
    let externals = try externals(of: closure)
    let naming = ResourceNaming(
      capture: self, target: entry.target, closure: closure, groups: groups, externals: externals)
    let names = try naming.names(prior: prior)
    let walk = IntegrationNaming.walk(of: names)
    let slots = SlotTable.assign(
      closure: closure, index: account.index, walk: walk, known: prior?.bindings ?? [:],
      knownSlots: prior?.names.filter { $0.key.kind.isBound } ?? [:])
    return Named(
      entry: entry, closure: closure,
      naming: IntegrationNaming(
        integrationID: entry.id, names: names, slots: slots, externals: externals, groups: groups),
      walk: walk, retired: Self.retired(prior, present: names),
      missing: prior?.resources.mapValues(\.missing).filter { !$0.value.isEmpty } ?? [:],
      recorded: recorded)
  }

  /// What was recorded of resources that are gone.
  private static func retired(
    _ prior: IntegrationFacts?, present names: [ResourceKey: LogicalName]
  ) -> IntegrationFacts {
    guard var retired = prior else { return IntegrationFacts(integrationID: nil, name: "") }
    let present = Set(names.values)
    for name in retired.resources.keys where !present.contains(name) { retired.retire(name) }
    retired.retired.subtract(present)
    return retired
  }

  /// Names the groups that the integration's document defines.
  private func groups(
    of entry: IntegrationDirectory.Entry, prior: IntegrationFacts?, _ recorded: RecordedResources?
  ) throws -> GroupTable {
    guard let id = entry.id else { return GroupTable() }
    if let known = recorded?.groups(of: ResourceKey(.integrations, id), in: account.index) {
      return known
    }
    return try groups(of: id, prior: prior)
  }

  /// Names the groups that an integration's document defines, as it was when the account was looked
  /// at.
  func groups(of integrationID: String, prior: IntegrationFacts?) throws -> GroupTable {
    let key = ResourceKey(.integrations, integrationID)
    guard let version = account.index.resources[key]?.version else { return GroupTable() }
    let found = try account.read([key], makeWorker: {}) { $1 }.first
    guard let document = found, document.version == version else { throw changed(key) }
    return GroupTable(naming: document.json.value, prior: prior?.groups ?? GroupTable())
  }

  func changed(_ key: ResourceKey) -> LifecycleError {
    LifecycleError(
      .environment, "environment_changed",
      "'\(key)' of '\(account.environment.name)' was changed after it was looked at",
      hint: "try again when nobody is editing it")
  }

  /// Names what the closure refers to and other integrations contain.
  private func externals(of closure: IntegrationClosure) throws -> [ResourceKey: String] {
    var externals: [ResourceKey: String] = [:]
    for target in Set(closure.outside.map(\.target)) {
      externals[target] = try externalName(of: target)
    }
    return externals
  }

  func externalName(of target: ResourceKey) throws -> String? {
    if target.kind == .integrations { return directory.name(of: target.id) }
    let container = account.index.container(of: target)
    guard let integration = directory.name(of: container) else { return nil }
    let name = TargetName(environment: account.environment.name, integration: integration)
    if let known = try context.repository.recordedFacts(of: name)?.names[target] {
      return "\(integration)/\(known)"
    }
    let closure = IntegrationClosure(of: container, in: account.index)
    let naming = ResourceNaming(
      capture: self, target: name, closure: closure, groups: GroupTable(), externals: [:])
    return try naming.names(prior: nil)[target].map { "\(integration)/\($0)" }
  }

  /// The names that the resources of an integration have, or would get.
  func names(of entry: IntegrationDirectory.Entry) throws -> [ResourceKey: LogicalName] {
    let naming = ResourceNaming(
      capture: self, target: entry.target,
      closure: IntegrationClosure(of: entry.id, in: account.index), groups: GroupTable(),
      externals: [:])
    return try naming.names(prior: try context.repository.recordedFacts(of: entry.target))
  }

  /// The id of a resource of an integration by its name, or `nil` if there is none.
  func id(of name: LogicalName, in entry: IntegrationDirectory.Entry) throws -> String? {
    try names(of: entry).first { $0.value == name }?.key.id
  }
}
