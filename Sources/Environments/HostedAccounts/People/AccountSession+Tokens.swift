internal import Database
public import LosslessJSON

/// What is known of an API token; never the token itself.
public struct TokenDescription: Sendable, Equatable {
  /// The id.
  public let id: String
  /// What people call it.
  public let name: String
  /// Whose rights it gives.
  public let userID: String
  /// What it is limited to; `nil` for all that its user may do.
  public let scope: AccessGrants?
  /// When it was made, in milliseconds since 1970.
  public let createdAt: Int64
  /// When it ends.
  public let purgeAt: Int64?
  /// Whether it was taken back.
  public let isRevoked: Bool

  /// The token as the platform writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "_id": .string(JSONString(id)), "name": .string(JSONString(name)),
      "_userId": .string(JSONString(userID)), "token": .string("******"),
      "revoked": .bool(isRevoked), "fullAccess": .bool(scope == nil),
      "createdAt": .string(JSONString(Timestamp.text(createdAt))),
    ]
    if let purgeAt { object["autoPurgeAt"] = .string(JSONString(Timestamp.text(purgeAt))) }
    for member in scope?.json.object ?? [:] { object[member.key] = member.value }
    return .object(object)
  }
}

extension AccountSession {
  /// Returns the account's tokens, oldest first; those that have ended are gone.
  public func tokens() throws(AccountError) -> [TokenDescription] {
    try require(.administerTokens)
    let now = store.surroundings.now()
    return try read { database in
      try database.rows(
        """
        SELECT id, name, user, scope, created_at, purge_at, is_revoked FROM tokens
        WHERE account = ? AND (purge_at IS NULL OR purge_at > ?) ORDER BY created_at, id
        """, account.number, now, read: Self.token)
    }
  }

  /// Makes a token of the caller, which is shown this once.
  ///
  /// - Parameters:
  ///   - scope: What it is limited to; `nil` for all that the caller may do. More than that it never
  ///     gives.
  ///   - lifetime: After how many milliseconds it ends by itself.
  public func createToken(
    name: String, scope: AccessGrants? = nil, lifetime: Int64? = nil
  ) throws(AccountError) -> (token: TokenDescription, text: String) {
    try require(.administerTokens)
    try AccountStore.check(name: name)
    let (token, now) = (ToBeToken(store.surroundings), store.surroundings.now())
    let limit =
      caller.tokenID == nil
      ? scope
      : scope.map { caller.grants.limited(by: $0) }
        ?? Self.scope(caller.grants)
    try store.write { database in
      try token.insert(
        database, account: account.number, user: caller.userID, name: name,
        scope: limit?.json.compactBytes(), purgeAt: lifetime.map { now + $0 }, now: now)
      try auditToken(.create, token.id, name, database, now)
    }
    return (try describe(token.id), token.text)
  }

  /// Takes a token back; it is of no use from now on.
  public func revokeToken(_ id: String) throws(AccountError) -> TokenDescription {
    let token = try describe(id)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        "UPDATE tokens SET is_revoked = 1, modified_at = ? WHERE id = ? AND account = ?", now, id,
        account.number)
      try auditToken(.revoke, id, token.name, database, now)
    }
    return try describe(id)
  }

  /// Removes a token.
  public func deleteToken(_ id: String) throws(AccountError) {
    let token = try describe(id)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        "DELETE FROM tokens WHERE id = ? AND account = ?", id, account.number)
      try auditToken(.delete, id, token.name, database, now)
    }
  }

  /// Tells whoever holds a token whose it is and what it may do: the answer to `GET /tokenInfo`.
  public var tokenInformation: JSONValue {
    var object: JSONObject = [
      "_userId": .string(JSONString(caller.userID)),
      "_accountId": .string(JSONString(account.id)),
      "email": .string(JSONString(caller.email)),
      "scope": .string(caller.grants.account == nil ? "custom" : "fullaccess"),
    ]
    for member in caller.grants.json.object ?? [:] { object[member.key] = member.value }
    return .object(object)
  }

  /// A token cannot make one that may do more; the owner's is as good as no limit.
  private static func scope(_ grants: AccessGrants) -> AccessGrants? {
    grants.account == .owner ? nil : grants
  }

  private func describe(_ id: String) throws(AccountError) -> TokenDescription {
    guard let token = try tokens().first(where: { $0.id == id }) else {
      throw .notFound("API token '\(id)'")
    }
    return token
  }

  private func auditToken(
    _ event: AuditEvent, _ id: String, _ name: String, _ database: DatabaseConnection,
    _ now: Int64
  ) throws {
    try AuditRow(
      event: event, kind: "apitoken", resourceID: id, resourceName: name, container: nil,
      changes: []
    ).insert(database, self, now)
  }

  private static func token(_ row: DatabaseRow) throws -> TokenDescription {
    TokenDescription(
      id: row.text(0), name: row.text(1), userID: row.text(2),
      scope: try row.optionalBytes(3).map { try AccessGrants(json: JSONValue(parsing: $0)) },
      createdAt: row.integer(4), purgeAt: row.optionalInteger(5), isRevoked: row.bool(6))
  }
}
