internal import Database

extension AccountSession {
  /// Returns the environments of the account's owner: this account and those made from it.
  public func environments() throws(AccountError) -> [AccountDescription] {
    let all = try store.accounts().filter { $0.ownerID == account.ownerID }
    return may(.administerUsers) ? all : all.filter { $0.id == account.id }
  }

  /// Makes another environment of the same owner, which is switched off until it is enabled.
  ///
  /// - Returns: The environment, and a token of the caller in it, which is shown this once. Who does
  ///   not own the account administers the new one.
  public func createEnvironment(
    name: String
  ) throws(AccountError) -> (environment: AccountDescription, token: String) {
    try require(.createEnvironment)
    try AccountStore.check(name: name)
    guard try environments().count < 100 else {
      throw .invalid("limit_reached", "there are at most 100 environments")
    }
    let (token, id, now) = (
      ToBeToken(store.surroundings), store.surroundings.makeID(), store.surroundings.now()
    )
    try store.write { database in
      try database.run(
        "INSERT INTO accounts(id, name, owner, created_at, is_enabled) VALUES (?, ?, ?, ?, 0)",
        id, name, account.ownerID, now)
      let number = database.lastInsertedNumber
      if caller.userID != account.ownerID {
        try insertAdministrator(caller.userID, account: number, database, now)
      }
      try token.insert(
        database, account: number, user: caller.userID, name: "first token", scope: nil,
        purgeAt: nil, now: now)
      try AuditRow(
        event: .create, kind: "environment", resourceID: id, resourceName: name, container: nil,
        changes: []
      ).insert(database, self, now)
    }
    return (try store.account(id), token.text)
  }

  /// Switches another environment on or off.
  public func setEnabled(
    environment id: String, _ isEnabled: Bool
  ) throws(AccountError) -> AccountDescription {
    try require(.createEnvironment)
    guard try environments().contains(where: { $0.id == id }) else {
      throw .notFound("environment '\(id)'")
    }
    guard id != account.id || isEnabled else {
      throw .invalid("invalid_field", "an environment cannot switch itself off")
    }
    let now = store.surroundings.now()
    try store.write { database in
      try database.run("UPDATE accounts SET is_enabled = ? WHERE id = ?", isEnabled, id)
      try AuditRow(
        event: isEnabled ? .enable : .disable, kind: "environment", resourceID: id,
        resourceName: "", container: nil, changes: []
      ).insert(database, self, now)
    }
    return try store.account(id)
  }

  /// Gives the account to one of its users; who owned it stays as an administrator.
  public func transferOwnership(to shareID: String) throws(AccountError) {
    try require(.transferOwnership)
    let share = try share(shareID)
    guard share.isAccepted, !share.isDisabled else {
      throw .invalid("invalid_field", "'\(share.user.email)' does not use the account")
    }
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        "UPDATE accounts SET owner = ? WHERE number = ?", share.userID, account.number)
      try database.run("DELETE FROM shares WHERE id = ?", shareID)
      try insertAdministrator(account.ownerID, account: account.number, database, now)
      try auditShare(.transfer, shareID, share.user, database, now)
    }
  }

  private func insertAdministrator(
    _ userID: String, account: Int64, _ database: DatabaseConnection, _ now: Int64
  ) throws {
    try database.run(
      """
      INSERT INTO shares(id, account, user, level, grants, flags, is_accepted, invited_at)
      VALUES (?, ?, ?, 'administrator', X'7B7D', X'7B7D', 1, ?)
      """, store.surroundings.makeID(), account, userID, now)
  }
}
