import IntegrationModel
import LosslessJSON

/// Gives the names in documents of one state those that the other state has for the same things.
///
/// Different stored names alone are no difference.
struct ReferenceRenaming {
  private var resources: [JSONString: JSONString] = [:]
  private var slots: [JSONString: JSONString] = [:]
  private var takenSlots: Set<JSONString> = []
  private let otherNames: OtherNames

  /// Prepares to give documents of the right state of a pairing the names of the left one.
  init(_ pairing: ResourcePairing) {
    otherNames = pairing.otherNames
    for (right, left) in pairing.leftNames where left != right {
      resources[JSONString(right.description)] = JSONString(left.description)
    }
  }

  /// Pairs the slots that two documents have at the same place; the first place decides.
  mutating func pairSlots(_ left: JSONValue, _ right: JSONValue) {
    switch (left, right) {
    case (.object(let one), .object(let other)):
      if let slot = Self.slot(one), let otherSlot = Self.slot(other) {
        guard slots[otherSlot] == nil, takenSlots.insert(slot).inserted else { return }
        slots[otherSlot] = slot
        return
      }
      for member in one.sortedMembers {
        if let value = other[member.key] { pairSlots(member.value, value) }
      }
    case (.array(let one), .array(let other)):
      for (element, value) in zip(one, other) { pairSlots(element, value) }
    default: break
    }
  }

  /// Whether no slot has another name at the same place of another document, so that none has to
  /// be renamed.
  static func haveSameSlots(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.object(let one), .object(let other)):
      if let name = slot(one), let otherName = slot(other) { return name == otherName }
      return one.members.enumerated().allSatisfy { index, member in
        // Versions of one object usually have their members in the same order.
        let isThere = index < other.count && other.members[index].key == member.key
        let value = isThere ? other.members[index].value : other[member.key]
        return value.map { haveSameSlots(member.value, $0) } ?? true
      }
    case (.array(let one), .array(let other)):
      return zip(one, other).allSatisfy { haveSameSlots($0, $1) }
    default: return true
    }
  }

  /// Whether documents have to be rewritten at all.
  var isIdentity: Bool {
    resources.isEmpty && otherNames.isEmpty && slots.allSatisfy { $0.key == $0.value }
  }

  /// Returns a document of the right state with the names of the left one.
  func renamed(_ value: JSONValue) -> JSONValue { replaced(value, .flowGroupings) }

  /// - Parameter groups: The kind of group that is named here; flows and APIs may use one name.
  private func replaced(_ value: JSONValue, _ groups: GroupKind) -> JSONValue {
    switch value {
    case .object(let object):
      if object.count == 1, let only = object.members.first, case .string(let name) = only.value,
        let known = self.name(for: name, marker: only.key, groups)
      {
        return [only.key: .string(known)]
      }
      return .object(
        JSONObject(
          object.members.map { member in
            let isOfAPIs = member.key == "apiGroupings" || member.key == "_apiGroupingId"
            return JSONObject.Member(
              key: member.key,
              value: replaced(member.value, isOfAPIs ? .apiGroupings : groups))
          }))
    case .array(let elements): return .array(elements.map { replaced($0, groups) })
    default: return value
    }
  }

  private func name(
    for name: JSONString, marker: JSONString, _ groups: GroupKind
  ) -> JSONString? {
    switch marker {
    case "$resource": resources[name]
    case "$slot": slots[name]
    case "$group": otherNames.groups[groups]?[name]
    case "$external": JSONString(otherNames.external(name.text))
    default: nil
    }
  }

  private static func slot(_ object: JSONObject) -> JSONString? {
    guard object.count == 1, case .string(let name)? = object["$slot"] else { return nil }
    return name
  }
}
