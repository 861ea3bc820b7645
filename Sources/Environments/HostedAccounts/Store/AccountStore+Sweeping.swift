internal import Database
internal import IntegrationModel

/// How long records are kept, in milliseconds; `nil` keeps them for ever.
public struct Retention: Sendable, Equatable {
  /// Jobs, errors, and the records that errors are tried again with.
  public var runs: Int64?
  /// The audit log, and what flows did day by day.
  public var log: Int64?

  /// One day.
  public static let day: Int64 = 86_400_000
  /// Three months for runs, a year for the log.
  public static let usual = Retention(runs: 90 * day, log: 365 * day)

  /// Names both.
  public init(runs: Int64?, log: Int64?) {
    self.runs = runs
    self.log = log
  }
}

/// How much was swept away.
public struct Swept: Sendable, Equatable {
  /// Documents out of recycle bins.
  public var documents = 0
  /// Jobs.
  public var jobs = 0
  /// Errors.
  public var errors = 0
  /// Entries of audit logs.
  public var entries = 0

  /// Nothing.
  public init() {}
}

extension AccountStore {
  /// Removes from all accounts what has been kept for long enough: documents in recycle bins after
  /// ``AccountSession/recycleBinLifetime``, records as the retention says, letters that nobody
  /// could be sent in a month, and sessions of browsers that have ended.
  ///
  /// It goes in steps, between which others write.
  public func sweep(_ retention: Retention) throws(AccountError) -> Swept {
    let now = surroundings.now()
    var swept = Swept()
    for account in try accounts() { swept.documents += try emptyBin(of: account, now) }
    if let age = retention.runs {
      swept.jobs = try remove("jobs", "modified_at < ?", now - age)
      swept.errors = try remove("errors", "occurred_at < ?", now - age)
      try removeLooseRetries()
    }
    if let age = retention.log {
      swept.entries = try remove("audit", "time < ?", now - age)
      try write {
        try $0.run("DELETE FROM statistics WHERE day < ?", Timestamp.day(now - age))
      }
    }
    _ = try remove("outbox", "created_at < ?", now - 30 * Retention.day)
    let week = now - 7 * Retention.day
    try write { database in
      try database.run("DELETE FROM operations WHERE started_at < ?", week)
      try database.run("DELETE FROM plans WHERE shown_at < ?", now - 30 * Retention.day)
      try database.run("DELETE FROM sessions WHERE ends_at <= ?", now)
    }
    return swept
  }

  private static let stepCount = 5000

  /// Deletes for good what has been in the recycle bin for too long; the log tells of each.
  private func emptyBin(of account: AccountDescription, _ now: Int64) throws(AccountError) -> Int {
    let session = try ownerSession(accountID: account.id)
    let oldest = now - AccountSession.recycleBinLifetime
    return try inSteps { database in
      let rows = try database.rows(
        """
        DELETE FROM documents WHERE number IN (
          SELECT number FROM documents WHERE account = ? AND deleted_at <= ? LIMIT ?)
        RETURNING kind, id, name, container
        """, account.number, oldest, Self.stepCount
      ) { row in (row.text(0), row.text(1), row.text(2), row.optionalText(3)) }
      for (kind, id, name, container) in rows {
        try AuditRow(
          event: .purge, kind: ResourceKind(rawValue: kind)?.auditName ?? kind, resourceID: id,
          resourceName: name, container: container, changes: []
        ).insert(database, session, now)
      }
      return rows.count
    }
  }

  private func remove(
    _ table: String, _ condition: String, _ time: Int64
  ) throws(AccountError) -> Int {
    try inSteps { database in
      try database.run(
        """
        DELETE FROM \(table) WHERE number IN (
          SELECT number FROM \(table) WHERE \(condition) LIMIT ?)
        """, time, Self.stepCount)
    }
  }

  /// Records that were to be tried again go with the errors that they belong to.
  private func removeLooseRetries() throws(AccountError) {
    try write { database in
      try database.run(
        """
        DELETE FROM retries WHERE NOT EXISTS (
          SELECT 1 FROM errors e WHERE e.account = retries.account AND e.retry_key = retries.key)
        """)
    }
  }

  private func inSteps(
    _ body: (DatabaseConnection) throws -> Int
  ) throws(AccountError) -> Int {
    var total = 0
    while true {
      let count = try write(body)
      total += count
      if count < Self.stepCount { return total }
    }
  }
}
