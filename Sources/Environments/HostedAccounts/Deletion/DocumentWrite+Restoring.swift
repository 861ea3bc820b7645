internal import Database
internal import IntegrationModel
internal import LosslessJSON
import Synchronization

extension DocumentWrite {
  /// A row of the recycle bin.
  private struct DeletedRow {
    let key: ResourceKey
    let number: Int64
    let deletion: String
    let container: String?
    let body: [UInt8]
    let deleted: DeletedDocument
  }

  func restore(_ key: ResourceKey, isCascade: Bool) throws -> [HostedDocument] {
    guard summary(of: key) == nil else {
      throw AccountError(
        .conflict, "already_exists", "the \(key.kind.singular) '\(key.id)' is not deleted")
    }
    guard let row = try deletedRows("kind = ? AND id = ?", key.kind.rawValue, key.id).first,
      session.mayRestore(row.deleted, in: row.container)
    else { throw AccountError.missing(key) }
    var rows = [row]
    if isCascade {
      rows = try deletedRows("deletion = ?", row.deletion).filter {
        session.mayRestore($0.deleted, in: $0.container)
      }
    }
    // Integrations first: what they contain wants them to be there.
    rows.sort { $0.key.kind == .integrations && $1.key.kind != .integrations }
    return try rows.map(restore)
  }

  private func restore(_ row: DeletedRow) throws -> HostedDocument {
    if row.key.kind.isContained, let container = row.container,
      summary(of: ResourceKey(.integrations, container)) == nil
    {
      throw AccountError.invalid(
        "invalid_ref",
        "the integration '\(container)' of the \(row.key.kind.singular) '\(row.key.id)' is not "
          + "there; restore it first, with all that was deleted with it", field: "_integrationId")
    }
    let version = try version()
    try database.run(
      """
      UPDATE documents SET deleted_at = NULL, deleted_by = NULL, deletion = NULL, version = ?
      WHERE number = ?
      """, version, row.number)
    let document = try JSONDocument(parsing: row.body)
    let key = row.key
    let summary = session.store.workbench.withLock {
      $0.summary(of: document, key: key, version: String(version))
    }
    note(summary, createdBy: nil)
    try audit(
      .restore, row.key, name: summary.name, container: row.container, from: nil, to: nil)
    return try shown(row.key)
  }

  func purge(_ key: ResourceKey) throws {
    guard let row = try deletedRows("kind = ? AND id = ?", key.kind.rawValue, key.id).first else {
      throw AccountError.missing(key)
    }
    try database.run("DELETE FROM documents WHERE number = ?", row.number)
    let name = try row.deleted.document.value()["name"]?.text ?? ""
    try audit(.purge, key, name: name, container: row.container, from: nil, to: nil)
  }

  private func deletedRows(
    _ condition: String, _ texts: String...
  ) throws -> [DeletedRow] {
    let oldest = now - AccountSession.recycleBinLifetime
    return try database.rows(
      """
      SELECT kind, number, deleted_at, deleted_by, deletion, container, body,
        \(HostedDocument.columns) FROM documents
      WHERE account = ? AND deleted_at > ? AND \(condition) ORDER BY number
      """, values: [account.number, oldest] + texts
    ) { row -> DeletedRow? in
      guard let kind = ResourceKind(rawValue: row.text(0)) else { return nil }
      let document = HostedDocument(row: row, kind: kind, from: 7)
      return DeletedRow(
        key: document.key, number: row.integer(1), deletion: row.text(4),
        container: row.optionalText(5), body: row.bytes(6),
        deleted: DeletedDocument(
          document: document, deletedAt: row.integer(2), deletedBy: row.text(3),
          deletion: row.text(4)))
    }.compactMap { $0 }
  }
}
