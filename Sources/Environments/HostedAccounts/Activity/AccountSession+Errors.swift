internal import Database
internal import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Takes in errors that a runner reports; all or none.
  ///
  /// - Returns: Their ids, in order.
  public func report(_ reports: [ErrorReport]) throws(AccountError) -> [String] {
    try require(.reportRuns)
    guard reports.count <= 10_000 else {
      throw AccountError(.tooLarge, "too_large", "at most 10000 errors are reported at once")
    }
    let flows = try flowDocuments(Set(reports.map(\.flowID)))
    let now = store.surroundings.now()
    return try store.write { database in
      let ids = try reports.map { report in
        let id = store.surroundings.makeID()
        let integrationID = flows[report.flowID]?["_integrationId"]?.text
        try report.store(id: id, integrationID: integrationID, self, database, now)
        return id
      }
      for (flowID, flow) in flows {
        try tell(flowID, flow, reports.count { $0.flowID == flowID }, database, now)
      }
      return ids
    }
  }

  /// Returns the flows of an integration that have open errors.
  public func errorSummaries(
    ofIntegration id: String
  ) throws(AccountError) -> [ErrorSummary] {
    let flows = try contents(of: id).filter { $0.kind == .flows }.map(\.id)
    let all = try summaries("flow", "flow <> ?", "")
    return all.filter { flows.contains($0.id) }
  }

  /// Returns the steps of a flow that have open errors.
  public func errorSummaries(ofFlow id: String) throws(AccountError) -> [ErrorSummary] {
    try require(.viewErrors, on: ResourceKey(.flows, id))
    return try summaries("step", "flow = ?", id)
  }

  /// Returns errors of a step of a flow, the latest first.
  public func errors(
    ofFlow flowID: String, step stepID: String, _ query: ErrorQuery = ErrorQuery()
  ) throws(AccountError) -> ErrorPage {
    try require(.viewErrors, on: ResourceKey(.flows, flowID))
    guard let start = query.after.map({ Int64($0) }) ?? .max else {
      throw AccountError(
        .malformed, "invalid_query_params", "'\(query.after ?? "")' is not the start of a page")
    }
    return try read {
      try FlowError.page(
        query, flowID: flowID, stepID: stepID, account, $0, before: start)
    }
  }

  /// Settles errors; those of the flow and step that are open, and no others.
  ///
  /// - Returns: How many were settled.
  public func resolve(
    errors ids: [String], ofFlow flowID: String, step stepID: String
  ) throws(AccountError) -> Int {
    try require(.correctErrors, on: ResourceKey(.flows, flowID))
    let now = store.surroundings.now()
    return try store.write { database in
      let jobs = try database.rows(
        """
        UPDATE errors SET resolved_at = ?, resolved_by = ?
        WHERE account = ? AND flow = ? AND step = ? AND resolved_at IS NULL
          AND id IN (SELECT value FROM json_each(?)) RETURNING job
        """, now, caller.email, account.number, flowID, stepID, Self.list(ids)
      ) { $0.optionalText(0) }
      try countResolved(jobs.compactMap { $0 }, database)
      try auditErrors(.resolve, jobs.count, flowID, stepID, [:], database)
      return jobs.count
    }
  }

  /// Gives errors to a person, or to nobody for `nil`.
  public func assign(
    errors ids: [String], ofFlow flowID: String, step stepID: String, to email: String?
  ) throws(AccountError) -> Int {
    if let email { try People.check(email: email) }
    return try set("assigned_to", email, ids, flowID, stepID)
  }

  /// Gives errors tags, in the place of those they have.
  public func tag(
    errors ids: [String], ofFlow flowID: String, step stepID: String, with tagIDs: [String]
  ) throws(AccountError) -> Int {
    let known = Set(try tags().map(\.id))
    guard let unknown = tagIDs.first(where: { !known.contains($0) }) else {
      let list = JSONValue.array(tagIDs.map { .string(JSONString($0)) })
      return try set("tags", list.compactBytes(), ids, flowID, stepID)
    }
    throw .invalid("invalid_ref", "there is no tag '\(unknown)'", field: "tagIds")
  }
}

// MARK: - Rows

extension AccountSession {
  static func list(_ texts: [String]) -> String {
    let list = JSONValue.array(texts.map { .string(JSONString($0)) })
    return String(decoding: list.compactBytes(), as: UTF8.self)
  }

  private func set(
    _ column: String, _ value: some DatabaseBindable, _ ids: [String], _ flowID: String,
    _ stepID: String
  ) throws(AccountError) -> Int {
    try require(.correctErrors, on: ResourceKey(.flows, flowID))
    let bound = value.databaseValue
    let shown: JSONValue =
      switch bound {
      case .text(let text): .string(JSONString(text))
      case .bytes(let bytes): .string(JSONString(String(decoding: bytes, as: UTF8.self)))
      default: .null
      }
    return try store.write { database in
      let count = try database.run(
        """
        UPDATE errors SET \(column) = ? WHERE account = ? AND flow = ? AND step = ?
          AND id IN (SELECT value FROM json_each(?))
        """, bound, account.number, flowID, stepID, Self.list(ids))
      try auditErrors(
        column == "tags" ? .tag : .assign, count, flowID, stepID, [JSONString(column): shown],
        database)
      return count
    }
  }

  /// Notes what was done to errors of a step, if it was done to any.
  func auditErrors(
    _ event: AuditEvent, _ count: Int, _ flowID: String, _ stepID: String, _ values: JSONObject,
    _ database: DatabaseConnection
  ) throws {
    guard count > 0 else { return }
    let counted = AuditRow.fieldChange(
      "errors", nil, .string(JSONString("\(count) of the step \(stepID)")))
    try auditFlow(
      event, flowID, [counted] + values.map { AuditRow.fieldChange($0.key.text, nil, $0.value) },
      database, store.surroundings.now())
  }

  private func summaries(
    _ column: String, _ condition: String, _ value: String
  ) throws(AccountError) -> [ErrorSummary] {
    try read { database in
      try database.rows(
        """
        SELECT \(column), count(*), max(occurred_at) FROM errors
        WHERE account = ? AND \(condition) AND resolved_at IS NULL GROUP BY 1 ORDER BY 1
        """, account.number, value
      ) { ErrorSummary(id: $0.text(0), count: $0.int(1), lastErrorAt: $0.integer(2)) }
    }
  }

  func countResolved(_ jobs: [String], _ database: DatabaseConnection) throws {
    let counts = jobs.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    for (job, count) in counts {
      try database.run(
        "UPDATE jobs SET resolved = resolved + ? WHERE account = ? AND id = ?", count,
        account.number, job)
    }
  }

  private func flowDocuments(_ ids: Set<String>) throws(AccountError) -> [String: JSONValue] {
    var flows: [String: JSONValue] = [:]
    for id in ids { flows[id] = try document(ResourceKey(.flows, id)).value() }
    return flows
  }

  private func tell(
    _ flowID: String, _ flow: JSONValue, _ count: Int, _ database: DatabaseConnection,
    _ now: Int64
  ) throws {
    let event: JSONValue = [
      "flow": .string(JSONString(flow["name"]?.text ?? flowID)),
      "_flowId": .string(JSONString(flowID)), "numError": .number(JSONNumber(count)),
      "time": .string(JSONString(Timestamp.text(now))),
    ]
    let container = flow["_integrationId"]?.text ?? AccessGrants.standalone
    try Outbox.notify(.jobErrors, subjects: [flowID, container], event, self, database, now)
  }
}
