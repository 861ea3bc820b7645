import IntegrationModel
import LosslessJSON

/// Makes the ids that the platform's server makes inside documents.
enum SubdocumentIDs {
  /// Gives every group of an integration that has no `_id` one.
  static func mint(
    in document: JSONValue, of kind: ResourceKind, makeID: () -> String
  ) -> JSONValue {
    guard kind == .integrations, case .object(var object) = document else { return document }
    for list in GroupKind.allCases {
      let key = JSONString(list.rawValue)
      guard case .array(let groups)? = object[key] else { continue }
      object[key] = .array(groups.map { withID($0, makeID) })
    }
    return .object(object)
  }

  private static func withID(_ group: JSONValue, _ makeID: () -> String) -> JSONValue {
    guard case .object(var object) = group, object["_id"] == nil else { return group }
    object["_id"] = .string(JSONString(makeID()))
    return .object(object)
  }
}
