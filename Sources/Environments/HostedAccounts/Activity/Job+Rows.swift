internal import Database
internal import LosslessJSON

extension Job {
  static let columns = """
    id, type, status, flow, integration, parent, step, created_at, started_at, ended_at, \
    modified_at, successes, errors, ignored, resolved
    """

  static func find(
    _ id: String, _ account: AccountDescription, _ database: DatabaseConnection
  ) throws -> Job? {
    try database.row(
      "SELECT \(columns) FROM jobs WHERE account = ? AND id = ?", account.number, id
    ) { Job(row: $0) } ?? nil
  }

  init?(row: DatabaseRow) {
    guard let kind = Kind(rawValue: row.text(1)), let status = Status(rawValue: row.text(2))
    else { return nil }
    var counts = Counts()
    (counts.successes, counts.errors) = (row.int(11), row.int(12))
    (counts.ignored, counts.resolved) = (row.int(13), row.int(14))
    self.init(
      id: row.text(0), kind: kind, status: status, flowID: row.text(3),
      integrationID: row.optionalText(4), parentID: row.optionalText(5),
      stepID: row.optionalText(6), createdAt: row.integer(7), startedAt: row.optionalInteger(8),
      endedAt: row.optionalInteger(9), modifiedAt: row.integer(10), counts: counts)
  }
}

extension JobReport {
  /// Records the job as it is now.
  func store(
    id: String, _ old: Job?, integrationID: String?, _ account: AccountDescription,
    _ database: DatabaseConnection, _ now: Int64
  ) throws {
    let ended = status.isFinal ? endedAt ?? old?.endedAt ?? now : nil
    try database.run(
      """
      INSERT INTO jobs(id, account, type, status, flow, integration, parent, step, created_at,
        started_at, ended_at, modified_at, successes, errors, ignored, resolved)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (account, id) DO UPDATE SET status = excluded.status,
        started_at = excluded.started_at, ended_at = excluded.ended_at,
        modified_at = excluded.modified_at, successes = excluded.successes,
        errors = excluded.errors, ignored = excluded.ignored, resolved = excluded.resolved
      """, id, account.number, kind.rawValue, status.rawValue, flowID, integrationID, parentID,
      stepID, old?.createdAt ?? now, startedAt ?? old?.startedAt, ended, now,
      counts.successes, counts.errors, counts.ignored,
      max(counts.resolved, old?.counts.resolved ?? 0))
  }

  /// Adds to the statistics of the day what the job counted since the last report; parts of jobs are
  /// counted in their whole.
  func count(
    _ old: Job?, _ account: AccountDescription, _ database: DatabaseConnection, _ now: Int64
  ) throws {
    guard parentID == nil else { return }
    let before = old?.counts ?? Job.Counts()
    let started = startedAt ?? old?.startedAt
    let duration =
      status.isFinal && old?.status.isFinal != true
      ? started.map { max(0, (endedAt ?? now) - $0) } ?? 0 : 0
    try database.run(
      """
      INSERT INTO statistics(account, flow, day, successes, errors, ignored, milliseconds)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (account, flow, day) DO UPDATE SET successes = successes + excluded.successes,
        errors = errors + excluded.errors, ignored = ignored + excluded.ignored,
        milliseconds = milliseconds + excluded.milliseconds
      """, account.number, flowID, Timestamp.day(endedAt ?? now),
      counts.successes - before.successes, counts.errors - before.errors,
      counts.ignored - before.ignored, duration)
  }
}

/// The conditions of a query, as SQL with parameters.
struct JobFilter {
  private var conditions = ["account = ?"]
  private var values: [any DatabaseBindable]

  init(account: Int64, _ query: JobQuery) {
    values = [account]
    add("flow", anyOf: query.flowIDs)
    add("type", anyOf: query.kinds.map(\.rawValue))
    add("status", anyOf: query.statuses.map(\.rawValue))
    if let id = query.integrationID {
      if id == AccessGrants.standalone {
        conditions.append("integration IS NULL")
      } else {
        add("integration", anyOf: [id])
      }
    }
    if let id = query.parentID { add("parent", anyOf: [id]) }
    add("created_at >= ?", query.createdFrom)
    add("created_at <= ?", query.createdTo)
  }

  /// Passes over the jobs of other flows.
  mutating func restrict(toFlows ids: [String]) {
    conditions.append("flow IN (SELECT value FROM json_each(?))")
    values.append(AccountSession.list(ids))
  }

  func jobs(_ database: DatabaseConnection, limit: Int) throws -> [Job] {
    try database.rows(
      """
      SELECT \(Job.columns) FROM jobs WHERE \(conditions.joined(separator: " AND "))
      ORDER BY created_at DESC, number DESC LIMIT ?
      """, values: values + [limit]
    ) { Job(row: $0) }.compactMap { $0 }
  }

  private mutating func add(_ column: String, anyOf texts: [String]) {
    guard !texts.isEmpty else { return }
    conditions.append("\(column) IN (SELECT value FROM json_each(?))")
    values.append(AccountSession.list(texts))
  }

  private mutating func add(_ condition: String, _ value: Int64?) {
    guard let value else { return }
    conditions.append(condition)
    values.append(value)
  }
}
