internal import Database
internal import IntegrationModel
internal import LosslessJSON

extension DocumentWrite {
  /// Records a new document.
  func insert(_ draft: DocumentDraft, key: ResourceKey, createdAt: Int64) throws {
    let version = try version()
    try database.run(
      """
      INSERT INTO documents(account, kind, id, version, container, name, created_at, modified_at,
        created_by, body, brief, runtime, is_enabled)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, account.number, key.kind.rawValue, key.id, version, draft.container, draft.name,
      createdAt, draft.modifiedAt, session.caller.userID, draft.bytes, draft.brief, draft.runtime,
      draft.isEnabled)
    try insertSecrets(draft, document: database.lastInsertedNumber)
    note(draft.summary(version: version, session.store), createdBy: session.caller.userID)
  }

  /// Records another state of a document.
  func update(_ draft: DocumentDraft, _ stored: StoredDocument) throws {
    let version = try version()
    try database.run(
      """
      UPDATE documents SET version = ?, container = ?, name = ?, modified_at = ?, body = ?,
        brief = ?, is_enabled = ? WHERE number = ?
      """, version, draft.container, draft.name, draft.modifiedAt, draft.bytes, draft.brief,
      draft.isEnabled, stored.number)
    if draft.changesSecrets {
      try database.run("DELETE FROM secrets WHERE document = ?", stored.number)
      try insertSecrets(draft, document: stored.number)
    }
    note(draft.summary(version: version, session.store))
  }

  private func insertSecrets(_ draft: DocumentDraft, document: Int64) throws {
    for secret in draft.secrets {
      try database.run(
        "INSERT INTO secrets(document, address, value) VALUES (?, ?, ?)", document,
        secret.address, secret.value.compactBytes())
    }
  }

  /// Reads a document as it may be shown.
  func shown(_ key: ResourceKey) throws -> HostedDocument {
    guard let document = try HostedDocument.find(key, in: account, database) else {
      throw AccountError.missing(key)
    }
    return document
  }
}

extension HostedDocument {
  /// Reads a document, or returns `nil` if there is none.
  static func find(
    _ key: ResourceKey, in account: AccountDescription, _ database: DatabaseConnection
  ) throws -> HostedDocument? {
    try database.row(
      """
      SELECT \(columns) FROM documents
      WHERE account = ? AND kind = ? AND id = ? AND deleted_at IS NULL
      """, account.number, key.kind.rawValue, key.id
    ) { HostedDocument(row: $0, kind: key.kind, from: 0) }
  }
}
