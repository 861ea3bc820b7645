import LosslessJSON
import StructuralDiff

extension ValueMerge {
  /// Merges objects member by member: ours' members in ours' order, then those of theirs.
  mutating func mergeObjects(
    _ versions: Versions, at identity: some ArrayIdentity, isScope: Bool
  ) -> JSONValue {
    if isScope { decideGroups(versions, at: identity) }
    let (base, ours, theirs) = (
      versions.base.object, versions.ours.object, versions.theirs.object
    )
    var members: [JSONObject.Member] = []
    members.reserveCapacity(max(ours.count, theirs.count))
    for (index, member) in ours.members.enumerated() {
      let value = mergeMember(
        member.key, versions, base.value(of: member.key, near: index), member.value,
        theirs.value(of: member.key, near: index), at: identity)
      if let value { members.append(.init(key: member.key, value: value)) }
    }
    for (index, member) in theirs.members.enumerated()
    where ours.value(of: member.key, near: index) == nil {
      let value = mergeMember(
        member.key, versions, base.value(of: member.key, near: index), nil, member.value,
        at: identity)
      if let value { members.append(.init(key: member.key, value: value)) }
    }
    return .object(JSONObject(members))
  }

  private mutating func mergeMember(
    _ key: JSONString, _ versions: Versions, _ base: JSONValue?, _ ours: JSONValue?,
    _ theirs: JSONValue?, at identity: some ArrayIdentity
  ) -> JSONValue? {
    let below = Versions(
      base: versions.base.member(base, key), ours: versions.ours.member(ours, key),
      theirs: versions.theirs.member(theirs, key))
    return descend(.key(key)) { $0.merge(below, at: identity.member(key)) }
  }

  /// Merges texts by line where one of them has several, else they compete as a whole.
  mutating func mergeTexts(
    _ versions: Versions, _ ours: JSONString, _ theirs: JSONString
  ) -> JSONValue? {
    guard case .string(let base) = versions.base.value,
      base.hasLineFeed || ours.hasLineFeed || theirs.hasLineFeed
    else { return conflict(versions) }
    let text = TextMerge(
      base: TextLines(base.utf8), ours: TextLines(ours.utf8), theirs: TextLines(theirs.utf8))
    guard let own = JSONString(bytes: text.takingOurs),
      let other = JSONString(bytes: text.takingTheirs)
    else { return conflict(versions) }
    if text.isClean { return .string(own) }
    return conflict(versions, ours: .string(own), theirs: .string(other), detail: .text(text))
  }
}

extension JSONObject {
  /// Returns the value of a key that usually stands at an index.
  fileprivate func value(of key: JSONString, near index: Int) -> JSONValue? {
    if index < count, members[index].key == key { return members[index].value }
    return self[key]
  }
}

extension JSONString {
  fileprivate var hasLineFeed: Bool { withUTF8 { $0.contains(UInt8(ascii: "\n")) } }
}
