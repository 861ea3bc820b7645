internal import Database
internal import IntegrationModel
internal import LosslessJSON

/// A change to documents of an account, inside one transaction.
final class DocumentWrite {
  let database: DatabaseConnection
  let session: AccountSession
  let now: Int64
  /// What the memory has to learn once the change is durable.
  private(set) var effects = AccountMemory.Effects()
  private var sequence: Int64?
  /// What this change makes, of which some is not there yet.
  private var announced: Set<ResourceKey> = []

  init(_ database: DatabaseConnection, _ session: AccountSession) {
    self.database = database
    self.session = session
    now = session.store.surroundings.now()
  }

  var account: AccountDescription { session.account }

  /// The version of everything that this change writes.
  func version() throws -> Int64 {
    if let sequence { return sequence }
    let next = try database.row(
      "UPDATE accounts SET sequence = sequence + 1 WHERE number = ? RETURNING sequence",
      account.number
    ) { $0.integer(0) }
    guard let next else { throw AccountError.notFound("account '\(account.id)'") }
    sequence = next
    return next
  }

  /// What is known of a document as this change has left it.
  func summary(of key: ResourceKey) -> ResourceSummary? {
    if let changed = effects.summaries[key] { return changed }
    return session.store.ifLoaded(account) { $0.summaries[key] } ?? nil
  }

  /// The kinds under which an id is known, among those given.
  func resolve(_ site: ReferenceSite) -> ResourceKey? {
    site.kinds.lazy.map { ResourceKey($0, site.id) }.first {
      self.isAnnounced($0) || self.summary(of: $0) != nil
    }
  }

  /// Lets documents name others that this change makes after them.
  func announce(_ keys: Set<ResourceKey>) { announced.formUnion(keys) }

  /// Tells whether this change makes a document, sooner or later.
  func isAnnounced(_ key: ResourceKey) -> Bool { announced.contains(key) }

  /// Notes what is there now, for the memory.
  func note(_ summary: ResourceSummary, createdBy userID: String? = nil) {
    effects.summaries[summary.key] = .some(summary)
    if let userID { effects.creators[summary.key] = userID }
  }

  /// Notes what is gone, for the memory.
  func noteRemoval(of key: ResourceKey) {
    effects.summaries[key] = .some(nil)
  }

  /// Reads a document that has to be there.
  func stored(_ key: ResourceKey) throws -> StoredDocument {
    guard let stored = try StoredDocument.find(key, in: account, database) else {
      throw AccountError.missing(key)
    }
    return stored
  }

  /// Refuses a change to another version than the caller has seen.
  func check(_ stored: StoredDocument, expecting version: String?) throws {
    guard let version, version != "*", version != String(stored.version) else { return }
    throw AccountError(
      .conflict, "version_error",
      "the \(stored.key.kind.singular) '\(stored.key.id)' was changed in the meantime: it is in "
        + "version \(stored.version), not \(version); read it again")
  }
}
