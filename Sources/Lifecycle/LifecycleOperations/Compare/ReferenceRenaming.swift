import IntegrationModel
import LosslessJSON

/// Gives the names in documents of one state those that the other state has for the same things.
///
/// Different stored names alone are no difference.
struct ReferenceRenaming {
  private var resources: [JSONString: JSONString] = [:]
  private var slots: [JSONString: JSONString] = [:]
  private let otherNames: OtherNames

  /// Prepares to give documents of the right state of a pairing the names of the left one.
  init(_ pairing: ResourcePairing) {
    otherNames = pairing.otherNames
    for (right, left) in pairing.leftNames where left != right {
      resources[JSONString(right.description)] = JSONString(left.description)
    }
    for (right, left) in pairing.slotNames {
      slots[JSONString(right.description)] = JSONString(left.description)
    }
  }

  /// Whether documents have to be rewritten at all.
  var isIdentity: Bool {
    resources.isEmpty && otherNames.isEmpty && slots.isEmpty
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
}
