internal import Database
internal import LosslessJSON

/// Letters that wait to be sent.
enum Outbox {
  /// How long events are gathered before a letter tells of them, in milliseconds.
  static let gatheringTime: Int64 = 300_000

  /// Puts one event into the outbox of a user.
  static func put(
    _ event: JSONValue, topic: String, subject: String, for userID: String, dueAt: Int64,
    account: Int64, _ database: DatabaseConnection, _ now: Int64
  ) throws {
    try database.run(
      """
      INSERT INTO outbox(account, user, topic, subject, event, created_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, account, userID, topic, subject, event.compactBytes(), now, dueAt)
  }

  /// Tells somebody about an invitation, at once; the code is in no other place.
  static func invite(
    _ userID: String, code: String, _ session: AccountSession, _ database: DatabaseConnection,
    _ now: Int64
  ) throws {
    let event: JSONValue = [
      "account": .string(JSONString(session.account.name)),
      "invitedBy": .string(JSONString(session.caller.email)),
      "code": .string(JSONString(code)),
    ]
    try put(
      event, topic: NotificationTopic.invitation.rawValue, subject: session.account.id,
      for: userID, dueAt: now, account: session.account.number, database, now)
  }
}

extension Outbox {
  /// Tells everybody who subscribed to any of the subjects; each once.
  ///
  /// Events of the same sort that come soon after each other go into one letter.
  static func notify(
    _ topic: NotificationTopic, subjects: [String], _ event: JSONValue,
    _ session: AccountSession, _ database: DatabaseConnection, _ now: Int64
  ) throws {
    let account = session.account.number
    var told: Set<String> = []
    for subject in subjects {
      let users = try database.rows(
        """
        SELECT user FROM subscriptions s WHERE account = ? AND topic = ? AND subject = ?
          AND (user = ? OR EXISTS (SELECT 1 FROM shares h WHERE h.account = s.account
            AND h.user = s.user AND h.is_accepted AND NOT h.is_disabled))
        """, account, topic.rawValue, subject, session.account.ownerID
      ) { $0.text(0) }
      for user in users where told.insert(user).inserted {
        let waiting = try database.row(
          """
          SELECT min(due_at) FROM outbox
          WHERE account = ? AND user = ? AND topic = ? AND batch IS NULL AND due_at > ?
          """, account, user, topic.rawValue, now
        ) { $0.optionalInteger(0) }
        let dueAt = (waiting ?? nil) ?? now + gatheringTime
        try put(
          event, topic: topic.rawValue, subject: subject, for: user, dueAt: dueAt,
          account: account, database, now)
      }
    }
  }
}
