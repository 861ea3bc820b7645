internal import Database
public import IntegrationModel
internal import LosslessJSON

/// A document in the recycle bin.
public struct DeletedDocument: Sendable, Equatable {
  /// The document as it was.
  public let document: HostedDocument
  /// When it was deleted, in milliseconds since 1970.
  public let deletedAt: Int64
  /// The id of the user who deleted it.
  public let deletedBy: String
  /// What was deleted together has the same.
  public let deletion: String
}

extension AccountSession {
  /// How long deleted documents are kept, in milliseconds.
  public static let recycleBinLifetime: Int64 = 30 * 86_400_000

  /// Returns what is in the recycle bin, the latest deletion first.
  ///
  /// - Parameter kind: The documents of one kind only.
  public func recycleBin(_ kind: ResourceKind? = nil) throws(AccountError) -> [DeletedDocument] {
    let oldest = store.surroundings.now() - Self.recycleBinLifetime
    let deleted = try read { database in
      try database.rows(
        """
        SELECT kind, deleted_at, deleted_by, deletion, container, \(HostedDocument.columns)
        FROM documents WHERE account = ? AND deleted_at > ? AND kind = coalesce(?, kind)
        ORDER BY deleted_at DESC, number
        """, account.number, oldest, kind?.rawValue
      ) { row -> (container: String?, DeletedDocument)? in
        guard let kind = ResourceKind(rawValue: row.text(0)) else { return nil }
        let deleted = DeletedDocument(
          document: HostedDocument(row: row, kind: kind, from: 5), deletedAt: row.integer(1),
          deletedBy: row.text(2), deletion: row.text(3))
        return (row.optionalText(4), deleted)
      }
    }
    return deleted.compactMap { $0 }.filter { mayRestore($0.1, in: $0.container) }.map { $0.1 }
  }

  /// Brings a document back under its id.
  ///
  /// - Parameter isCascade: Whether what was deleted with it comes back too.
  /// - Returns: Everything that is back.
  /// - Throws: `.invalid` for a flow, an API or a tool whose integration is not there.
  public func restore(
    _ key: ResourceKey, isCascade: Bool = false
  ) throws(AccountError) -> [HostedDocument] {
    try store.change(self) { write in try write.restore(key, isCascade: isCascade) }
  }

  /// Brings a document back with another content, or leaves it where it is.
  func restore(_ key: ResourceKey, as document: JSONValue) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in
      _ = try write.restore(key, isCascade: false)
      return try write.replace(try write.stored(key), with: document)
    }
  }

  /// Deletes a document in the recycle bin for good, credentials included.
  public func purge(_ key: ResourceKey) throws(AccountError) {
    try require(.purge)
    try store.change(self) { write in try write.purge(key) }
  }

  /// Whoever deleted something may have it back, and whoever may change all or its integration.
  func mayRestore(_ deleted: DeletedDocument, in container: String?) -> Bool {
    if may(.purge) || deleted.deletedBy == caller.userID { return true }
    switch deleted.document.key.kind {
    case .integrations: return may(.restore, on: deleted.document.key.id)
    case .flows, .apis, .tools: return may(.restore, on: container)
    default: return false
    }
  }
}
