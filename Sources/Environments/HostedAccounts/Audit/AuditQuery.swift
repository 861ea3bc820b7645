public import LosslessJSON

/// Which entries of the audit log are wanted.
public struct AuditQuery: Sendable {
  /// The earliest and the latest time, in milliseconds since 1970, both included.
  public var from: Int64?
  /// See ``from``.
  public var to: Int64?
  /// How many entries at most, the latest first.
  public var limit: Int
  /// Where to go on: ``AuditPage/next`` of the page before.
  public var after: String?
  /// Any of these, where something is named.
  public var events: [AuditEvent] = []
  /// See ``events``.
  public var sources: [ChangeSource] = []
  /// Ids of users; see ``events``.
  public var userIDs: [String] = []
  /// Kinds of resources in singular, such as `flow` or `apitoken`; see ``events``.
  public var resourceTypes: [String] = []
  /// Ids of resources; see ``events``.
  public var resourceIDs: [String] = []

  /// The most entries on a page.
  public static let limitMax = 20_000

  /// Describes a page of the log.
  public init(
    from: Int64? = nil, to: Int64? = nil, limit: Int = 1000, after: String? = nil
  ) {
    (self.from, self.to, self.limit, self.after) = (from, to, limit, after)
  }
}

/// One entry of the audit log.
public struct AuditEntry: Sendable, Equatable {
  /// The entry's own id.
  public let id: String
  /// When it happened, in milliseconds since 1970.
  public let time: Int64
  /// Who did it.
  public let userID: String
  /// See ``userID``.
  public let user: Person
  /// Through which door.
  public let source: String
  /// What happened, as ``AuditEvent`` spells it.
  public let event: String
  /// The kind of the resource in singular, such as `flow` or `apitoken`.
  public let resourceType: String
  /// The resource.
  public let resourceID: String
  /// What the resource was called then.
  public let resourceName: String
  /// The integration that the resource was in.
  public let integrationID: String?
  /// The fields that changed: `fieldPath`, `oldValue`, `newValue`; never a credential.
  public let fieldChanges: JSONValue

  /// The entry as the platform writes it.
  public var json: JSONValue {
    func text(_ text: String) -> JSONValue { .string(JSONString(text)) }
    var object: JSONObject = [
      "_id": text(id), "time": text(Timestamp.text(time)), "source": text(source),
      "event": text(event), "resourceType": text(resourceType), "_resourceId": text(resourceID),
      "resourceName": text(resourceName),
      "byUser": [
        "_id": text(userID), "email": text(user.email), "name": text(user.name),
      ],
      "fieldChanges": fieldChanges,
    ]
    if let integrationID { object["_integrationId"] = text(integrationID) }
    return .object(object)
  }
}

/// Some entries of the audit log.
public struct AuditPage: Sendable, Equatable {
  /// The entries, the latest first.
  public let entries: [AuditEntry]
  /// What to pass as ``AuditQuery/after`` for the earlier ones; `nil` at the end.
  public let next: String?
}
