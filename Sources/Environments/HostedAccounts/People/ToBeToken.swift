internal import ByteCoding
internal import Database
internal import Hashing

/// A token that is being made: its text is known here only, the database keeps a digest.
struct ToBeToken {
  /// The id of the token, which is part of its text.
  let id: String
  /// What its user shows.
  let text: String
  private let digest: [UInt8]

  /// Draws 256 bits.
  init(_ surroundings: AccountSurroundings) {
    id = surroundings.makeID()
    let secret = Hex.encode(surroundings.randomBytes(32))
    text = "ilm_\(id)_\(secret)"
    digest = TokenText.digest(of: text)
  }

  /// Records the token.
  func insert(
    _ database: DatabaseConnection, account: Int64, user: String, name: String, scope: [UInt8]?,
    purgeAt: Int64?, now: Int64
  ) throws {
    try database.run(
      """
      INSERT INTO tokens(id, account, user, name, hash, scope, created_at, modified_at, purge_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, account, user, name, digest, scope, now, now, purgeAt)
  }
}

/// Reads and compares what users show as tokens.
enum TokenText {
  /// The id in a token's text, or `nil` if it cannot be one of ours.
  static func id(in text: String) -> String? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard text.utf8.count == 93, parts.count == 3, parts[0] == "ilm", parts[1].utf8.count == 24
    else { return nil }
    return String(parts[1])
  }

  static func digest(of text: String) -> [UInt8] { HashAlgorithm.sha256.hash(Array(text.utf8)) }
}
