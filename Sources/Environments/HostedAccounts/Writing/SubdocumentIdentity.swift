internal import ByteCoding
internal import IntegrationModel
internal import LosslessJSON

/// Makes the ids that the server makes inside documents.
enum SubdocumentIdentity {
  /// Gives a new export or import the key by which the platform's scripts invoke it: a letter for the
  /// kind and ten hexadecimal digits.
  static func mintInvokeKey(
    in value: inout JSONValue, of kind: ResourceKind, _ surroundings: AccountSurroundings
  ) {
    let letter: String
    switch kind {
    case .exports: letter = "e"
    case .imports: letter = "i"
    default: return
    }
    let key = letter + Hex.encode(surroundings.randomBytes(5))
    value.place(.string(JSONString(key)), at: "/apiIdentifier")
  }

  /// Gives every group of an integration that has no `_id` one.
  static func mint(
    in object: inout JSONObject, of kind: ResourceKind, _ surroundings: AccountSurroundings
  ) {
    guard kind == .integrations else { return }
    for list in GroupKind.allCases {
      let key = JSONString(list.rawValue)
      guard case .array(let groups)? = object[key] else { continue }
      object[key] = .array(groups.map { withID($0, surroundings) })
    }
  }

  private static func withID(
    _ group: JSONValue, _ surroundings: AccountSurroundings
  ) -> JSONValue {
    guard case .object(var object) = group, object["_id"] == nil else { return group }
    object["_id"] = .string(JSONString(surroundings.makeID()))
    return .object(object)
  }
}
