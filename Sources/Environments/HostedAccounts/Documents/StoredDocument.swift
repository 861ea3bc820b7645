internal import Database
internal import IntegrationModel
internal import LosslessJSON

/// A document as the database keeps it.
struct StoredDocument {
  let key: ResourceKey
  let number: Int64
  let version: Int64
  let createdAt: Int64
  let modifiedAt: Int64
  /// The document without credentials and without what runs report.
  let body: JSONValue
  /// What runs report of it, as members.
  let runtime: [UInt8]?

  /// Reads the document of a key, deleted ones too if asked for.
  static func find(
    _ key: ResourceKey, in account: AccountDescription, _ database: DatabaseConnection,
    isDeleted: Bool = false
  ) throws -> StoredDocument? {
    try database.row(
      """
      SELECT number, version, created_at, modified_at, body, runtime FROM documents
      WHERE account = ? AND kind = ? AND id = ? AND (deleted_at IS NOT NULL) = ?
      """, account.number, key.kind.rawValue, key.id, isDeleted
    ) { row in
      StoredDocument(
        key: key, number: row.integer(0), version: row.integer(1), createdAt: row.integer(2),
        modifiedAt: row.integer(3), body: try JSONValue(parsing: row.bytes(4)),
        runtime: row.optionalBytes(5))
    }
  }

  /// Reads the credentials of the document by their addresses.
  ///
  /// This is the only place where they are read.
  func secrets(_ database: DatabaseConnection) throws -> [String: JSONValue] {
    let rows = try database.rows(
      "SELECT address, value FROM secrets WHERE document = ?", number
    ) { row in (row.text(0), try JSONValue(parsing: row.bytes(1))) }
    return Dictionary(rows) { first, _ in first }
  }
}

extension HostedDocument {
  /// The columns that ``init(row:kind:from:)`` reads.
  static let columns = "id, version, modified_at, body, runtime"
  /// The same for lists, where scripts have no content.
  static let listColumns = "id, version, modified_at, coalesce(brief, body), runtime"

  init(row: DatabaseRow, kind: ResourceKind, from column: Int32) {
    var bytes = row.bytes(column + 3)
    if let runtime = row.optionalBytes(column + 4), !runtime.isEmpty, bytes.last == 0x7d {
      bytes.removeLast()
      bytes += runtime + [0x7d]
    }
    self.init(
      key: ResourceKey(kind, row.text(column)), version: row.text(column + 1),
      modifiedAt: row.integer(column + 2), bytes: bytes)
  }
}
