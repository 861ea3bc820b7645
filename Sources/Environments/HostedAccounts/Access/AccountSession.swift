internal import Database
public import IntegrationModel

/// An account, as somebody in particular may use it.
///
/// See ``AccountStore`` for an overview of what a session can do.
public struct AccountSession: Sendable {
  let store: AccountStore
  /// The account.
  public let account: AccountDescription
  /// Who uses it.
  public let caller: Caller
  /// The state that is read; `nil` for whatever is there.
  private var still: StillAccount?

  init(store: AccountStore, account: AccountDescription, caller: Caller) {
    self.store = store
    self.account = account
    self.caller = caller
  }

  /// Tells whether the caller may do something: to an integration, or in the account.
  public func may(_ action: AccountAction, on integrationID: String? = nil) -> Bool {
    action.isAllowed(by: caller.grants, on: integrationID)
  }

  /// Returns what the caller may do with a document, or `nil` if it is not to be seen.
  public func level(of key: ResourceKey) throws(AccountError) -> AccessLevel? {
    if let levelOfAll { return levelOfAll }
    let own = try levels()[key]
    return [caller.grants.account, own].compactMap { $0 }.max()
  }

  /// What the caller may do with every document, where that depends on none.
  private var levelOfAll: AccessLevel? {
    guard let level = caller.grants.account else { return nil }
    return level >= .manage || caller.grants.integrations.isEmpty ? level : nil
  }

  /// What the caller may do with single documents.
  func levels() throws(AccountError) -> [ResourceKey: AccessLevel] {
    if let levels = still?.levels { return levels }
    return try store.levels(for: caller, in: account)
  }
}

extension AccountSession {
  /// Refuses what the caller may not do in the account or with what is in an integration.
  ///
  /// - Throws: `.notFound` where the caller may not even see the integration, else `.forbidden`.
  public func require(
    _ action: AccountAction, on integrationID: String? = nil
  ) throws(AccountError) {
    guard !may(action, on: integrationID) else { return }
    if action.concernsIntegration, caller.grants.level(on: integrationID) == nil {
      throw .notFound("integration '\(integrationID ?? AccessGrants.standalone)'")
    }
    throw .forbidden(action.phrase)
  }

  /// Refuses what the caller may not do with a document.
  ///
  /// - Throws: `.notFound` where the caller may not even see it, else `.forbidden`.
  public func require(_ action: AccountAction, on key: ResourceKey) throws(AccountError) {
    guard let level = try level(of: key) else { throw .missing(key) }
    guard level >= action.leastLevel else { throw .forbidden(action.phrase) }
  }

  /// Whether everything in the account may be seen.
  var seesAll: Bool { caller.grants.account != nil }

  /// Reads from one state of the account.
  func read<Result>(
    _ body: (DatabaseConnection) throws -> Result
  ) throws(AccountError) -> Result {
    guard let still else { return try store.read(body) }
    do { return try still.view.read(body) } catch { throw AccountError(error) }
  }

  /// The session with the documents as they are now, and what may be done with them, whoever changes
  /// them later; for reading only.
  func standingStill() throws(AccountError) -> AccountSession {
    var session = self
    session.still =
      levelOfAll == nil
      ? try store.still(account, for: caller)
      : StillAccount(view: try store.view(), levels: nil)
    return session
  }

  /// What the account's documents are and how they hang together, as of now.
  func index() throws(AccountError) -> AccountIndex { try store.index(of: account) }
}

extension AccountError {
  static func missing(_ key: ResourceKey) -> AccountError {
    AccountError(.notFound, "not_found", "there is no \(key.kind.singular) '\(key.id)'")
  }
}
