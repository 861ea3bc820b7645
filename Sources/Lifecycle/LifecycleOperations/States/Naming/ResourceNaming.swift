import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Names the resources of one integration: those that have a name keep it, others are recognised,
/// and what is left gets a new one.
struct ResourceNaming {
  let capture: StateCapture
  let target: TargetName
  let closure: IntegrationClosure
  let groups: GroupTable
  let externals: [ResourceKey: String]

  private var index: AccountIndex { capture.account.index }

  /// Returns the names, given the facts of the last revision if there is one.
  func names(prior: IntegrationFacts?) throws -> [ResourceKey: LogicalName] {
    var names = prior.map(knownNames) ?? [:]
    for key in closure.members where key.kind == .integrations { names[key] = .integration }
    guard names.count < closure.members.count else { return names }
    try recognise(&names, prior: prior)
    let waiting = closure.members.lazy.filter { names[$0] == nil }
    let candidates = waiting.compactMap { index.resources[$0].map { NameAssignment.Candidate($0) } }
    let taken = (prior?.retired ?? [])
      .union(prior?.resources.keys.filter { !$0.kind.isBound } ?? [])
    return try NameAssignment.names(
      for: Array(candidates), beside: names, taken: taken, ordering: order)
  }

  /// The names that members have, or had before they were gone.
  private func knownNames(_ prior: IntegrationFacts) -> [ResourceKey: LogicalName] {
    let known = prior.formerNames.merging(prior.names) { _, present in present }
    var names: [ResourceKey: LogicalName] = [:]
    for key in closure.members { names[key] = known[key] }
    return names
  }

  /// Gives resources the names that they themselves under another id, their originals, or those of
  /// partners have.
  private func recognise(
    _ names: inout [ResourceKey: LogicalName], prior: IntegrationFacts?
  ) throws {
    let sources = KnownNames.Sources(
      target: target, closure: closure, index: index, relations: capture.relations)
    try sources.each(prior: prior, in: capture.context.repository) { source in
      let recognition = ResourceRecognition(
        capture: capture, closure: closure, source: source, prior: prior)
      names.merge(try recognition.names(for: names)) { known, _ in known }
      return names.count < closure.members.count
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
