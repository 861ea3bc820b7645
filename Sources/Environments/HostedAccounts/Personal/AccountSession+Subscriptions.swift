internal import Database
internal import IntegrationModel
public import LosslessJSON

/// What somebody wants to be told of.
public struct Subscription: Sendable, Equatable {
  /// The id.
  public let id: String
  /// Who is told.
  public let userID: String
  /// Of what.
  public let topic: NotificationTopic
  /// Of which flow, integration or connection.
  public let subjectID: String

  /// The subscription as an answer.
  public var json: JSONValue {
    [
      "_id": .string(JSONString(id)), "_userId": .string(JSONString(userID)),
      "type": .string(JSONString(topic.rawValue)), "_resourceId": .string(JSONString(subjectID)),
    ]
  }
}

extension AccountSession {
  /// Returns what the caller is told of.
  public func subscriptions() throws(AccountError) -> [Subscription] {
    try read { database in
      try database.rows(
        """
        SELECT id, user, topic, subject FROM subscriptions WHERE account = ? AND user = ?
        ORDER BY created_at, id
        """, account.number, caller.userID
      ) { row -> Subscription? in
        guard let topic = NotificationTopic(rawValue: row.text(2)) else { return nil }
        return Subscription(
          id: row.text(0), userID: row.text(1), topic: topic, subjectID: row.text(3))
      }.compactMap { $0 }
    }
  }

  /// Subscribes the caller; nothing happens the second time.
  public func subscribe(
    to topic: NotificationTopic, of subjectID: String
  ) throws(AccountError) -> Subscription {
    try requireSubject(topic, subjectID)
    let (id, now) = (store.surroundings.makeID(), store.surroundings.now())
    try store.write { database in
      try database.run(
        """
        INSERT INTO subscriptions(account, id, user, topic, subject, created_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, account.number, id, caller.userID, topic.rawValue, subjectID, now)
    }
    let own = try subscriptions().first { $0.topic == topic && $0.subjectID == subjectID }
    guard let own else { throw .notFound("subscription to '\(subjectID)'") }
    return own
  }

  /// Ends a subscription of the caller.
  public func unsubscribe(_ id: String) throws(AccountError) {
    let ended = try store.write { database in
      try database.run(
        "DELETE FROM subscriptions WHERE account = ? AND id = ? AND user = ?", account.number, id,
        caller.userID)
    }
    guard ended > 0 else { throw .notFound("subscription '\(id)'") }
  }

  /// Tells whoever subscribed that a pull into an integration has ended.
  public func notifyOfPull(
    into integrationID: String, revisionID: String, isCompleted: Bool
  ) throws(AccountError) {
    let now = store.surroundings.now()
    let key = ResourceKey(.integrations, integrationID)
    let name = try read { try DocumentNumber.name(of: key, in: account, $0) }
    let event: JSONValue = [
      "_integrationId": .string(JSONString(integrationID)),
      "integration": .string(JSONString(name)),
      "_revisionId": .string(JSONString(revisionID)), "completed": .bool(isCompleted),
      "byUser": .string(JSONString(caller.email)), "time": .string(JSONString(Timestamp.text(now))),
    ]
    try store.write { database in
      try Outbox.notify(.pull, subjects: [integrationID], event, self, database, now)
    }
  }

  /// One is told only of what one may see.
  private func requireSubject(
    _ topic: NotificationTopic, _ id: String
  ) throws(AccountError) {
    if topic == .jobErrors, id == AccessGrants.standalone { return try require(.view, on: nil) }
    let index = try index()
    let isThere = topic.subjects.contains { index.resources[ResourceKey($0, id)] != nil }
    if isThere, try sees(id, of: topic) { return }
    throw .invalid("invalid_ref", "there is nothing '\(id)' to be told of", field: "_resourceId")
  }

  /// Tells whether the caller may see what a notification is about, be it there or gone.
  func sees(_ id: String, of topic: NotificationTopic) throws(AccountError) -> Bool {
    if topic == .jobErrors, id == AccessGrants.standalone { return may(.view) }
    for kind in topic.subjects where try level(of: ResourceKey(kind, id)) != nil { return true }
    return false
  }
}

extension NotificationTopic {
  /// What can be its subject.
  fileprivate var subjects: [ResourceKind] {
    switch self {
    case .jobErrors: [.flows, .integrations]
    case .connectionStatus: [.connections]
    case .pull: [.integrations]
    case .invitation: []
    }
  }
}
