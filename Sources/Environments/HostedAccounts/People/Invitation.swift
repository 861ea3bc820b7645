internal import ByteCoding
internal import Database

/// What somebody who was invited shows to accept; the database keeps a digest.
struct InvitationCode {
  let text: String
  let digest: [UInt8]

  init(_ surroundings: AccountSurroundings) {
    text = "invitation_" + Hex.encode(surroundings.randomBytes(32))
    digest = TokenText.digest(of: text)
  }
}

extension AccountStore {
  /// Accepts an invitation and returns a token of the new user, which is shown this once.
  ///
  /// - Throws: `.notFound` for a code that is unknown, used, or older than thirty days.
  public func acceptInvitation(code: String) throws(AccountError) -> String {
    let (token, now) = (ToBeToken(surroundings), surroundings.now())
    let found = try write { database in
      guard let invitation = try Self.invitation(code, now, database) else { return false }
      try database.run(
        "UPDATE shares SET is_accepted = 1, invitation = NULL WHERE id = ?", invitation.id)
      try token.insert(
        database, account: invitation.account, user: invitation.user, name: "first token",
        scope: nil, purgeAt: nil, now: now)
      return true
    }
    guard found else { throw .notFound("open invitation with this code") }
    return token.text
  }

  /// Refuses an invitation.
  ///
  /// - Throws: As ``acceptInvitation(code:)``.
  public func dismissInvitation(code: String) throws(AccountError) {
    let now = surroundings.now()
    let found = try write { database in
      guard let invitation = try Self.invitation(code, now, database) else { return false }
      try database.run(
        "UPDATE shares SET is_dismissed = 1, invitation = NULL WHERE id = ?", invitation.id)
      return true
    }
    guard found else { throw .notFound("open invitation with this code") }
  }

  private static let lifetime: Int64 = 30 * 86_400_000

  private static func invitation(
    _ code: String, _ now: Int64, _ database: DatabaseConnection
  ) throws -> (id: String, account: Int64, user: String)? {
    try database.row(
      """
      SELECT id, account, user FROM shares
      WHERE invitation = ? AND NOT is_disabled AND invited_at > ?
      """, TokenText.digest(of: code), now - lifetime
    ) { row in (row.text(0), row.integer(1), row.text(2)) }
  }
}
