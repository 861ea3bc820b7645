/// The slots through which an integration is bound to an environment's connections and the like.
///
/// A slot is named by the application or type of what is in it, never by its name. Where an id is
/// known at a place from before, it keeps its slot; otherwise the first place in walk order decides.
public struct SlotTable: Sendable {
  /// Where a document refers to a bound resource.
  public struct Site: Hashable, Sendable {
    /// The resource that refers.
    public let resource: LogicalName
    /// The place in its document, as a JSON Pointer.
    public let pointer: String

    public init(_ resource: LogicalName, _ pointer: String) {
      self.resource = resource
      self.pointer = pointer
    }
  }

  /// The slot of each bound resource, where its places do not say otherwise.
  public private(set) var general: [ResourceKey: LogicalName] = [:]
  /// The slots that places had before, by the resource that refers.
  private var special: [ResourceKey: [String: SlotBinding]] = [:]

  public init() {}

  /// Creates a table for fingerprints, in which slots bear no numbers.
  public init(general: [ResourceKey: LogicalName]) {
    self.general = general
  }

  /// Creates the part of the table with which a state was recorded that some resources need.
  ///
  /// - Parameters:
  ///   - names: Everything that has a name or a slot.
  ///   - bindings: What the slots at the places of these resources were bound to.
  public init(
    names: [ResourceKey: LogicalName], bindings: [ResourceKey: [String: SlotBinding]]
  ) {
    general = names.filter { $0.key.kind.isBound }
    special = bindings.filter { !$0.value.isEmpty }
  }

  func slot(
    of target: ResourceKey, from key: ResourceKey, at place: @autoclosure () -> String
  ) -> LogicalName? {
    guard let places = special[key] else { return general[target] }
    // What is bound to something else now is another slot.
    guard let binding = places[place()],
      ResourceKey(binding.slot.kind, binding.id) == target
    else { return general[target] }
    return binding.slot
  }

  /// Every slot and what is in it; the first in walk order where several share a slot.
  public var all: [(slot: LogicalName, key: ResourceKey)] {
    general.map { ($0.value, $0.key) }.sorted { $0.slot < $1.slot }
  }

  /// Gives slots to everything bound in a closure.
  ///
  /// - Parameters:
  ///   - walk: The members in walk order, with their names.
  ///   - known: The slot and id at each place when last recorded.
  ///   - knownSlots: The slots of bound resources when last recorded, for those without a place.
  public static func assign(
    closure: IntegrationClosure, index: AccountIndex, walk: [IntegrationNaming.Member],
    known: [Site: SlotBinding], knownSlots: [ResourceKey: LogicalName] = [:]
  ) -> SlotTable {
    var table = SlotTable()
    var used: Set<LogicalName> = []
    table.keepKnown(walk, index, known, &used)
    if !knownSlots.isEmpty {
      for key in closure.bound.sorted() where table.general[key] == nil {
        guard let slot = knownSlots[key], used.insert(slot).inserted else { continue }
        table.general[key] = slot
      }
    }
    for (key, _) in walk {
      for site in index.resources[key]?.references ?? []
      where !site.isEnvironment && site.mayNameBound {
        guard let target = index.resolve(site), target.kind.isBound else { continue }
        table.take(target, index, &used)
      }
    }
    // What only the environment or another bound document refers to comes last: it must not
    // number the slots of the content.
    let rest = closure.bound.filter { table.general[$0] == nil }
    for key in rest.sorted(by: { index.age($0) < index.age($1) }) {
      table.take(key, index, &used)
    }
    return table
  }

  private mutating func keepKnown(
    _ walk: [IntegrationNaming.Member], _ index: AccountIndex,
    _ known: [Site: SlotBinding], _ used: inout Set<LogicalName>
  ) {
    guard !known.isEmpty else { return }
    for (key, name) in walk {
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), target.kind.isBound,
          let binding = known[Site(name, site.pointer)], binding.id == target.id
        else { continue }
        special[key, default: [:]][site.pointer] = binding
        if general[target] == nil { general[target] = binding.slot }
        used.insert(binding.slot)
      }
    }
  }

  private mutating func take(
    _ target: ResourceKey, _ index: AccountIndex, _ used: inout Set<LogicalName>
  ) {
    guard general[target] == nil, let summary = index.resources[target] else { return }
    let base = Slug.of(summary.application, fallback: Slug.of(target.kind.singular, fallback: ""))
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
  /// The slot that the content names.
  public let slot: LogicalName
  /// The id of what is in it.
  public let id: String

  public init(slot: LogicalName, id: String) {
    self.slot = slot
    self.id = id
  }
}

extension ReferenceSite {
  /// Tells whether something bound may stand there; most sites are of other kinds.
  fileprivate var mayNameBound: Bool { kinds.isEmpty || kinds.contains(where: \.isBound) }
}

extension AccountIndex {
  /// The creation time, then the id.
  public func age(_ key: ResourceKey) -> String { "\(resources[key]?.createdAt ?? "") \(key)" }
}
