internal import ByteCoding
internal import Database
internal import Hashing

/// What a browser shows instead of the token that it was signed in with: an id of chance that
/// stands for the token and is of no use anywhere else.
///
/// The database keeps a digest of it. Whether the token is good, and what it may do, is asked at
/// every request.
public enum BrowserSession {
  /// How long one lasts, in milliseconds.
  public static let lifetime: Int64 = 12 * 3_600_000

  /// How many there may be; the oldest make room for another one.
  public struct Room: Sendable {
    /// Of one user.
    public var ofUser: Int
    /// Of all users.
    public var ofAll: Int

    /// More than people have browsers.
    public static let usual = Room(ofUser: 100, ofAll: 10_000)

    /// Names both.
    public init(ofUser: Int, ofAll: Int) {
      self.ofUser = ofUser
      self.ofAll = ofAll
    }

    fileprivate func make(for userID: String, _ database: DatabaseConnection) throws {
      try database.run(
        """
        DELETE FROM sessions WHERE digest IN (
          SELECT s.digest FROM sessions s JOIN tokens t ON t.id = s.token WHERE t.user = ?
          ORDER BY s.ends_at DESC LIMIT -1 OFFSET ?)
        """, userID, ofUser - 1)
      try database.run(
        """
        DELETE FROM sessions WHERE digest IN (
          SELECT digest FROM sessions ORDER BY ends_at DESC LIMIT -1 OFFSET ?)
        """, ofAll - 1)
    }
  }

  static func digest(of id: String) -> [UInt8] { HashAlgorithm.sha256.hash(Array(id.utf8)) }
}

extension AccountSession {
  /// Signs a browser in with the token that the caller has shown.
  ///
  /// - Returns: The id of the browser's session: 256 random bits, known to the browser alone.
  public func signInBrowser(
    room: BrowserSession.Room = .usual
  ) throws(AccountError) -> String {
    let id = Hex.encode(store.surroundings.randomBytes(32))
    let now = store.surroundings.now()
    let count = try store.write { database in
      try room.make(for: caller.userID, database)
      return try database.run(
        """
        INSERT INTO sessions(digest, token, created_at, ends_at)
        SELECT ?, id, ?, ? FROM tokens WHERE id = ?
        """, BrowserSession.digest(of: id), now, now + BrowserSession.lifetime, caller.tokenID)
    }
    // The token may have been removed meanwhile.
    guard count == 1 else { throw AccountStore.unknownToken }
    return id
  }
}

extension AccountStore {
  /// Ends the session of a browser, if there is one.
  public func signOutBrowser(_ id: String) throws(AccountError) {
    try write { database in
      try database.run("DELETE FROM sessions WHERE digest = ?", BrowserSession.digest(of: id))
    }
  }
}
