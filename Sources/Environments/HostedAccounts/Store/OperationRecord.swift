internal import Database

/// Something that goes on in the background, as it is remembered.
public struct OperationRecord: Sendable, Equatable {
  /// The id.
  public let id: String
  /// Whose it is.
  public let userID: String
  /// What it does, in a few words.
  public let summary: String
  /// The environment or the integration in it that it concerns; empty where it concerns none.
  public let target: String
  /// When it began, in milliseconds since 1970.
  public let startedAt: Int64
  /// When it ended, and with what; `nil` while it goes on, or where the service ended before it.
  public let ending: Ending?

  /// The end of an operation.
  public struct Ending: Sendable, Equatable {
    /// When, in milliseconds since 1970.
    public let time: Int64
    /// The status of the answer.
    public let status: Int
    /// The answer.
    public let answer: [UInt8]

    /// Tells of an end.
    public init(time: Int64, status: Int, answer: [UInt8]) {
      self.time = time
      self.status = status
      self.answer = answer
    }
  }

  /// Tells of an operation.
  public init(
    id: String, userID: String, summary: String, target: String, startedAt: Int64,
    ending: Ending? = nil
  ) {
    self.id = id
    self.userID = userID
    self.summary = summary
    self.target = target
    self.startedAt = startedAt
    self.ending = ending
  }
}

extension AccountStore {
  /// Remembers that an operation begins.
  ///
  /// - Returns: The one that has this id already, of whomever it is; nothing begins then.
  public func begin(_ operation: OperationRecord) throws(AccountError) -> OperationRecord? {
    try write { database in
      let count = try database.run(
        """
        INSERT INTO operations(id, user, summary, target, started_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, operation.id, operation.userID, operation.summary, operation.target,
        operation.startedAt)
      guard count == 0 else { return nil }
      return try database.row(
        Self.operationQuery + " WHERE id = ?", operation.id, read: Self.operation)
    }
  }

  /// Remembers how an operation ended.
  public func end(
    operation id: String, _ ending: OperationRecord.Ending
  ) throws(AccountError) {
    try write { database in
      try database.run(
        "UPDATE operations SET ended_at = ?, status = ?, answer = ? WHERE id = ?", ending.time,
        ending.status, ending.answer, id)
    }
  }

  /// Returns an operation of a user; those of others are not there.
  public func operation(
    _ id: String, of userID: String
  ) throws(AccountError) -> OperationRecord? {
    try read { database in
      try database.row(
        Self.operationQuery + " WHERE id = ? AND user = ?", id, userID, read: Self.operation)
    }
  }

  /// Returns the operations of a user, the latest first.
  public func operations(
    of userID: String, limit: Int
  ) throws(AccountError) -> [OperationRecord] {
    try read { database in
      try database.rows(
        Self.operationQuery + " WHERE user = ? ORDER BY started_at DESC, id LIMIT ?", userID,
        limit, read: Self.operation)
    }
  }

  private static let operationQuery =
    "SELECT id, user, summary, target, started_at, ended_at, status, answer FROM operations"

  private static func operation(_ row: DatabaseRow) -> OperationRecord {
    let ending = row.optionalInteger(5).map {
      OperationRecord.Ending(time: $0, status: row.int(6), answer: row.bytes(7))
    }
    return OperationRecord(
      id: row.text(0), userID: row.text(1), summary: row.text(2), target: row.text(3),
      startedAt: row.integer(4), ending: ending)
  }
}

// MARK: Plans that were shown

extension AccountStore {
  /// Remembers that a user has seen a plan; its id is the hash of all that it says.
  public func noteShown(plan id: String, to userID: String) throws(AccountError) {
    let now = surroundings.now()
    try write { database in
      try database.run(
        """
        INSERT INTO plans(id, user, shown_at) VALUES (?, ?, ?)
        ON CONFLICT (id, user) DO UPDATE SET shown_at = excluded.shown_at
        """, id, userID, now)
    }
  }

  /// Tells whether a user has seen a plan.
  public func hasShown(plan id: String, to userID: String) throws(AccountError) -> Bool {
    try read { database in
      try database.row("SELECT 1 FROM plans WHERE id = ? AND user = ?", id, userID) { _ in true }
        ?? false
    }
  }
}
