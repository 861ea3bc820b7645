import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Pairs the resources of two states: as declared, by id, lineage, name, then content.
struct ResourcePairing {
  /// The resources of both sides that belong together.
  typealias Pair = ResourceMatch

  /// What belongs together, sorted by the name on the left.
  let pairs: [Pair]
  /// What only the left side has, sorted.
  let onlyLeft: [LogicalName]
  /// What only the right side has, sorted.
  let onlyRight: [LogicalName]
  /// The name on the left for everything on the right: that of its counterpart; what has none keeps
  /// its own, or gets a number where the left side uses or once used that for something else.
  let leftNames: [LogicalName: LogicalName]
  /// What else is called otherwise on the right: groups, and what other integrations contain.
  let otherNames: OtherNames
  /// The names on the left for slots that are called otherwise on the right.
  let slotNames: [LogicalName: LogicalName]
  private let matching: ResourceMatching

  /// Pairs everything that can be paired.
  ///
  /// - Parameters:
  ///   - areRelated: Whether both have one history, so that equal names are one resource.
  ///   - declared: What people declared of the two, seen from the left one; it comes first.
  init(
    _ left: IntegrationState, _ right: IntegrationState, areRelated: Bool,
    declared: DeclaredRelation? = nil
  ) throws {
    var knowledge = ResourceMatching.Knowledge(
      matches: [Pair(.integration, .integration, .lineage)] + (declared?.matches ?? []),
      names: areRelated ? .sameResource : .lastResort)
    knowledge.leftAlone = Set((declared?.leftAlone ?? []).compactMap { LogicalName($0) })
    knowledge.rightAlone = Set((declared?.rightAlone ?? []).compactMap { LogicalName($0) })
    matching = try ResourceMatching(MatchSide(left), MatchSide(right), knowledge)
    pairs = matching.matches
    onlyLeft = matching.onlyLeft
    onlyRight = matching.onlyRight
    leftNames = Self.names(
      pairs, alone: onlyRight, in: left, declared: declared?.matches ?? [])
    otherNames = try OtherNames(left, right)
    // Names are given once within a history; a declared relation is that of two histories.
    let isOneHistory =
      left.target != nil && left.target == right.target || areRelated && declared == nil
    slotNames = isOneHistory ? [:] : SlotPairing(left, right).leftNames(pairs)
  }

  /// Pairs everything that can be paired, and finds out whether both have one history.
  init(
    _ left: IntegrationState, _ right: IntegrationState, declared: DeclaredRelation?
  ) throws {
    let areRelated =
      left.content == right.content || left.target != nil && left.target == right.target
      || History.areRelated(left, right)
    try self.init(left, right, areRelated: areRelated, declared: declared)
  }

  /// How much two paired resources have in common, from 0 to 1.
  func similarity(of pair: Pair) throws -> Double { try matching.similarity(of: pair) }

  private static func names(
    _ pairs: [Pair], alone: [LogicalName], in left: IntegrationState, declared: [Pair]
  ) -> [LogicalName: LogicalName] {
    var names = Dictionary(pairs.map { ($0.right, $0.left) }) { first, _ in first }
    var taken = Set(left.resources.keys)
    // What was there once and comes back has the name back.
    let waiting = Set(alone)
    for pair in declared where waiting.contains(pair.right) && taken.insert(pair.left).inserted {
      names[pair.right] = pair.left
    }
    let alone = alone.filter { names[$0] == nil }
    taken.formUnion(left.facts.retired)
    for name in alone where taken.insert(name).inserted { names[name] = name }
    taken.formUnion(alone)
    for name in alone where names[name] == nil {
      var number = 2
      var free = name
      while !taken.insert(free).inserted {
        free = LogicalName(name.kind, Slug.numbered(name.slug, number))
        number += 1
      }
      names[name] = free
    }
    return names
  }
}

extension MatchSide {
  /// The resources of a state, with all that tells what they are.
  init(_ state: IntegrationState) {
    self.init(
      state.names.map { name in
        let facts = state.facts.resources[name]
        return Resource(
          name: name, label: facts?.name ?? "", id: facts?.id,
          sourceID: state.observation.resources[name]?.server["/_sourceId"]?.text,
          digest: state.resources[name].map { resource in
            Array(resource.blob.hex.utf8) + Array((resource.text?.hex ?? "").utf8)
          })
      }, document: state.document)
  }
}

extension DeclaredRelation {
  /// The pairs by the names of resources.
  var matches: [ResourceMatch] {
    pairs.compactMap { pair in
      guard let left = LogicalName(pair.left), let right = LogicalName(pair.right) else {
        return nil
      }
      return ResourceMatch(left, right, MatchReason(rawValue: pair.reason) ?? .declared)
    }
  }
}
