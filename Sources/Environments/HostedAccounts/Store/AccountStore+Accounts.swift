internal import Database

/// What is known of an account.
public struct AccountDescription: Sendable, Equatable {
  /// Its id, by which it is also known as an environment.
  public let id: String
  /// What people call it.
  public let name: String
  /// The id of the user who owns it.
  public let ownerID: String
  /// When it was made, in milliseconds since 1970.
  public let createdAt: Int64
  /// Whether it may be used.
  public let isEnabled: Bool
  /// The number of the account in the database.
  let number: Int64
}

/// Somebody who is known by an address.
public struct Person: Sendable, Equatable {
  /// The address.
  public let email: String
  /// The name.
  public let name: String

  /// Names a person.
  public init(email: String, name: String) {
    self.email = email
    self.name = name
  }
}

extension AccountStore {
  /// Makes an account and a token of its owner, which is shown this once.
  ///
  /// - Returns: The account, and the token with every right in it.
  public func createAccount(
    name: String, owner: Person
  ) throws(AccountError) -> (account: AccountDescription, ownerToken: String) {
    let (accountID, now) = (surroundings.makeID(), surroundings.now())
    try Self.check(name: name)
    let token = ToBeToken(surroundings)
    let account = try write { database in
      let userID = try People.ensure(owner, database, surroundings)
      try database.run(
        "INSERT INTO accounts(id, name, owner, created_at) VALUES (?, ?, ?, ?)",
        accountID, name, userID, now)
      let number = database.lastInsertedNumber
      try token.insert(
        database, account: number, user: userID, name: "owner", scope: nil, purgeAt: nil, now: now)
      return AccountDescription(
        id: accountID, name: name, ownerID: userID, createdAt: now, isEnabled: true,
        number: number)
    }
    return (account, token.text)
  }

  /// Returns all accounts, oldest first.
  public func accounts() throws(AccountError) -> [AccountDescription] {
    try read { try $0.rows(Self.accountQuery + " ORDER BY number", read: Self.account) }
  }

  /// Returns an account.
  public func account(_ id: String) throws(AccountError) -> AccountDescription {
    let found = try read {
      try $0.row(Self.accountQuery + " WHERE id = ?", id, read: Self.account)
    }
    guard let found else { throw .notFound("account '\(id)'") }
    return found
  }

  static let accountQuery =
    "SELECT id, name, owner, created_at, is_enabled, number FROM accounts"

  static func account(_ row: DatabaseRow) -> AccountDescription {
    AccountDescription(
      id: row.text(0), name: row.text(1), ownerID: row.text(2), createdAt: row.integer(3),
      isEnabled: row.bool(4), number: row.integer(5))
  }

  static func check(name: String) throws(AccountError) {
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw .invalid("invalid_field", "a name has 1 to 200 bytes", field: "name")
    }
  }
}
