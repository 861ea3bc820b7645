import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// The resources of an integration as they were recorded, for those that would be recorded alike: the
/// document is the one of then, and all that it refers to is called as it was.
///
/// They are taken from the store instead of being read from the environment.
struct RecordedResources: Sendable {
  private let facts: IntegrationFacts
  private let observation: IntegrationObservation
  private let naming: IntegrationNaming
  /// What the documents were, and what the ids in them stood for.
  private let index: AccountIndex
  private let warnings: [ResourceKey: [ModelWarning]]
  private let files: (content: FileTree, facts: FileTree)
  private let objects: ObjectDatabase
  private let keepsPayloads: Bool

  /// Takes the newest recorded state of an integration.
  ///
  /// - Parameters:
  ///   - target: What is known of it, found to be exactly as it was recorded.
  ///   - facts: What the environment added.
  ///   - index: The documents of the integration when it was found so, and all whose ids they name.
  init(
    _ target: CachedTarget, _ state: RecordedState, _ facts: IntegrationFacts,
    _ index: AccountIndex, _ context: OperationContext
  ) throws {
    self.facts = facts
    self.index = index
    objects = context.repository.objects
    keepsPayloads = context.configuration.payloads == .keep
    warnings = Dictionary(grouping: target.warnings, by: \.key)
    files = (
      try FileTree(state.content, from: objects),
      try FileTree(try objects.commit(state.facts).tree, from: objects)
    )
    observation = try objects.observation(in: files.facts)
    let names = facts.names
    var bindings: [ResourceKey: [String: SlotBinding]] = [:]
    for (name, resource) in facts.resources {
      bindings[ResourceKey(name.kind, resource.id)] = resource.bindings
    }
    naming = IntegrationNaming(
      integrationID: target.id, names: names.filter { !$0.key.kind.isBound },
      slots: SlotTable(names: names, bindings: bindings), groups: facts.groups)
  }

  /// The names of the groups that the integration's document defines, if it is the one of then.
  func groups(of key: ResourceKey, in account: AccountIndex) -> GroupTable? {
    isUnchanged(key, in: account) ? facts.groups : nil
  }

  private func isUnchanged(_ key: ResourceKey, in account: AccountIndex) -> Bool {
    guard let version = account.resources[key]?.version else { return false }
    return index.resources[key]?.version == version
  }

  /// Returns a resource as it was recorded, or `nil` if it has to be read.
  ///
  /// - Parameters:
  ///   - naming: What everything is called now.
  ///   - account: The account as it is now.
  func resource(
    _ key: ResourceKey, _ name: LogicalName, _ naming: IntegrationNaming, _ account: AccountIndex
  ) -> NeutralResource? {
    guard isUnchanged(key, in: account), let known = facts.resources[name], known.id == key.id,
      known.externals.isEmpty, known.missing.isEmpty, keepsPayloads || known.payloads.isEmpty,
      naming.groups == self.naming.groups
    else { return nil }
    for site in account.resources[key]?.references ?? [] {
      let target = account.resolve(site)
      guard target == index.resolve(site) else { return nil }
      guard let target else { continue }
      guard naming.names(target, at: site, of: key, as: self.naming) else { return nil }
    }
    // What the store cannot give any more, the environment can.
    return try? recorded(key, name, known)
  }

  private func recorded(
    _ key: ResourceKey, _ name: LogicalName, _ known: ResourceFacts
  ) throws -> NeutralResource? {
    let content =
      name.kind.isBound
      ? files.facts.blobs[StateLayout.boundPath(name)]
      : files.content.blobs[StateLayout.contentPath(name)]
    guard let content else { return nil }
    var payloads: [NeutralResource.Payload] = []
    for pointer in known.payloads {
      guard let blob = files.facts.blobs[StateLayout.payloadPath(name, pointer)] else { return nil }
      payloads.append(NeutralResource.Payload(pointer: pointer, bytes: try objects.blob(blob)))
    }
    let text = StateLayout.textPath(name).flatMap { files.content.blobs[$0] }
    return NeutralResource(
      name: name, content: try objects.blob(content), text: try text.map { try objects.blob($0) },
      facts: known, observation: observation.resources[name] ?? ResourceObservation(),
      payloads: payloads, warnings: warnings[key] ?? [])
  }
}

extension CacheKeeper {
  /// What was recorded of an integration, if the last look found it exactly so and it can be read.
  ///
  /// - Parameter facts: The facts of that state.
  func recorded(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure, _ account: AccountIndex,
    _ facts: IntegrationFacts, _ context: OperationContext
  ) -> RecordedResources? {
    guard let (target, state) = exactState(of: entry.target),
      (try? context.repository.refs.target(of: entry.target.factsRef)) == state.facts.objectID
    else { return nil }
    var ids: Set<String> = []
    for key in closure.all {
      ids.insert(key.id)
      for site in account.resources[key]?.references ?? [] { ids.insert(site.id) }
    }
    // A cache that was cut meanwhile, and a store that is damaged, are as good as none.
    guard let summaries = try? summaries(of: ids) else { return nil }
    return try? RecordedResources(target, state, facts, AccountIndex(summaries), context)
  }
}
