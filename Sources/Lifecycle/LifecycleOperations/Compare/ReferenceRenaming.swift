import IntegrationModel
import LosslessJSON

/// Gives the names in documents of one state those that the other state has for the same things.
///
/// Different stored names alone are no difference.
struct ReferenceRenaming {
  private var resources: [JSONString: JSONString] = [:]
  private var slots: [JSONString: JSONString] = [:]
  private var takenSlots: Set<JSONString> = []

  /// Prepares to give documents of the right state of a pairing the names of the left one.
  init(_ pairing: ResourcePairing) {
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

  /// Whether documents have to be rewritten at all.
  var isIdentity: Bool { resources.isEmpty && slots.allSatisfy { $0.key == $0.value } }

  /// Returns a document of the right state with the names of the left one.
  func renamed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      if object.count == 1, let only = object.members.first, case .string(let name) = only.value {
        if only.key == "$resource", let known = resources[name] {
          return [only.key: .string(known)]
        }
        if only.key == "$slot", let known = slots[name] { return [only.key: .string(known)] }
      }
      return .object(
        JSONObject(
          object.members.map { JSONObject.Member(key: $0.key, value: renamed($0.value)) }))
    case .array(let elements): return .array(elements.map(renamed))
    default: return value
    }
  }

  private static func slot(_ object: JSONObject) -> JSONString? {
    guard object.count == 1, case .string(let name)? = object["$slot"] else { return nil }
    return name
  }
}
