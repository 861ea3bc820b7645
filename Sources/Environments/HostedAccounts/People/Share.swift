public import LosslessJSON

/// A user of an account, or somebody who was invited to be one.
public struct Share: Sendable, Equatable {
  /// The id of the share.
  public let id: String
  /// The id of the user.
  public let userID: String
  /// Who it is.
  public let user: Person
  /// What the user may do.
  public let grants: AccessGrants
  /// Switches beside the rights, such as `allowToEditRetryData`.
  public let flags: JSONObject
  /// Whether the invitation was accepted.
  public let isAccepted: Bool
  /// Whether the invitation was refused.
  public let isDismissed: Bool
  /// Whether an administrator shut the user out.
  public let isDisabled: Bool
  /// When the user was invited, in milliseconds since 1970.
  public let invitedAt: Int64

  /// The share as the platform writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "_id": .string(JSONString(id)), "accepted": .bool(isAccepted),
      "dismissed": .bool(isDismissed), "disabled": .bool(isDisabled),
      "sharedWithUser": [
        "_id": .string(JSONString(userID)), "email": .string(JSONString(user.email)),
        "name": .string(JSONString(user.name)),
      ],
      "createdAt": .string(JSONString(Timestamp.text(invitedAt))),
    ]
    for member in grants.json.object ?? [:] { object[member.key] = member.value }
    for member in flags { object[member.key] = member.value }
    return .object(object)
  }
}

/// The rights that somebody is invited with.
public struct ShareRequest: Sendable {
  /// What the user may do.
  public let grants: AccessGrants
  /// Switches beside the rights.
  public let flags: JSONObject

  /// Grants rights.
  public init(grants: AccessGrants, flags: JSONObject = [:]) {
    (self.grants, self.flags) = (grants, flags)
  }

  /// Reads `accessLevel`, `integrationAccessLevel` and the switches of a share; what a client may
  /// not set is passed over.
  public init(json: JSONValue) throws(AccountError) {
    guard let object = json.object else {
      throw AccountError(.malformed, "invalid_field", "a share is a JSON object")
    }
    grants = try AccessGrants(json: json)
    guard grants.highest != nil else {
      throw .invalid(
        "missing_required_field", "'accessLevel' or 'integrationAccessLevel' is required",
        field: "accessLevel")
    }
    var flags: JSONObject = [:]
    for key in Self.flagKeys {
      guard let value = object[key] else { continue }
      guard value.bool != nil else {
        throw .invalid("invalid_field", "'\(key)' is not true or false", field: key.text)
      }
      flags[key] = value
    }
    self.flags = flags
  }

  private static let flagKeys: [JSONString] = [
    "allowToEditRetryData", "allowAccessToAPIM", "accountSSORequired", "accountMFARequired",
  ]
}
