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
    let found = try read { database -> (AccountDescription, Caller)? in
      let known = try database.row(Self.tokenQuery, id) { row in
        (
          hash: row.bytes(0), purgeAt: row.optionalInteger(1), isRevoked: row.bool(2),
          scope: row.optionalBytes(3), userID: row.text(4), account: Self.account(row, from: 5)
        )
      }
      guard let known, isEqualInConstantTime(known.hash, TokenText.digest(of: text)),
        !known.isRevoked, known.account.isEnabled,
        known.purgeAt.map({ $0 > surroundings.now() }) ?? true
      else { return nil }
      return try Self.caller(
        userID: known.userID, in: known.account, scope: known.scope, tokenID: id, source: source,
        database
      ).map { (known.account, $0) }
    }
    guard let (account, caller) = found else { throw Self.unknownToken }
    return AccountSession(store: self, account: account, caller: caller)
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

  private static let tokenQuery = """
    SELECT t.hash, t.purge_at, t.is_revoked, t.scope, t.user,
      a.id, a.name, a.owner, a.created_at, a.is_enabled, a.number
    FROM tokens t JOIN accounts a ON a.number = t.account WHERE t.id = ?
    """

  private static let unknownToken = AccountError(
    .unauthenticated, "unauthorized", "the API token is unknown, revoked or past its time")

  private static func account(_ row: DatabaseRow, from column: Int32) -> AccountDescription {
    AccountDescription(
      id: row.text(column), name: row.text(column + 1), ownerID: row.text(column + 2),
      createdAt: row.integer(column + 3), isEnabled: row.bool(column + 4),
      number: row.integer(column + 5))
  }

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
