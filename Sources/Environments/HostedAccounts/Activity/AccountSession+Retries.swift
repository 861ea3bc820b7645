internal import Database
internal import IntegrationModel
public import LosslessJSON

extension AccountSession {
  /// Returns what an error left to be tried again.
  public func retryContent(
    _ key: String, ofFlow flowID: String, step stepID: String
  ) throws(AccountError) -> RetryContent {
    try require(.viewErrors, on: ResourceKey(.flows, flowID))
    let found = try read { database in
      try database.row(
        """
        SELECT content, version, stage FROM retries
        WHERE account = ? AND key = ? AND flow = ? AND step = ?
        """, account.number, key, flowID, stepID
      ) { row in
        RetryContent(
          content: try JSONValue(parsing: row.bytes(0)), version: row.text(1), stage: row.text(2))
      }
    }
    guard let found else { throw .notFound("retry data '\(key)'") }
    return found
  }

  /// Corrects what is tried again.
  ///
  /// - Throws: `.conflict` if it is no longer in the expected version or is being tried already.
  public func correct(
    _ key: String, ofFlow flowID: String, step stepID: String, to content: JSONValue,
    expecting version: String? = nil
  ) throws(AccountError) -> RetryContent {
    try require(.correctErrors, on: ResourceKey(.flows, flowID))
    guard caller.mayEditRetryData else { throw .forbidden("edit retry data") }
    let bytes = content.compactBytes()
    guard bytes.count <= ErrorReport.retryByteCountMax else {
      throw AccountError(.tooLarge, "too_large", "the retry data is too large")
    }
    let old = try retryContent(key, ofFlow: flowID, step: stepID)
    let now = store.surroundings.now()
    let changed = try store.write { database in
      let changed = try database.run(
        """
        UPDATE retries SET content = ?, version = version + 1
        WHERE account = ? AND key = ? AND state <> 'leased' AND version = ?
        """, bytes, account.number, key, version ?? old.version)
      if changed > 0 {
        // What the record holds is a customer's business; that it was corrected is the log's.
        try auditFlow(
          .update, flowID, [AuditRow.fieldChange("retryData.\(key)", nil, nil)], database, now)
      }
      return changed
    }
    guard changed > 0 else {
      throw AccountError(
        .conflict, "version_error",
        "the retry data '\(key)' was changed or is being tried; read it again")
    }
    return try retryContent(key, ofFlow: flowID, step: stepID)
  }

  /// Marks records to be tried again, as one job.
  ///
  /// - Returns: The job, with as many records as could be marked: what is being tried is not.
  public func retry(
    _ keys: [String], ofFlow flowID: String, step stepID: String
  ) throws(AccountError) -> (job: Job, count: Int) {
    let flow = ResourceKey(.flows, flowID)
    try require(.correctErrors, on: flow)
    let container = try document(flow).value()["_integrationId"]?.text
    let (now, jobID) = (store.surroundings.now(), store.surroundings.makeID())
    let count = try store.write { database in
      let count = try database.run(
        """
        UPDATE retries SET state = 'marked', marked_at = ?, job = ?
        WHERE account = ? AND flow = ? AND step = ? AND state = 'kept'
          AND key IN (SELECT value FROM json_each(?))
        """, now, jobID, account.number, flowID, stepID, Self.list(keys))
      guard count > 0 else { return 0 }
      var report = JobReport(kind: .retry, status: .queued, flowID: flowID)
      report.stepID = stepID
      try report.store(id: jobID, nil, integrationID: container, account, database, now)
      try auditFlow(
        .retry, flowID, [AuditRow.fieldChange("retryDataKeys", nil, nil)], database, now)
      return count
    }
    guard count > 0 else {
      throw .invalid("invalid_ref", "none of the keys can be tried again", field: "retryDataKeys")
    }
    return (try job(jobID), count)
  }

  /// Hands records that are marked to a runner, the longest waiting first.
  ///
  /// Whoever takes them tells how it went before the lease ends; otherwise they are handed out again.
  public func takeRetries(
    limit: Int = 100, lease: Int64 = 300_000
  ) throws(AccountError) -> [Retry] {
    try require(.reportRuns)
    let now = store.surroundings.now()
    return try store.write { database in
      try database.run(
        """
        UPDATE retries SET state = 'marked', leased_until = NULL
        WHERE account = ? AND state = 'leased' AND leased_until <= ?
        """, account.number, now)
      return try database.rows(
        """
        UPDATE retries SET state = 'leased', leased_until = ?
        WHERE account = ? AND key IN (SELECT key FROM retries
          WHERE account = ? AND state = 'marked' ORDER BY marked_at, key LIMIT ?)
        RETURNING key, flow, step, stage, content, job
        """, now + max(1000, lease), account.number, account.number, max(1, min(limit, 1000))
      ) { row in
        Retry(
          key: row.text(0), flowID: row.text(1), stepID: row.text(2), stage: row.text(3),
          content: try JSONValue(parsing: row.bytes(4)), jobID: row.optionalText(5))
      }
    }
  }

  /// Takes in how a record went that was tried again: settled, or an error as before.
  public func finishRetry(_ key: String, isSettled: Bool) throws(AccountError) {
    try require(.reportRuns)
    let now = store.surroundings.now()
    let found = try store.write { database in
      let found = try database.run(
        """
        UPDATE retries SET state = ?, leased_until = NULL
        WHERE account = ? AND key = ? AND state = 'leased'
        """, isSettled ? "settled" : "kept", account.number, key)
      guard found > 0, isSettled else { return found }
      let jobs = try database.rows(
        """
        UPDATE errors SET resolved_at = ?, resolved_by = 'autoresolved'
        WHERE account = ? AND retry_key = ? AND resolved_at IS NULL RETURNING job
        """, now, account.number, key
      ) { $0.optionalText(0) }
      try countResolved(jobs.compactMap { $0 }, database)
      return found
    }
    guard found > 0 else { throw .notFound("retry data '\(key)' that is being tried") }
  }

  /// Notes what was done to what runs reported of a flow.
  func auditFlow(
    _ event: AuditEvent, _ flowID: String, _ changes: [JSONValue], _ database: DatabaseConnection,
    _ now: Int64
  ) throws {
    let flow = try database.row(
      "SELECT name, container FROM documents WHERE account = ? AND kind = 'flows' AND id = ?",
      account.number, flowID
    ) { (name: $0.text(0), container: $0.optionalText(1)) }
    try AuditRow(
      event: event, kind: "flow", resourceID: flowID, resourceName: flow?.name ?? "",
      container: flow?.container, changes: changes
    ).insert(database, self, now)
  }
}
