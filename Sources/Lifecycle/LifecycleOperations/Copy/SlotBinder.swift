import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// Binds the slots of an integration to an environment.
struct SlotBinder {
  private let source: SideDetails
  /// By the name of a slot here, that at the source, where that is another one.
  private let slotNames: [LogicalName: LogicalName]
  private let account: AccountKnowledge
  private let isSameEnvironment: Bool
  /// What slots are bound to already.
  private let known: [LogicalName: String]
  private(set) var bindings: [Plan.Binding] = []
  private(set) var placeholders: [Plan.Step] = []
  private(set) var followUps: [Revision.FollowUp] = []

  init(
    source: SideDetails, slotNames: [LogicalName: LogicalName] = [:], account: AccountKnowledge,
    isSameEnvironment: Bool, known: [LogicalName: String] = [:]
  ) {
    self.source = source
    self.slotNames = slotNames
    self.account = account
    self.isSameEnvironment = isSameEnvironment
    self.known = known
  }

  /// Binds every slot of the documents: as requested, as it is bound already, as in the source where
  /// that is the same environment, else to a placeholder.
  ///
  /// - Throws: ``LifecycleError`` `unbound_connections` naming all slots that stay open.
  mutating func bind(
    _ documents: [JSONValue], _ requests: BindingRequests, makesPlaceholders: Bool
  ) throws {
    let open = try bind(Self.slots(in: documents), requests)
    guard makesPlaceholders || open.isEmpty else { throw unbound(open) }
    for slot in open { try addPlaceholder(slot) }
  }

  /// Binds slots where there is something for them.
  ///
  /// - Returns: those that stay open.
  mutating func bind(
    _ slots: Set<LogicalName>, _ requests: BindingRequests
  ) throws -> [LogicalName] {
    var requested = try resolve(requests, slots)
    var remaining: [LogicalName] = []
    for slot in slots.sorted() {
      if let id = try requested.removeValue(forKey: slot) ?? bound(slot) ?? ownBinding(slot) {
        try add(slot, id)
      } else {
        remaining.append(slot)
      }
    }
    return remaining
  }

  /// Keeps what is bound for the slots in fields of the environment, whether something uses it or
  /// not: connections that are registered.
  ///
  /// - Returns: The slots whose connections are gone.
  mutating func keepBound(_ fields: [JSONValue]) throws -> [LogicalName] {
    let done = Set(bindings.map(\.slot)).union(placeholders.map(\.name))
    var gone: [LogicalName] = []
    for slot in Self.slots(in: fields).subtracting(done).sorted() {
      if let id = try bound(slot) {
        try add(slot, id)
      } else {
        gone.append(slot)
      }
    }
    return gone
  }

  private static func slots(in documents: [JSONValue]) -> Set<LogicalName> {
    documents.reduce(into: []) { $0.formUnion(References.slots(in: $1)) }
  }

  private mutating func add(_ slot: LogicalName, _ id: String) throws {
    let name = try account.name(of: ResourceKey(slot.kind, id))
    bindings.append(Plan.Binding(slot: slot, id: id, name: name ?? ""))
  }

  /// The refusal of slots that nothing is bound to.
  func unbound(_ slots: [LogicalName]) -> LifecycleError {
    .refused(
      "unbound_connections",
      "nothing is bound to " + slots.map { "'\($0)'" }.joined(separator: ", "),
      hint: "bind them: "
        + slots.map { "--connection \($0.slug)=ID-OR-NAME" }.joined(separator: " "),
      details: ["slots": .array(slots.map { .text($0.description) })])
  }

  /// What a slot is bound to already, unless that is gone.
  private func bound(_ slot: LogicalName) throws -> String? {
    guard let id = known[slot], try account.name(of: ResourceKey(slot.kind, id)) != nil else {
      return nil
    }
    return id
  }

  private func ownBinding(_ slot: LogicalName) throws -> String? {
    guard isSameEnvironment, let id = try source.facts(of: sourceName(slot))?.id,
      try account.name(of: ResourceKey(slot.kind, id)) != nil
    else { return nil }
    return id
  }

