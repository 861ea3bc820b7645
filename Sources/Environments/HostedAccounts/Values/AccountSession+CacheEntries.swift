internal import Database
internal import IntegrationModel
public import LosslessJSON

/// One entry of a lookup cache.
public struct CacheEntry: Sendable, Equatable {
  /// The key; differs in letters' case.
  public let key: String
  /// The value.
  public let value: JSONValue

  /// Makes an entry.
  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}

/// Which entries of a lookup cache are wanted.
public struct CacheQuery: Sendable, Equatable {
  /// These alone; `nil` for all.
  public var keys: [String]?
  /// Those whose keys begin so.
  public var prefix: String
  /// Those behind this key.
  public var after: String?
  /// How many at most.
  public var limit: Int

  /// The most that one answer or change has.
  public static let countMax = 1000

  /// Asks for the first page of all.
  public init(
    keys: [String]? = nil, prefix: String = "", after: String? = nil, limit: Int = countMax
  ) {
    self.keys = keys
    self.prefix = prefix
    self.after = after
    self.limit = limit
  }
}

/// What lookup caches hold: the platform's limits are a thousand entries or 5 MB for one change, and
/// 50 MB for a cache.
extension AccountSession {
  private static let changeByteCountMax = 5 << 20
  private static let cacheByteCountMax = 50 << 20
  private static let keyByteCountMax = 1024

  /// Returns entries by their keys, and the last of these where there are more.
  public func cacheEntries(
    of id: String, _ query: CacheQuery = CacheQuery()
  ) throws(AccountError) -> (entries: [CacheEntry], next: String?) {
    let key = ResourceKey(.lookupcaches, id)
    try require(.view, on: key)
    let limit = max(1, min(query.limit, CacheQuery.countMax))
    let entries = try read { database in
      let number = try DocumentNumber.find(key, in: account, database)
      return try Self.entries(number, query, limit: limit, database)
    }
    let page = Array(entries.prefix(limit))
    return (page, entries.count > limit ? page.last?.key : nil)
  }

  private static func entries(
    _ number: Int64, _ query: CacheQuery, limit: Int, _ database: DatabaseConnection
  ) throws -> [CacheEntry] {
    let wanted = query.keys.map(list)
    return try database.rows(
      """
      SELECT key, value FROM cache_entries WHERE document = ? AND key > ? AND key >= ?
        AND substr(key, 1, length(?)) = ?
        \(wanted == nil ? "" : "AND key IN (SELECT value FROM json_each(?))")
      ORDER BY key LIMIT ?
      """,
      values: [number, query.after ?? "", query.prefix, query.prefix, query.prefix]
        + (wanted.map { [$0] } ?? []) + [limit + 1]
    ) { row in
      CacheEntry(key: row.text(0), value: try JSONValue(parsing: row.bytes(1)))
    }
  }

  /// Adds entries, or gives them other values; all or none.
  public func putCacheEntries(_ entries: [CacheEntry], in id: String) throws(AccountError) {
    try Self.check(entries)
    try changeCache(id, written: entries.count) { database, number in
      for entry in entries {
        try database.run(
          """
          INSERT INTO cache_entries(document, key, value) VALUES (?, ?, ?)
          ON CONFLICT (document, key) DO UPDATE SET value = excluded.value
          """, number, entry.key, entry.value.compactBytes())
      }
      let size = try database.row(
        "SELECT sum(length(CAST(key AS BLOB)) + length(value)) FROM cache_entries WHERE document = ?",
        number
      ) { $0.optionalInteger(0) ?? 0 }
      guard size ?? 0 <= Int64(Self.cacheByteCountMax) else {
        throw AccountError.invalid(
          "too_large", "a lookup cache holds at most \(Self.cacheByteCountMax) bytes")
      }
    }
  }

  /// Takes entries away; keys that are not there are passed over.
  public func deleteCacheEntries(_ keys: [String], of id: String) throws(AccountError) {
    try changeCache(id, deleted: keys.count) { database, number in
      for key in keys {
        try database.run("DELETE FROM cache_entries WHERE document = ? AND key = ?", number, key)
      }
    }
  }

  /// Empties a cache.
  public func purgeCache(_ id: String) throws(AccountError) {
    try changeCache(id, deleted: nil) { database, number in
      try database.run("DELETE FROM cache_entries WHERE document = ?", number)
    }
  }

  private static func check(_ entries: [CacheEntry]) throws(AccountError) {
    guard entries.count <= CacheQuery.countMax else {
      throw .invalid("too_large", "at most \(CacheQuery.countMax) entries are taken at once")
    }
    for (position, entry) in entries.enumerated()
    where !(1...keyByteCountMax).contains(entry.key.utf8.count) {
      throw .invalid(
        "invalid_field", "a key has 1 to \(keyByteCountMax) bytes", field: "data[\(position)].key")
    }
    let size = entries.reduce(0) { $0 + $1.key.utf8.count + $1.value.compactBytes().count }
    guard size <= changeByteCountMax else {
      throw .invalid("too_large", "at most \(changeByteCountMax) bytes are taken at once")
    }
  }

  /// The log tells how many entries were written or taken away, and not what was in them.
  private func changeCache(
    _ id: String, written: Int? = nil, deleted: Int? = nil,
    _ body: (DatabaseConnection, Int64) throws -> Void
  ) throws(AccountError) {
    let key = ResourceKey(.lookupcaches, id)
    try require(.edit, on: key)
    let now = store.surroundings.now()
    try store.write { database in
      try body(database, try DocumentNumber.find(key, in: account, database))
      let count = (written ?? deleted).map { JSONValue.number(JSONNumber($0)) } ?? "all"
      try AuditRow(
        event: .update, kind: key.kind.auditName, resourceID: id,
        resourceName: try DocumentNumber.name(of: key, in: account, database), container: nil,
        changes: [
          AuditRow.fieldChange(
            "data", written == nil ? count : nil, written == nil ? nil : count)
        ]
      ).insert(database, self, now)
    }
  }
}

/// Finds the row of a document that is not deleted.
enum DocumentNumber {
  /// - Throws: `.notFound`.
  static func find(
    _ key: ResourceKey, in account: AccountDescription, _ database: DatabaseConnection
  ) throws -> Int64 {
    let found = try database.row(
      """
      SELECT number FROM documents
      WHERE account = ? AND kind = ? AND id = ? AND deleted_at IS NULL
      """, account.number, key.kind.rawValue, key.id
    ) { $0.integer(0) }
    guard let found else { throw AccountError.missing(key) }
    return found
  }

  static func name(
    of key: ResourceKey, in account: AccountDescription, _ database: DatabaseConnection
  ) throws -> String {
    try database.row(
      "SELECT name FROM documents WHERE account = ? AND kind = ? AND id = ?", account.number,
      key.kind.rawValue, key.id
    ) { $0.text(0) } ?? ""
  }
}
