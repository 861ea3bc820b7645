internal import Database
internal import Hashing
internal import LosslessJSON

extension AccountStore {
  /// Begins a session for whoever shows a token.
  ///
  /// - Throws: `.unauthenticated` for a token that is unknown, revoked or past its time, or whose
  ///   user may not use the account any more; which of these it is, is not told.
  public func session(
    token text: String, source: ChangeSource = .api
  ) throws(AccountError) -> AccountSession {
    guard let id = TokenText.id(in: text) else { throw Self.unknownToken }
    let session = try session(source: source) { database in
      let token = try database.row(KnownToken.query + " WHERE t.id = ?", id, read: KnownToken.init)
      guard let token, isEqualInConstantTime(token.hash, TokenText.digest(of: text)) else {
        return nil
      }
      return token
    }
    guard let session else { throw Self.unknownToken }
    return session
  }

  /// Begins a session for a browser that was signed in.
  ///
  /// - Throws: `.unauthenticated` for one that is unknown, was signed out or past its time, or whose
  ///   token would begin no session any more; which of these it is, is not told.
  public func session(browser id: String) throws(AccountError) -> AccountSession {
    let session = try session(source: .ui) { database in
      try database.row(
        KnownToken.query
          + " JOIN sessions s ON s.token = t.id WHERE s.digest = ? AND s.ends_at > ?",
        BrowserSession.digest(of: id), surroundings.now(), read: KnownToken.init)
    }
    guard let session else { throw Self.endedSession }
    return session
  }

  /// Begins a session for a token that was found, or `nil` if there is none or it may do nothing.
  private func session(
    source: ChangeSource, _ find: (DatabaseConnection) throws -> KnownToken?
  ) throws(AccountError) -> AccountSession? {
    try read { database in
      guard let token = try find(database), token.isGood(at: surroundings.now()) else { return nil }
      return try Self.caller(
        userID: token.userID, in: token.account, scope: token.scope, tokenID: token.id,
        source: source, database
      ).map { AccountSession(store: self, account: token.account, caller: $0) }
    }
  }

  /// Begins a session with the owner's rights, for what the program does itself.
  public func ownerSession(
    accountID: String, source: ChangeSource = .system
  ) throws(AccountError) -> AccountSession {
    let account = try account(accountID)
    guard
      let caller = try caller(
        userID: account.ownerID, in: account, scope: nil, tokenID: nil, source: source)
    else { throw .notFound("owner of the account '\(accountID)'") }
    return AccountSession(store: self, account: account, caller: caller)
  }

  static let unknownToken = AccountError(
    .unauthenticated, "unauthorized", "the API token is unknown, revoked or past its time")

  private static let endedSession = AccountError(
    .unauthenticated, "unauthorized", "the session has ended; sign in again")

  /// Returns the user with the rights of now, or `nil` for one who has none.
  func caller(
    userID: String, in account: AccountDescription, scope: [UInt8]?, tokenID: String?,
    source: ChangeSource
  ) throws(AccountError) -> Caller? {
    try read { database in
      try Self.caller(
        userID: userID, in: account, scope: scope, tokenID: tokenID, source: source, database)
    }
  }

  private static func caller(
    userID: String, in account: AccountDescription, scope: [UInt8]?, tokenID: String?,
    source: ChangeSource, _ database: DatabaseConnection
  ) throws -> Caller? {
    guard
      let person = try database.row(
        "SELECT email, name FROM users WHERE id = ?", userID,
        read: { Person(email: $0.text(0), name: $0.text(1)) }),
      let rights = try ShareRights.of(userID, in: account, database)
    else { return nil }
    let limit = try scope.map { try AccessGrants(json: JSONValue(parsing: $0)) }
    return Caller(
      userID: userID, email: person.email, name: person.name,
      grants: limit.map { rights.grants.limited(by: $0) } ?? rights.grants, tokenID: tokenID,
      source: source, mayEditRetryData: rights.mayEditRetryData)
  }
}

/// What the database has of a token.
private struct KnownToken {
  static let query = """
    SELECT t.id, t.hash, t.purge_at, t.is_revoked, t.scope, t.user,
      a.id, a.name, a.owner, a.created_at, a.is_enabled, a.number
    FROM tokens t JOIN accounts a ON a.number = t.account
    """

  let id: String
  let hash: [UInt8]
  private let purgeAt: Int64?
  private let isRevoked: Bool
  let scope: [UInt8]?
  let userID: String
  let account: AccountDescription

  init(row: DatabaseRow) {
    (id, hash) = (row.text(0), row.bytes(1))
    (purgeAt, isRevoked) = (row.optionalInteger(2), row.bool(3))
    (scope, userID) = (row.optionalBytes(4), row.text(5))
    account = AccountDescription(
      id: row.text(6), name: row.text(7), ownerID: row.text(8), createdAt: row.integer(9),
      isEnabled: row.bool(10), number: row.integer(11))
  }

  /// Whether it may be used, whoever shows it.
  func isGood(at time: Int64) -> Bool {
    !isRevoked && account.isEnabled && purgeAt.map { $0 > time } ?? true
  }
}
