public import LosslessJSON

/// One integration as the home page shows it.
public struct Tile: Sendable, Equatable {
  /// The id; ``AccessGrants/standalone`` is what stands alone.
  public let integrationID: String
  /// The name.
  public let name: String
  /// The first lines of what it is for.
  public let description: String?
  /// How many flows are switched on.
  public let flowCount: Int
  /// How many APIs there are.
  public let apiCount: Int
  /// How many flows have open errors.
  public let flowsInErrorCount: Int
  /// How many errors are open.
  public let openErrorCount: Int
  /// The connections that cannot be reached.
  public let offlineConnectionIDs: [String]
  /// When the latest open error occurred, in milliseconds since 1970.
  public let lastErrorAt: Int64?
  /// When the integration was last changed; absent for what stands alone.
  public let lastModified: String?
  /// When it was created; absent for what stands alone.
  public let createdAt: String?
  /// The applications that it connects, by name.
  public let applications: [String]
  /// What the caller may do with it.
  public let level: AccessLevel
  /// How far its installation is.
  public let mode: String?

  /// The tile as the platform writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "_integrationId": .string(JSONString(integrationID)), "name": .string(JSONString(name)),
      "numFlows": .number(JSONNumber(flowCount)), "numApis": .number(JSONNumber(apiCount)),
      "numError": .number(JSONNumber(flowsInErrorCount)),
      "numOpenErrors": .number(JSONNumber(openErrorCount)),
      "offlineConnections": .array(offlineConnectionIDs.map { .string(JSONString($0)) }),
      "applications": .array(applications.map { .string(JSONString($0)) }),
      "accessLevel": .string(JSONString(level.rawValue)),
    ]
    let texts: [(JSONString, String?)] = [
      ("description", description), ("mode", mode), ("createdAt", createdAt),
      ("lastModified", lastModified), ("lastErrorAt", lastErrorAt.map(Timestamp.text)),
    ]
    for (key, text) in texts { object[key] = text.map { .string(JSONString($0)) } }
    return .object(object)
  }
}
