internal import Database
public import IntegrationModel
public import LosslessJSON

/// What running flows remember under keys, in the account or with one resource. It is no
/// configuration: no document and no version knows it.
extension AccountSession {
  private static let stateByteCountMax = 1 << 20
  private static let keyCountMax = 1000
  private static let keyByteCountMax = 256

  /// Returns the keys that there are, in order.
  ///
  /// - Parameter key: The resource; `nil` for the account.
  public func stateKeys(of key: ResourceKey? = nil) throws(AccountError) -> [String] {
    try requireState(key, isWriting: false)
    // The account's own is nothing to those who see a part of it.
    guard key != nil || seesAll else { return [] }
    return try read { database in
      try database.rows(
        """
        SELECT key FROM states WHERE account = ? AND coalesce(document, 0) = ? ORDER BY key
        """, account.number, try document(key, database)
      ) { $0.text(0) }
    }
  }

  /// Returns what is remembered under a key.
  ///
  /// - Throws: `.notFound` if nothing is.
  public func state(_ name: String, of key: ResourceKey? = nil) throws(AccountError) -> JSONValue {
    try requireState(key, isWriting: false)
    let isVisible = key != nil || seesAll
    let found =
      try !isVisible
      ? nil
      : read { database in
        try database.row(
          """
          SELECT value FROM states WHERE account = ? AND coalesce(document, 0) = ? AND key = ?
          """, account.number, try document(key, database), name
        ) { try JSONValue(parsing: $0.bytes(0)) }
      }
    guard let found else { throw .notFound("state '\(name)'") }
    return found
  }

  /// Remembers a value under a key, in the place of what was there.
  public func setState(
    _ name: String, of key: ResourceKey? = nil, to value: JSONValue
  ) throws(AccountError) {
    try requireState(key, isWriting: true)
    let bytes = value.compactBytes()
    guard bytes.count <= Self.stateByteCountMax else {
      throw AccountError(
        .tooLarge, "too_large", "a state has at most \(Self.stateByteCountMax) bytes")
    }
    guard (1...Self.keyByteCountMax).contains(name.utf8.count) else {
      throw .invalid(
        "invalid_field", "a key has 1 to \(Self.keyByteCountMax) bytes", field: "key")
    }
    let now = store.surroundings.now()
    try store.write { database in
      let number = try document(key, database)
      try database.run(
        """
        INSERT INTO states(account, document, key, value, modified_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (account, coalesce(document, 0), key)
        DO UPDATE SET value = excluded.value, modified_at = excluded.modified_at
        """, account.number, number == 0 ? nil : number, name, bytes, now)
      let count = try database.row(
        "SELECT count(*) FROM states WHERE account = ? AND coalesce(document, 0) = ?",
        account.number, number
      ) { $0.int(0) }
      guard count ?? 0 <= Self.keyCountMax else {
        throw AccountError.invalid("too_large", "there are at most \(Self.keyCountMax) keys")
      }
      try auditState(.update, name, of: key, database, now)
    }
  }

  /// Forgets what is remembered under a key.
  ///
  /// - Throws: `.notFound` if nothing is.
  public func deleteState(_ name: String, of key: ResourceKey? = nil) throws(AccountError) {
    try requireState(key, isWriting: true)
    let now = store.surroundings.now()
    let deleted = try store.write { database in
      let deleted = try database.run(
        "DELETE FROM states WHERE account = ? AND coalesce(document, 0) = ? AND key = ?",
        account.number, try document(key, database), name)
      if deleted > 0 { try auditState(.delete, name, of: key, database, now) }
      return deleted
    }
    guard deleted > 0 else { throw .notFound("state '\(name)'") }
  }

  private func requireState(_ key: ResourceKey?, isWriting: Bool) throws(AccountError) {
    if let key { return try require(isWriting ? .runFlows : .view, on: key) }
    if isWriting { try require(.reportRuns) }
  }

  /// The number of a resource's document; 0 for the account.
  private func document(_ key: ResourceKey?, _ database: DatabaseConnection) throws -> Int64 {
    try key.map { try DocumentNumber.find($0, in: account, database) } ?? 0
  }

  /// What is remembered may be anything, so the log tells the key alone.
  private func auditState(
    _ event: AuditEvent, _ name: String, of key: ResourceKey?, _ database: DatabaseConnection,
    _ now: Int64
  ) throws {
    try AuditRow(
      event: event, kind: "state", resourceID: key?.id ?? account.id, resourceName: name,
      container: nil, changes: []
    ).insert(database, self, now)
  }
}
