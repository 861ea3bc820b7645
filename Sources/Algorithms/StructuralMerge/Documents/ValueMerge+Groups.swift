import ByteCoding
import LosslessJSON
import StructuralDiff

extension ValueMerge {
  /// Merges the groups of parallel arrays that are reached through objects from the present place.
  ///
  /// Arrays of a group that have the same number of rows everywhere are merged cell by cell, as if
  /// they were alone. Otherwise rows were added or removed, and the group is merged by whole rows
  /// before its arrays are met.
  mutating func decideGroups(_ versions: Versions, at identity: some ArrayIdentity) {
    if versions.haveHoles { return }
    var groups: [String: [[JSONString]]] = [:]
    var keys: [JSONString] = []
    Self.collect(
      [versions.base.value, versions.ours.value, versions.theirs.value], at: identity, &keys,
      into: &groups)
    for (_, paths) in groups.sorted(byBytesOf: { $0.key }) {
      guard let group = ParallelGroup(paths, versions), !group.isMergedByCell else { continue }
      decide(group)
    }
  }

  /// Finds the places of the arrays of every group; the way down leads through objects only.
  private static func collect(
    _ values: [JSONValue?], at identity: some ArrayIdentity, _ keys: inout [JSONString],
    into groups: inout [String: [[JSONString]]]
  ) {
    let objects = values.compactMap(\.?.object)
    var seen: Set<JSONString> = []
    for object in objects {
      for member in object.members where member.value.isContainer {
        guard seen.insert(member.key).inserted else { continue }
        let below = values.map { $0?[member.key] }
        let place = identity.member(member.key)
        keys.append(member.key)
        if below.contains(where: { $0?.array != nil }),
          case .parallelGroup(let name) = place.strategy
        {
          groups[name, default: []].append(keys)
        }
        if below.contains(where: { $0?.object != nil }) {
          collect(below, at: place, &keys, into: &groups)
        }
        keys.removeLast()
      }
    }
  }

  private mutating func decide(_ group: ParallelGroup) {
    if let merged = group.merged() {
      for (keys, array) in zip(group.paths, merged) { decisions.decide(path(below: keys), array) }
      return
    }
    let common = group.commonPath
    let wanted = path(below: common)
    let isTaken = met.contains { $0.conflict.path == wanted }
    let place = isTaken ? path(below: group.paths[0]) : wanted
    let conflict = MergeConflict(
      .modifyModify, at: place, base: group.value(.base), ours: group.value(.ours),
      theirs: group.value(.theirs))
    let taken = self.conflict(conflict) { $0.object != nil }
    for keys in group.paths {
      let way = JSONPointer(tokens: Array(keys.dropFirst(common.count)))
      decisions.decide(path(below: keys), taken?[way])
    }
  }
}

extension JSONValue {
  fileprivate var isContainer: Bool {
    switch self {
    case .object, .array: true
    default: false
    }
  }
}
