internal import Database
public import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Returns a document.
  public func document(_ key: ResourceKey) throws(AccountError) -> HostedDocument {
    guard try level(of: key) != nil,
      let found = try read({
        try HostedDocument.find(key, in: account, $0)
      })
    else { throw .missing(key) }
    return found
  }

  /// Returns a page of the documents of a kind, oldest first.
  ///
  /// A page begins behind the last document of the one before, so that documents which come or go
  /// meanwhile make none appear twice or be left out.
  public func list(
    _ kind: ResourceKind, _ query: ListQuery = ListQuery()
  ) throws(AccountError) -> DocumentPage {
    let wanted = try keys(of: kind, in: query.integrationID)
    let limit = max(1, min(query.limit, ListQuery.limitMax))
    let start = try Self.position(query.after)
    let stamps = query.projection?.stamps
    let page = try read { database in
      try Self.page(
        of: kind, in: account, database, after: start, limit: limit, among: wanted, stamps: stamps)
    }
    guard let projection = query.projection, stamps == nil else { return page }
    var documents: [HostedDocument] = []
    for document in page.documents { documents.append(try document.projected(projection)) }
    return DocumentPage(documents: documents, next: page.next)
  }

  /// The documents that a list may hold; `nil` for all.
  private func keys(
    of kind: ResourceKind, in integrationID: String?
  ) throws(AccountError) -> Set<ResourceKey>? {
    if let integrationID {
      let contents = try contents(of: integrationID)
      return contents.filter { $0.kind == kind }
    }
    guard !seesAll else { return nil }
    return Set(try levels().keys.filter { $0.kind == kind })
  }

  private static func position(_ cursor: String?) throws(AccountError) -> Int64 {
    guard let cursor else { return 0 }
    guard let position = Int64(cursor), position >= 0 else {
      throw AccountError(
        .malformed, "invalid_query_params", "'\(cursor)' is not the start of a page")
    }
    return position
  }

  /// Reads a page; only the stamps of documents, without touching their bodies, where no more is
  /// wanted: that is how others find out what has changed.
  private static func page(
    of kind: ResourceKind, in account: AccountDescription, _ database: DatabaseConnection,
    after start: Int64, limit: Int, among wanted: Set<ResourceKey>?, stamps: Set<JSONString>?
  ) throws -> DocumentPage {
    var values: [any DatabaseBindable] = [account.number, kind.rawValue, start]
    // Ids go in as one JSON value, as the number of parameters is limited. They are looked up one by
    // one: the plus keeps SQLite from walking through the whole kind to save a sort.
    if let wanted { values.append(list(wanted.map(\.id))) }
    let columns = stamps == nil ? HostedDocument.listColumns : HostedDocument.stampColumns
    let rows = try database.rows(
      """
      SELECT number, \(columns) FROM documents
      WHERE account = ? AND kind = ? AND deleted_at IS NULL AND number > ?
        \(wanted == nil ? "" : "AND id IN (SELECT value FROM json_each(?))")
      ORDER BY \(wanted == nil ? "" : "+")number LIMIT ?
      """, values: values + [limit + 1]
    ) { row in
      let document = try stamps.map { try HostedDocument(row: row, kind: kind, stamps: $0) }
      return (
        number: row.integer(0), document: document ?? HostedDocument(row: row, kind: kind, from: 1)
      )
    }
    let page = rows.prefix(limit)
    return DocumentPage(
      documents: page.map(\.document),
      next: rows.count > limit ? page.last.map { String($0.number) } : nil)
  }
}

extension HostedDocument {
  fileprivate func projected(_ projection: Projection) throws(AccountError) -> HostedDocument {
    HostedDocument(
      key: key, version: version, modifiedAt: modifiedAt,
      bytes: projection.applied(to: try value()).compactBytes())
  }

  /// An empty name may be a missing one, which only the body tells.
  fileprivate static let stampColumns =
    "id, version, modified_at, created_at, name, CASE name WHEN '' THEN body END"

  /// Makes a document of its stamps, from the second column on.
  fileprivate init(row: DatabaseRow, kind: ResourceKind, stamps: Set<JSONString>) throws {
    let name = try row.optionalBytes(6).map { try JSONValue(parsing: $0)["name"] }
    let members: [(JSONString, JSONValue?)] = [
      ("_id", .string(JSONString(row.text(1)))),
      ("createdAt", .string(JSONString(Timestamp.text(row.integer(4))))),
      ("lastModified", .string(JSONString(Timestamp.text(row.integer(3))))),
      ("name", name ?? .string(JSONString(row.text(5)))),
    ]
    var object: JSONObject = [:]
    for (key, value) in members where stamps.contains(key) { object[key] = value }
    self.init(
      key: ResourceKey(kind, row.text(1)), version: row.text(2), modifiedAt: row.integer(3),
      bytes: JSONValue.object(object).compactBytes())
  }
}
