internal import Database

/// The users of all accounts, known by their addresses.
enum People {
  /// Returns the id of the user with an address, who is made if unknown.
  static func ensure(
    _ person: Person, _ database: DatabaseConnection, _ surroundings: AccountSurroundings
  ) throws -> String {
    try check(email: person.email)
    let known = try database.row("SELECT id FROM users WHERE email = ?", person.email) {
      $0.text(0)
    }
    if let known { return known }
    let id = surroundings.makeID()
    try database.run(
      "INSERT INTO users(id, email, name, created_at) VALUES (?, ?, ?, ?)",
      id, person.email, person.name, surroundings.now())
    return id
  }

  /// Refuses what cannot be an address; whether it is one only a letter can tell.
  static func check(email: String) throws(AccountError) {
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = email.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != 0x2c && $0 != 0x3c }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), email.utf8.count <= 254, isPlain
    else {
      throw .invalid("invalid_field", "'\(email)' is not an e-mail address", field: "email")
    }
  }
}
