internal import Database
public import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Returns entries of the audit log, the latest first.
  ///
  /// Whoever may not see the log of the whole account sees what concerns the integrations and
  /// resources that are granted.
  public func audit(_ query: AuditQuery = AuditQuery()) throws(AccountError) -> AuditPage {
    let limit = max(1, min(query.limit, AuditQuery.limitMax))
    var filter = AuditFilter(account: account.number, query)
    guard let start = query.after.map({ Int64($0) }) ?? .max, start > 0 else {
      throw AccountError(
        .malformed, "invalid_query_params", "'\(query.after ?? "")' is not the start of a page")
    }
    if !may(.viewAccountAudit) { filter.restrict(try visibleIDs()) }
    return try read { try filter.page($0, before: start, limit: limit) }
  }

  /// Returns what happened to a resource and to those that it consists of.
  public func audit(
    of key: ResourceKey, _ query: AuditQuery = AuditQuery()
  ) throws(AccountError) -> AuditPage {
    try require(.viewAudit, on: key)
    var query = query
    query.resourceIDs = [key.id] + (try parts(of: key).map(\.id))
    return try audit(query)
  }

  /// Returns the entries as comma-separated values, one line per changed field.
  public func auditCSV(_ query: AuditQuery) throws(AccountError) -> [UInt8] {
    var query = query
    query.limit = AuditQuery.limitMax
    return AuditTable.bytes(of: try audit(query).entries)
  }

  private func parts(of key: ResourceKey) throws(AccountError) -> [ResourceKey] {
    switch key.kind {
    case .integrations: Array(try contents(of: key.id))
    case .flows, .apis, .tools: try descendants(of: key)
    default: []
    }
  }

  private func visibleIDs() throws(AccountError) -> Set<String> {
    Set(try visibleKeys().map(\.id)).union(caller.grants.integrations.keys)
  }
}

extension ResourceKind {
  /// The kind as the audit log names it.
  var auditName: String { String(rawValue.dropLast()) }
}

/// The conditions of a query, as SQL with parameters.
private struct AuditFilter {
  private var conditions = ["account = ?"]
  private var values: [any DatabaseBindable]

  init(account: Int64, _ query: AuditQuery) {
    values = [account]
    add("time >= ?", query.from)
    add("time <= ?", query.to)
    add("event", anyOf: query.events.map(\.rawValue))
    add("source", anyOf: query.sources.map(\.rawValue))
    add("user", anyOf: query.userIDs)
    add("kind", anyOf: query.resourceTypes)
    add("resource", anyOf: query.resourceIDs)
  }

  /// Passes over what concerns other resources and integrations.
  mutating func restrict(_ ids: Set<String>) {
    conditions.append(
      """
      (resource IN (SELECT value FROM json_each(?)) OR container IN (SELECT value FROM json_each(?)))
      """)
    let list = AccountSession.list(Array(ids))
    values += [list, list]
  }

  private mutating func add(_ condition: String, _ value: Int64?) {
    guard let value else { return }
    conditions.append(condition)
    values.append(value)
  }

  /// Lists go in as one JSON value, as the number of parameters is limited.
  private mutating func add(_ column: String, anyOf texts: [String]) {
    guard !texts.isEmpty else { return }
    conditions.append("\(column) IN (SELECT value FROM json_each(?))")
    values.append(AccountSession.list(texts))
  }

  func page(
    _ database: DatabaseConnection, before start: Int64, limit: Int
  ) throws -> AuditPage {
    let rows = try rows(database, before: start, limit: limit + 1)
    let page = rows.prefix(limit)
    return AuditPage(
      entries: page.map(\.entry),
      next: rows.count > limit ? page.last.map { String($0.number) } : nil)
  }

  private func rows(
    _ database: DatabaseConnection, before position: Int64, limit: Int
  ) throws -> [(number: Int64, entry: AuditEntry)] {
    try database.rows(
      """
      SELECT number, id, time, user, email, user_name, source, event, kind, resource,
        resource_name, container, changes FROM audit
      WHERE \(conditions.joined(separator: " AND ")) AND number < ?
      ORDER BY number DESC LIMIT ?
      """, values: values + [position, limit]
    ) { row in
      let entry = AuditEntry(
        id: row.text(1), time: row.integer(2), userID: row.text(3),
        user: Person(email: row.text(4), name: row.text(5)), source: row.text(6),
        event: row.text(7), resourceType: row.text(8), resourceID: row.text(9),
        resourceName: row.text(10), integrationID: row.optionalText(11),
        fieldChanges: try JSONValue(parsing: row.bytes(12)))
      return (row.integer(0), entry)
    }
  }
}

extension AccountSession {
  /// Adds an entry about something that changes no document by itself, such as a snapshot.
  ///
  /// - Parameter changes: What is set to what; never a credential.
  public func note(
    _ event: AuditEvent, kind: String, id: String, name: String,
    changes: [(field: String, value: String?)]
  ) throws(AccountError) {
    let now = store.surroundings.now()
    let isIntegration = kind == ResourceKind.integrations.auditName
    let row = AuditRow(
      event: event, kind: kind, resourceID: id, resourceName: name,
      container: isIntegration ? id : nil,
      changes: changes.map { change in
        AuditRow.fieldChange(
          change.field, nil, change.value.map { .string(JSONString($0)) } ?? .null)
      })
    try store.write { database in try row.insert(database, self, now) }
  }
}