  private func sourceName(_ slot: LogicalName) -> LogicalName { slotNames[slot] ?? slot }

  // MARK: Requests

  private func resolve(
    _ requests: BindingRequests, _ slots: Set<LogicalName>
  ) throws -> [LogicalName: String] {
    var resolved: [LogicalName: String] = [:]
    for (from, to) in requests.pairs {
      let slot = try slot(from, slots)
      let key = try target(to, of: slot.kind)
      try requireSameType(slot, key)
      resolved[slot] = key.id
    }
    return resolved
  }

  /// Finds a slot by its name, or by the id or name of what is in it at the source.
  private func slot(_ text: String, _ slots: Set<LogicalName>) throws -> LogicalName {
    let names = Dictionary(uniqueKeysWithValues: slotNames.map { ($0.value, $0.key) })
    let slots = slots.union(source.ids.keys.filter(\.kind.isBound).map { names[$0] ?? $0 })
    let matching = try slots.filter { slot in
      let facts = try source.facts(of: sourceName(slot))
      return slot.description == text || slot.slug == text || facts?.id == text
        || facts?.name == text
    }
    guard let slot = matching.first, matching.count == 1 else {
      throw LifecycleError(
        .usage, "bad_binding",
        matching.isEmpty
          ? "'\(text)' is no slot of '\(source.label)'" : "'\(text)' names several slots",
        hint: "the slots are " + slots.sorted().map(\.description).joined(separator: ", "))
    }
    return slot
  }

  /// Finds a resource of the environment by its id or exact name.
  private func target(_ text: String, of kind: ResourceKind) throws -> ResourceKey {
    let capture = try account.surveyed()
    let index = capture.account.index
    if index.resources[ResourceKey(kind, text)] != nil { return ResourceKey(kind, text) }
    let named = index.resources.values.filter { $0.key.kind == kind && $0.name == text }
    guard let found = named.first, named.count == 1 else {
      throw LifecycleError(
        .usage, "bad_binding",
        named.isEmpty
          ? "there is no \(kind.singular) '\(text)' in '\(capture.account.environment.name)'"
          : "'\(text)' names several of \(kind.rawValue)",
        hint: "use the id, or the exact name of one")
    }
    return found.key
  }

  private func requireSameType(_ slot: LogicalName, _ key: ResourceKey) throws {
    let wanted = try source.boundDocument(sourceName(slot))?["type"]?.text
    let document = try account.surveyed().account.environment.adapter.document(key)?.value
    guard let wanted, let offered = document?["type"]?.text, wanted != offered else { return }
    throw LifecycleError.refused(
      "binding_type_mismatch",
      "'\(slot)' is a \(wanted) \(slot.kind.singular) and '\(key.id)' a \(offered) one",
      hint: "bind it to one of the same type")
  }

  // MARK: Placeholders

  /// Creates a resource that stands for the slot until a person fills it in: its name and type, but
  /// no address of the other environment, so that nothing runs against it by accident.
  private mutating func addPlaceholder(_ slot: LogicalName) throws {
    var document = JSONObject()
    let facts = try source.facts(of: sourceName(slot))
    let known = facts?.name ?? ""
    let name = known.isEmpty ? slot.slug : known
    document["name"] = .text(name)
    let original = try source.boundDocument(sourceName(slot))
    for key: JSONString in ["type", "assistant", "provider"] {
      if let value = original?[key], !value.isMasked { document[key] = value }
    }
    if slot.kind == .connections { document["offline"] = .bool(true) }
    var observation = ResourceObservation()
    if let id = facts?.id { observation.server["/_sourceId"] = .text(id) }
    placeholders.append(
      Plan.Step(
        .create, slot, id: nil, changes: [.add(.object(document), at: .root)],
        result: Plan.Result(
          content: .object(document), facts: ResourceFacts(id: "", name: name),
          observation: observation, payloads: [:])))
    followUps.append(
      Revision.FollowUp(
        code: "secret_required", kind: slot.kind.rawValue, name: slot.description,
        hint: "'\(name)' is an offline placeholder; enter its address and credentials"))
  }
}
