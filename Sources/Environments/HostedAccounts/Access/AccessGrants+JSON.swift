internal import LosslessJSON

extension AccessGrants {
  /// Reads grants as the platform writes them: `accessLevel` and `integrationAccessLevel`.
  init(json: JSONValue) throws(AccountError) {
    try self.init(level: json["accessLevel"], integrations: json["integrationAccessLevel"])
  }

  /// Reads the two members; absent and null are the same.
  init(level: JSONValue?, integrations list: JSONValue?) throws(AccountError) {
    var account: AccessLevel?
    if let level, !level.isNull { account = try Self.level(level, field: "accessLevel") }
    guard let list, !list.isNull else {
      self.init(account: account)
      return
    }
    guard let elements = list.array, elements.count <= 10_000 else {
      throw .invalid(
        "invalid_field", "integrationAccessLevel is a list", field: "integrationAccessLevel")
    }
    var integrations: [String: AccessLevel] = [:]
    for element in elements {
      guard let id = element["_integrationId"]?.text, !id.isEmpty else {
        throw .invalid(
          "invalid_field", "an element of integrationAccessLevel names no integration",
          field: "integrationAccessLevel")
      }
      let level = try Self.level(
        element["accessLevel"] ?? .null, field: "integrationAccessLevel.accessLevel")
      guard level <= .manage else {
        throw .invalid(
          "invalid_field", "an integration is monitored or managed",
          field: "integrationAccessLevel.accessLevel")
      }
      integrations[id] = level
    }
    self.init(account: account, integrations: integrations)
  }

  /// The two members as the platform writes them.
  var json: JSONValue {
    let list = integrations.sorted { $0.key < $1.key }.map { id, level -> JSONValue in
      [
        "_integrationId": .string(JSONString(id)),
        "accessLevel": .string(JSONString(level.rawValue)),
      ]
    }
    var object: JSONObject = [:]
    if let account { object["accessLevel"] = .string(JSONString(account.rawValue)) }
    object["integrationAccessLevel"] = .array(list)
    return .object(object)
  }

  private static func level(
    _ value: JSONValue, field: String
  ) throws(AccountError) -> AccessLevel {
    guard let level = value.text.flatMap(AccessLevel.init(rawValue:)) else {
      throw .invalid(
        "invalid_field",
        "an access level is one of monitor, manage, administrator", field: field)
    }
    return level
  }
}
