internal import Database
internal import LosslessJSON

extension FlowError {
  static let columns = """
    number, id, flow, step, job, code, message, source, trace_key, occurred_at, retry_key, \
    assigned_to, tags, resolved_at, resolved_by
    """

  init(row: DatabaseRow) throws {
    let tags = try JSONValue(parsing: row.bytes(12)).array ?? []
    self.init(
      id: row.text(1), flowID: row.text(2), stepID: row.text(3), jobID: row.optionalText(4),
      code: row.text(5), message: row.text(6), source: row.text(7),
      traceKey: row.optionalText(8), occurredAt: row.integer(9), retryKey: row.optionalText(10),
      assignedTo: row.optionalText(11), tagIDs: tags.compactMap(\.text),
      resolvedAt: row.optionalInteger(13), resolvedBy: row.optionalText(14))
  }

  static func page(
    _ query: ErrorQuery, flowID: String, stepID: String, _ account: AccountDescription,
    _ database: DatabaseConnection, before start: Int64
  ) throws -> ErrorPage {
    let limit = max(1, min(query.limit, ListQuery.limitMax))
    let rows = try database.rows(
      """
      SELECT \(columns) FROM errors
      WHERE account = ? AND flow = ? AND step = ? AND number < ?
        AND resolved_at IS \(query.isResolved ? "NOT NULL" : "NULL")
        AND occurred_at BETWEEN ? AND ? ORDER BY number DESC LIMIT ?
      """, account.number, flowID, stepID, start, query.occurredFrom ?? 0,
      query.occurredTo ?? .max, limit + 1
    ) { row in (row.integer(0), try FlowError(row: row)) }
    let page = rows.prefix(limit)
    let next = rows.count > limit ? page.last.map { String($0.0) } : nil
    return ErrorPage(errors: page.map { $0.1 }, next: next)
  }
}

extension ErrorReport {
  /// Records the error, and what can be tried again.
  func store(
    id: String, integrationID: String?, _ session: AccountSession,
    _ database: DatabaseConnection, _ now: Int64
  ) throws {
    let account = session.account.number
    var retryKey: String?
    if let retryContent {
      let key = session.store.surroundings.makeID()
      retryKey = key
      try database.run(
        "INSERT INTO retries(account, key, flow, step, stage, content) VALUES (?, ?, ?, ?, ?, ?)",
        account, key, flowID, stepID, stage, retryContent.compactBytes())
    }
    try database.run(
      """
      INSERT INTO errors(id, account, flow, integration, step, job, code, message, source,
        trace_key, occurred_at, retry_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, account, flowID, integrationID, stepID, jobID, code, message, source, traceKey,
      occurredAt ?? now, retryKey)
  }
}
