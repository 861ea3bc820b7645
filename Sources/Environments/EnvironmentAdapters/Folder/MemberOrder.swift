import LosslessJSON

/// Keeps the order of members and the spelling of numbers that a file had, so that a rewritten file
/// differs from the old one only where values do.
enum MemberOrder {
  /// Returns `value` with its members in the order of `old`; new members come last, `_id` and
  /// `name` of a new document first.
  static func arrange(_ value: JSONValue, like old: JSONValue?) -> JSONValue {
    switch (value, old) {
    case (.object(let object), .object(let old)?): .object(arrange(object, like: old))
    case (.object(let object), _): .object(leading(object))
    case (.array(let elements), .array(let old)?):
      .array(
        elements.enumerated().map { position, element in
          arrange(element, like: position < old.count ? old[position] : nil)
        })
    default: value == old ? old ?? value : value
    }
  }

  private static func arrange(_ object: JSONObject, like old: JSONObject) -> JSONObject {
    var members: [JSONObject.Member] = []
    for member in old {
      guard let value = object[member.key] else { continue }
      members.append(
        JSONObject.Member(key: member.key, value: arrange(value, like: member.value)))
    }
    for member in object where old[member.key] == nil { members.append(member) }
    return JSONObject(members)
  }

  private static func leading(_ object: JSONObject) -> JSONObject {
    let first: [JSONString] = ["_id", "name"]
    let leading = first.compactMap { key in
      object[key].map { JSONObject.Member(key: key, value: $0) }
    }
    return JSONObject(leading + object.members.filter { !first.contains($0.key) })
  }
}
