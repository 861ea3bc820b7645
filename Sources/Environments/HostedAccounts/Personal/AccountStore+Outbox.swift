internal import Database
public import LosslessJSON

/// Events that go into one letter to one person.
public struct OutgoingLetter: Sendable, Equatable {
  /// Names the letter until it is sent.
  public let batch: String
  /// To whom it goes.
  public let recipient: Person
  /// What all its events are about.
  public let topic: NotificationTopic
  /// The account, by name.
  public let accountName: String
  /// What happened, in order.
  public let events: [JSONValue]
  /// How often it was tried before.
  public let attemptCount: Int
}

extension AccountStore {
  /// Takes letters that are due out of all accounts' outboxes.
  ///
  /// A letter that is neither sent nor failed within the lease is given out again, so a letter may
  /// come twice and is never lost. What somebody has lost the right to see meanwhile is told to
  /// nobody.
  public func takeLetters(
    limit: Int = 100, lease: Int64 = 120_000
  ) throws(AccountError) -> [OutgoingLetter] {
    let now = surroundings.now()
    try dropUnseen(now)
    return try write { database in
      let groups = try database.rows(
        """
        SELECT account, user, topic FROM outbox WHERE due_at <= ?
        GROUP BY 1, 2, 3 ORDER BY min(due_at) LIMIT ?
        """, now, limit
      ) { row in (row.integer(0), row.text(1), row.text(2)) }
      return try groups.compactMap { account, user, topic in
        try letter(account, user, topic, now: now, lease: lease, database)
      }
    }
  }

  /// Takes events out of the outbox that their readers may not see any more.
  private func dropUnseen(_ now: Int64) throws(AccountError) {
    let events = try read { database in
      try database.rows(
        """
        SELECT DISTINCT o.user, o.topic, o.subject, a.id FROM outbox o
        JOIN accounts a ON a.number = o.account WHERE o.due_at <= ?
        """, now
      ) { row in (user: row.text(0), topic: row.text(1), subject: row.text(2), account: row.text(3))
      }
    }
    for event in events {
      guard let topic = NotificationTopic(rawValue: event.topic), topic != .invitation else {
        continue
      }
      let account = try account(event.account)
      if try isSeen(event.subject, topic, by: event.user, in: account) { continue }
      try write { database in
        try database.run(
          """
          DELETE FROM outbox
          WHERE account = ? AND user = ? AND topic = ? AND subject = ? AND due_at <= ?
          """, account.number, event.user, event.topic, event.subject, now)
      }
    }
  }

  private func isSeen(
    _ subject: String, _ topic: NotificationTopic, by userID: String,
    in account: AccountDescription
  ) throws(AccountError) -> Bool {
    guard
      let caller = try caller(
        userID: userID, in: account, scope: nil, tokenID: nil, source: .system)
    else { return false }
    return try AccountSession(store: self, account: account, caller: caller)
      .sees(subject, of: topic)
  }

  /// Removes the events of a letter that was sent.
  public func finishLetter(_ batch: String) throws(AccountError) {
    try write { try $0.run("DELETE FROM outbox WHERE batch = ?", batch) }
  }

  /// Keeps a letter that could not be sent for later; after ten tries it is given up.
  public func failLetter(_ batch: String, reason: String) throws(AccountError) {
    let now = surroundings.now()
    try write { database in
      try database.run(
        """
        UPDATE outbox SET attempts = attempts + 1, failure = ?, batch = NULL,
          due_at = ? + 60000 * (1 << min(attempts, 10)) WHERE batch = ?
        """, String(reason.prefix(500)), now, batch)
      try database.run("DELETE FROM outbox WHERE attempts >= 10 AND batch IS NULL")
    }
  }

  private func letter(
    _ account: Int64, _ user: String, _ topic: String, now: Int64, lease: Int64,
    _ database: DatabaseConnection
  ) throws -> OutgoingLetter? {
    let batch = surroundings.makeID()
    let events = try database.rows(
      """
      UPDATE outbox SET batch = ?, due_at = ?
      WHERE account = ? AND user = ? AND topic = ? AND due_at <= ?
      RETURNING number, event, attempts
      """, batch, now + lease, account, user, topic, now
    ) { row in (row.integer(0), try JSONValue(parsing: row.bytes(1)), row.int(2)) }
    let person = try database.row("SELECT email, name FROM users WHERE id = ?", user) {
      Person(email: $0.text(0), name: $0.text(1))
    }
    let name = try database.row("SELECT name FROM accounts WHERE number = ?", account) {
      $0.text(0)
    }
    guard let person, let name, let topic = NotificationTopic(rawValue: topic) else { return nil }
    return OutgoingLetter(
      batch: batch, recipient: person, topic: topic, accountName: name,
      events: events.sorted { $0.0 < $1.0 }.map { $0.1 },
      attemptCount: events.map { $0.2 }.max() ?? 0)
  }
}
