import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ParallelWork
import RepositoryCore

/// The integrations of one side that have no partner yet, found by what they are known by.
struct PartnerSearch {
  private var free: [TargetName: ComparedIntegration] = [:]
  private var byID: [String: [ComparedIntegration]] = [:]
  private var byTarget: [String: [ComparedIntegration]] = [:]
  private var byContent: [TreeID: [ComparedIntegration]] = [:]
  private var alone: [ComparedIntegration] = []
  /// Made when first asked for: where ids tell, nobody reads what else does.
  private var knownTraits: Traits?
  private let relations: [DeclaredRelation]
  private let repository: Repository
  /// Those that people declared to belong to another one.
  private var spoken: Set<TargetName> = []

  /// What ids do not tell.
  private struct Traits {
    var bySource: [String: [ComparedIntegration]] = [:]
    var byName: [String: [ComparedIntegration]] = [:]
  }

  /// Takes the integrations of one side, and those of the other that will ask for partners.
  init(
    _ integrations: [ComparedIntegration], for others: [ComparedIntegration],
    _ relations: [DeclaredRelation], in repository: Repository
  ) {
    self.relations = relations
    self.repository = repository
    for one in integrations.sorted(by: { $0.target < $1.target }) {
      free[one.target] = one
      if let id = one.id { byID[id, default: []].append(one) } else { alone.append(one) }
      byTarget[one.target.integration, default: []].append(one)
      byContent[one.content, default: []].append(one)
    }
    spoken = Set(others.compactMap { declaredPartner(of: $0.target)?.target })
  }

  private func declaredPartner(of target: TargetName) -> ComparedIntegration? {
    relations.lazy.compactMap { $0.seen(from: target)?.right }.compactMap { free[$0] }.first
  }

  /// Those that are left, by name.
  var rest: [ComparedIntegration] { free.values.sorted { $0.target < $1.target } }

  /// Finds what an integration of the other side belongs to, and takes it.
  mutating func take(
    partnerOf other: ComparedIntegration
  ) throws -> (integration: ComparedIntegration, reason: MatchReason)? {
    let found: (integration: ComparedIntegration, reason: MatchReason)? =
      try declaredPartner(of: other.target).map { ($0, .declared) } ?? recognised(partnerOf: other)
    if let found { free[found.integration.target] = nil }
    return found
  }

  private mutating func recognised(
    partnerOf other: ComparedIntegration
  ) throws -> (integration: ComparedIntegration, reason: MatchReason)? {
    if let same = first(other.id.map { byID[$0] ?? [] } ?? alone, for: other) {
      return (same, .id)
    }
    let (own, traits) = (try other.traits(in: repository), try traits())
    let relatives =
      (own.sourceID.flatMap { byID[$0] } ?? []) + (other.id.flatMap { traits.bySource[$0] } ?? [])
    return first(relatives.sorted { $0.target < $1.target }, for: other).map { ($0, .lineage) }
      ?? first(traits.byName[own.name], for: other).map { ($0, .name) }
      ?? first(byTarget[other.target.integration], for: other).map { ($0, .name) }
      ?? first(byContent[other.content], for: other).map { ($0, .content) }
  }

  /// Where several fit, as two clones of one original do, the one of the same name comes first.
  private func first(
    _ candidates: [ComparedIntegration]?, for other: ComparedIntegration
  ) -> ComparedIntegration? {
    let open = (candidates ?? []).filter {
      free[$0.target] != nil && !spoken.contains($0.target)
    }
    return open.first { $0.target.integration == other.target.integration } ?? open.first
  }

  /// The traits of those that are left; no other one can be a partner any more.
  private mutating func traits() throws -> Traits {
    if let knownTraits { return knownTraits }
    let (left, repository) = (rest, repository)
    var traits = Traits()
    for (one, its) in zip(
      left, try parallelMap(left, makeWorker: {}) { try $1.traits(in: repository) })
    {
      if let source = its.sourceID { traits.bySource[source, default: []].append(one) }
      traits.byName[its.name, default: []].append(one)
    }
    knownTraits = traits
    return traits
  }
}
