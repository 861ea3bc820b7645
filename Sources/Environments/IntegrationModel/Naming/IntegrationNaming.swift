public import LosslessJSON

/// What everything an integration refers to is called in its content.
public struct IntegrationNaming: Sendable {
  /// The id of the integration in the environment; `nil` for what stands alone.
  public let integrationID: String?
  /// The members of the closure.
  public var names: [ResourceKey: LogicalName]
  /// The slots of bound resources.
  public var slots: SlotTable
  /// What other integrations contain, as `<integration>/flows/<name>`, and those integrations.
  public var externals: [ResourceKey: String]
  /// The names of the integration's own groups, by id.
  public var groups: GroupTable

  public init(
    integrationID: String?, names: [ResourceKey: LogicalName] = [:],
    slots: SlotTable = SlotTable(), externals: [ResourceKey: String] = [:],
    groups: GroupTable = GroupTable()
  ) {
    self.integrationID = integrationID
    self.names = names
    self.slots = slots
    self.externals = externals
    self.groups = groups
  }

  /// Returns how the content refers to a resource, or `nil` for one it cannot name.
  func reference(to target: ResourceKey, from key: ResourceKey, at pointer: String) -> Reference? {
    if target.kind.isBound {
      return slots.slot(of: target, from: key, at: pointer).map { .slot($0) }
    }
    if let name = names[target] { return .resource(name) }
    return externals[target].map { .external($0) }
  }

  enum Reference {
    case resource(LogicalName)
    case slot(LogicalName)
    case external(String)
  }
}

/// The names of an integration's groups of flows and APIs, by the ids made for them.
public struct GroupTable: Sendable, Equatable {
  public var names: [GroupKind: [String: String]]

  public init(_ names: [GroupKind: [String: String]] = [:]) {
    self.names = names
  }

  /// The ids by name, for the way back.
  public func id(of name: String, in kind: GroupKind) -> String? {
    names[kind]?.first { $0.value == name }?.key
  }
}

/// The slots through which an integration is bound to an environment's connections and the like.
///
/// A slot is named by the application or type of what is in it, never by its name. Where an id is
/// known at a place from before, it keeps its slot; otherwise the first place in walk order decides.
public struct SlotTable: Sendable {
  /// Where a document refers to a bound resource.
  public struct Site: Hashable, Sendable {
    public let resource: LogicalName
    public let pointer: String

    public init(_ resource: LogicalName, _ pointer: String) {
      self.resource = resource
      self.pointer = pointer
    }
  }

  /// The slot of each bound resource, where its places do not say otherwise.
  public private(set) var general: [ResourceKey: LogicalName] = [:]
  private var special: [ResourceKey: [String: LogicalName]] = [:]

  public init() {}

  /// Creates a table for fingerprints, in which slots bear no numbers.
  public init(general: [ResourceKey: LogicalName]) {
    self.general = general
  }

  func slot(of target: ResourceKey, from key: ResourceKey, at pointer: String) -> LogicalName? {
    special[key]?[pointer].flatMap { $0.kind == target.kind ? $0 : nil } ?? general[target]
  }

  /// Every slot and what is in it; the first in walk order where several share a slot.
  public var all: [(slot: LogicalName, key: ResourceKey)] {
    general.map { ($0.value, $0.key) }.sorted { $0.slot < $1.slot }
  }

  /// Gives slots to everything bound in a closure.
  ///
  /// - Parameters:
  ///   - names: The names of the members; their order is the walk order.
  ///   - known: The slot and id at each place when last recorded.
  ///   - knownSlots: The slots of bound resources when last recorded, for those without a place.
  public static func assign(
    closure: IntegrationClosure, index: AccountIndex, names: [ResourceKey: LogicalName],
    known: [Site: SlotBinding], knownSlots: [ResourceKey: LogicalName] = [:]
  ) -> SlotTable {
    var table = SlotTable()
    let walk = names.sorted { $0.value < $1.value }
    var used: Set<LogicalName> = []
    table.keepKnown(walk, index, known, &used)
    for key in closure.bound.sorted() where table.general[key] == nil {
      guard let slot = knownSlots[key], used.insert(slot).inserted else { continue }
      table.general[key] = slot
    }
    for (key, _) in walk {
      for site in index.resources[key]?.references ?? [] where !site.isEnvironment {
        guard let target = index.resolve(site), target.kind.isBound else { continue }
        table.take(target, index, &used)
      }
    }
    // What only the environment or another bound document refers to comes last: it must not
    // number the slots of the content.
    for key in closure.bound.sorted(by: { index.age($0) < index.age($1) }) {
      table.take(key, index, &used)
    }
    return table
  }

  private mutating func keepKnown(
    _ walk: [(key: ResourceKey, value: LogicalName)], _ index: AccountIndex,
    _ known: [Site: SlotBinding], _ used: inout Set<LogicalName>
  ) {
    guard !known.isEmpty else { return }
    for (key, name) in walk {
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), target.kind.isBound,
          let binding = known[Site(name, site.pointer)], binding.id == target.id
        else { continue }
        special[key, default: [:]][site.pointer] = binding.slot
        if general[target] == nil { general[target] = binding.slot }
        used.insert(binding.slot)
      }
    }
  }

  private mutating func take(
    _ target: ResourceKey, _ index: AccountIndex, _ used: inout Set<LogicalName>
  ) {
    guard general[target] == nil, let summary = index.resources[target] else { return }
    let base = Slug.of(summary.application, fallback: target.kind.singular)
    var slot = LogicalName(target.kind, base)
    var number = 2
    while !used.insert(slot).inserted {
      slot = LogicalName(target.kind, Slug.numbered(base, number))
      number += 1
    }
    general[target] = slot
  }
}

/// What a slot is bound to at one place.
public struct SlotBinding: Sendable, Hashable {
  public let slot: LogicalName
  public let id: String

  public init(slot: LogicalName, id: String) {
    self.slot = slot
    self.id = id
  }
}

extension AccountIndex {
  /// The creation time, then the id.
  func age(_ key: ResourceKey) -> String { "\(resources[key]?.createdAt ?? "") \(key)" }
}

extension GroupTable {
  /// Names the groups of an integration's document; a group that had a name keeps it.
  public init(naming document: JSONValue, prior: GroupTable) {
    self.init()
    for kind in GroupKind.allCases {
      let groups = document[JSONString(kind.rawValue)]?.array ?? []
      var used: Set<String> = []
      var names: [String: String] = [:]
      for group in groups {
        guard let id = group["_id"]?.text, let name = prior.names[kind]?[id] else { continue }
        names[id] = name
        used.insert(name)
      }
      for group in groups {
        guard let id = group["_id"]?.text, names[id] == nil else { continue }
        let base = Slug.of(group["name"]?.text ?? "", fallback: "group")
        var name = base
        var number = 2
        while !used.insert(name).inserted {
          name = Slug.numbered(base, number)
          number += 1
        }
        names[id] = name
      }
      if !names.isEmpty { self.names[kind] = names }
    }
  }
}
