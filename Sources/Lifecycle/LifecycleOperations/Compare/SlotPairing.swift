import IntegrationModel
import LosslessJSON

/// Finds which slots of two states are one, although they were named apart.
///
/// Most places decide: one that is bound otherwise is a difference, not another name for the slot.
struct SlotPairing {
  private let left: IntegrationState
  private let right: IntegrationState

  init(_ left: IntegrationState, _ right: IntegrationState) {
    (self.left, self.right) = (left, right)
  }

  /// Returns the names on the left for the slots on the right that have another one there.
  func leftNames(_ pairs: [ResourceMatch]) -> [LogicalName: LogicalName] {
    var names: [LogicalName: LogicalName] = [:]
    var taken: Set<LogicalName> = []
    for vote in votes(pairs) where names[vote.right] == nil && !taken.contains(vote.left) {
      names[vote.right] = vote.left
      taken.insert(vote.left)
    }
    nameTheRest(&names)
    return names.filter { $0.key != $0.value }
  }

  /// A slot on either side, for so many places that are one.
  private struct Vote: Hashable {
    let left: LogicalName
    let right: LogicalName
  }

  /// Which slots places have on both sides, most frequent first; then equal names, then by name.
  private func votes(_ pairs: [ResourceMatch]) -> [Vote] {
    var counts: [Vote: Int] = [:]
    for pair in pairs {
      let others = right.facts.resources[pair.right]?.bindings ?? [:]
      for (place, binding) in left.facts.resources[pair.left]?.bindings ?? [:] {
        guard let other = others[place], other.slot.kind == binding.slot.kind else { continue }
        counts[Vote(left: binding.slot, right: other.slot), default: 0] += 1
      }
    }
    return counts.sorted { one, other in
      if one.value != other.value { return one.value > other.value }
      let (isSame, otherIsSame) = (one.key.left == one.key.right, other.key.left == other.key.right)
      if isSame != otherIsSame { return isSame }
      return (one.key.left, one.key.right) < (other.key.left, other.key.right)
    }.map(\.key)
  }

  /// A slot without a counterpart keeps its name, or gets a number where the left side has another of
  /// that name: what is bound there is something else.
  private func nameTheRest(_ names: inout [LogicalName: LogicalName]) {
    var taken = Set(left.facts.resources.keys.filter(\.kind.isBound)).union(names.values)
    for slot in right.facts.resources.keys.filter(\.kind.isBound).sorted()
    where names[slot] == nil {
      var free = slot
      var number = 2
      while !taken.insert(free).inserted {
        free = LogicalName(slot.kind, Slug.numbered(slot.slug, number))
        number += 1
      }
      names[slot] = free
    }
  }
}
