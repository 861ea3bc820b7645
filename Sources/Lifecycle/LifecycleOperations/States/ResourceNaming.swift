import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Names the resources of one integration: those that have a name keep it, others are recognised,
/// and what is left gets a new one.
struct ResourceNaming {
  let capture: StateCapture
  let closure: IntegrationClosure
  let groups: GroupTable
  let externals: [ResourceKey: String]

  private var index: AccountIndex { capture.account.index }

  /// Returns the names, given the facts of the last revision if there is one.
  func names(prior: IntegrationFacts?) throws -> [ResourceKey: LogicalName] {
    var names: [ResourceKey: LogicalName] = [:]
    let known = prior?.names ?? [:]
    for key in closure.members {
      if key.kind == .integrations { names[key] = .integration } else { names[key] = known[key] }
    }
    try recognise(&names, prior: prior)
    let waiting = closure.members.filter { names[$0] == nil }.sorted()
    let taken = Set(names.values).union(prior?.retired ?? [])
      .union(prior?.resources.keys.filter { !$0.kind.isBound } ?? [])
    let fresh = try NameAssignment.names(
      for: waiting.compactMap { index.resources[$0].map { NameAssignment.Candidate($0) } },
      taken: taken, ordering: order)
    return names.merging(fresh) { known, _ in known }
  }

  /// Gives resources the names that their originals, or they themselves under another id, have.
  private func recognise(
    _ names: inout [ResourceKey: LogicalName], prior: IntegrationFacts?
  ) throws {
    guard closure.members.contains(where: { names[$0] == nil }) else { return }
    if prior == nil, let source = try lineage() { recogniseByLineage(&names, source) }
    if let prior { recogniseByName(&names, among: prior) }
  }

  /// The facts of the integration that this one was cloned from, if it is known here.
  private func lineage() throws -> IntegrationFacts? {
    guard let id = closure.integrationID,
      let sourceID = index.resources[ResourceKey(.integrations, id)]?.sourceID
    else { return nil }
    let repository = capture.context.repository
    for target in try repository.recordedTargets() {
      guard try repository.recordedIntegrationID(of: target) == sourceID else { continue }
      return try repository.recordedFacts(of: target)
    }
    return nil
  }

  private func recogniseByLineage(
    _ names: inout [ResourceKey: LogicalName], _ source: IntegrationFacts
  ) {
    let known = source.names
    var used = Set(names.values)
    for key in closure.members.sorted() where names[key] == nil {
      guard let sourceID = index.resources[key]?.sourceID,
        let name = known[ResourceKey(key.kind, sourceID)], used.insert(name).inserted
      else { continue }
      names[key] = name
    }
    recogniseByName(&names, among: source)
  }

  /// Pairs what is left by kind and name where both sides have just one of that name.
  private func recogniseByName(
    _ names: inout [ResourceKey: LogicalName], among facts: IntegrationFacts
  ) {
    let used = Set(names.values)
    let free = facts.resources.filter {
      !$0.key.kind.isBound && !used.contains($0.key) && !$0.value.name.isEmpty
    }
    let wanted = closure.members.filter { names[$0] == nil }
    func label(_ kind: ResourceKind, _ name: String) -> [UInt8] {
      Array("\(kind.rawValue)/\(name)".utf8)
    }
    let offered = Dictionary(grouping: free) { label($0.key.kind, $0.value.name) }
    let asked = Dictionary(grouping: wanted) { label($0.kind, index.resources[$0]?.name ?? "") }
    for (label, keys) in asked {
      guard keys.count == 1, let candidates = offered[label], candidates.count == 1 else {
        continue
      }
      names[keys[0]] = candidates[0].key
    }
  }

  /// Ranks resources of equal name by content.
  private func order(
    _ groups: [[NameAssignment.Candidate]]
  ) throws -> [ResourceKey: Int] {
    try TwinOrder(closure, in: index).ranks(of: groups) {
      try capture.fingerprints(of: $0, naming: unnumbered)
    }
  }

  /// Names without numbers, under which equal resources look equal.
  private var unnumbered: IntegrationNaming {
    var names: [ResourceKey: LogicalName] = [:]
    for key in closure.members {
      let name = index.resources[key]?.name ?? ""
      names[key] = LogicalName(key.kind, Slug.of(name, fallback: key.kind.rawValue))
    }
    var slots: [ResourceKey: LogicalName] = [:]
    for key in closure.bound {
      let application = index.resources[key]?.application ?? ""
      slots[key] = LogicalName(key.kind, Slug.of(application, fallback: key.kind.singular))
    }
    return IntegrationNaming(
      integrationID: closure.integrationID, names: names, slots: SlotTable(general: slots),
      externals: externals, groups: self.groups)
  }
}
