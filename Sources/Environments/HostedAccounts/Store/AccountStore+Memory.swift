internal import Database
internal import IntegrationModel
internal import LosslessJSON
import Synchronization

/// One state of an account's documents.
struct StillAccount: Sendable {
  let view: DatabaseView
  /// What may be done with single documents in it; `nil` where that depends on none.
  let levels: [ResourceKey: AccessLevel]?
}

extension AccountStore {
  /// Returns the documents of an account and how they hang together.
  func index(of account: AccountDescription) throws(AccountError) -> AccountIndex {
    try withMemory(of: account) { $0.index() }
  }

  /// Returns what somebody may do with single documents of an account.
  func levels(
    for caller: Caller, in account: AccountDescription
  ) throws(AccountError) -> [ResourceKey: AccessLevel] {
    try withMemory(of: account) { $0.levels(for: caller) }
  }

  /// Takes hold of the present state of an account, with what somebody may do with its documents.
  func still(
    _ account: AccountDescription, for caller: Caller
  ) throws(AccountError) -> StillAccount {
    do {
      // While nobody writes, so that nothing is written between one and the other.
      return try writing.withLock { _ in
        try load(account)
        return StillAccount(
          view: try pool.view(), levels: ifLoaded(account) { $0.levels(for: caller) })
      }
    } catch {
      throw AccountError(error)
    }
  }

  /// Returns an integration with all it reaches, or what stands alone for `nil`.
  func closure(
    of integrationID: String?, in account: AccountDescription
  ) throws(AccountError) -> IntegrationClosure {
    try withMemory(of: account) { $0.closure(of: integrationID) }
  }

  private func withMemory<Result: Sendable>(
    of account: AccountDescription, _ body: (inout AccountMemory) -> Result
  ) throws(AccountError) -> Result {
    if let result = ifLoaded(account, body) { return result }
    do {
      // While nobody writes, so that nothing is written between reading and remembering.
      try writing.withLock { _ in try load(account) }
    } catch {
      throw AccountError(error)
    }
    guard let result = ifLoaded(account, body) else {
      preconditionFailure("memories are never forgotten")
    }
    return result
  }

  /// Looks into the memory of an account if it is there.
  func ifLoaded<Result: Sendable>(
    _ account: AccountDescription, _ body: (inout AccountMemory) -> Result
  ) -> Result? {
    memories.withLock { memories in
      guard memories[account.number] != nil else { return nil }
      return body(&memories[account.number, default: AccountMemory(summaries: [], creators: [:])])
    }
  }

  /// Fills the memory of an account from the database, unless it is there; `writing` is held.
  func load(_ account: AccountDescription) throws {
    guard memories.withLock({ $0[account.number] == nil }) else { return }
    var creators: [ResourceKey: String] = [:]
    let summaries = try pool.read { database in
      try database.rows(
        """
        SELECT kind, id, version, created_by, body FROM documents
        WHERE account = ? AND deleted_at IS NULL
        """, account.number
      ) { row -> ResourceSummary? in
        guard let kind = ResourceKind(rawValue: row.text(0)) else { return nil }
        let key = ResourceKey(kind, row.text(1))
        creators[key] = row.text(3)
        let document = try JSONDocument(parsing: row.bytes(4))
        let version = row.text(2)
        return workbench.withLock { $0.summary(of: document, key: key, version: version) }
      }.compactMap { $0 }
    }
    let memory = AccountMemory(summaries: summaries, creators: creators)
    memories.withLock { $0[account.number] = memory }
  }

  /// Changes documents of an account, in the database and then in memory.
  func change<Result: Sendable>(
    _ session: AccountSession, _ body: (DocumentWrite) throws -> Result
  ) throws(AccountError) -> Result {
    do {
      let (result, commit) = try writing.withLock { _ in
        try load(session.account)
        let ((result, effects), commit) = try pool.commit { database in
          let write = DocumentWrite(database, session)
          return (try body(write), write.effects)
        }
        memories.withLock { $0[session.account.number]?.apply(effects) }
        return (result, commit)
      }
      try commit.makeDurable()
      return result
    } catch {
      throw AccountError(error)
    }
  }
}
