internal import Database
internal import LosslessJSON

extension AccountSession {
  /// Returns the users of the account but for its owner; of an integration, if one is named: those
  /// who may see it.
  public func shares(in integrationID: String? = nil) throws(AccountError) -> [Share] {
    if let integrationID {
      try require(.edit, on: integrationID)
    } else {
      try require(.administerUsers)
    }
    let all = try read { try $0.rows(Self.shareQuery, account.number, read: Self.share) }
    guard let integrationID else { return all }
    return all.filter { $0.grants.level(on: integrationID) != nil }
  }

  /// Returns one user of the account.
  public func share(_ id: String) throws(AccountError) -> Share {
    guard let share = try shares().first(where: { $0.id == id }) else {
      throw .notFound("user '\(id)' of this account")
    }
    return share
  }

  /// Invites somebody; an invitation is accepted with the code, which is shown this once.
  ///
  /// A letter with the code is put into the outbox.
  public func invite(
    _ person: Person, _ request: ShareRequest
  ) throws(AccountError) -> (share: Share, code: String) {
    try requireGranting(request.grants)
    let (id, code) = (store.surroundings.makeID(), InvitationCode(store.surroundings))
    let now = store.surroundings.now()
    try store.write { database in
      let userID = try People.ensure(person, database, store.surroundings)
      try requireUnknown(userID, person, database)
      try database.run(
        """
        INSERT INTO shares(id, account, user, level, grants, flags, invited_at, invitation)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, id, account.number, userID, request.grants.account?.rawValue,
        request.grants.json.compactBytes(), JSONValue.object(request.flags).compactBytes(), now,
        code.digest)
      try auditShare(.invite, id, person, database, now, new: request)
      try Outbox.invite(userID, code: code.text, self, database, now)
    }
    return (try share(id), code.text)
  }

  /// Makes a new code for an invitation that nobody has accepted yet.
  public func reinvite(_ id: String) throws(AccountError) -> String {
    let share = try share(id)
    guard !share.isAccepted else {
      throw .invalid("already_accepted", "'\(share.user.email)' has accepted the invitation")
    }
    let code = InvitationCode(store.surroundings)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        "UPDATE shares SET invitation = ?, is_dismissed = 0, invited_at = ? WHERE id = ?",
        code.digest, now, id)
      try auditShare(.invite, id, share.user, database, now)
      try Outbox.invite(share.userID, code: code.text, self, database, now)
    }
    return code.text
  }

  /// Changes what a user may do.
  public func changeShare(_ id: String, _ request: ShareRequest) throws(AccountError) -> Share {
    let old = try share(id)
    try requireGranting(request.grants)
    try requireGranting(old.grants)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        "UPDATE shares SET level = ?, grants = ?, flags = ? WHERE id = ?",
        request.grants.account?.rawValue, request.grants.json.compactBytes(),
        JSONValue.object(request.flags).compactBytes(), id)
      try auditShare(.update, id, old.user, database, now, old: old, new: request)
    }
    return try share(id)
  }

  /// Shuts a user out, or lets a user in again.
  public func setDisabled(_ id: String, _ isDisabled: Bool) throws(AccountError) -> Share {
    let old = try share(id)
    try requireGranting(old.grants)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run("UPDATE shares SET is_disabled = ? WHERE id = ?", isDisabled, id)
      try auditShare(isDisabled ? .disable : .enable, id, old.user, database, now)
    }
    return try share(id)
  }

  /// Takes a user out of the account, with all tokens.
  public func removeShare(_ id: String) throws(AccountError) {
    let old = try share(id)
    try requireGranting(old.grants)
    let now = store.surroundings.now()
    try store.write { database in
      try database.run("DELETE FROM shares WHERE id = ?", id)
      try database.run(
        "DELETE FROM tokens WHERE account = ? AND user = ?", account.number, old.userID)
      try database.run(
        "DELETE FROM subscriptions WHERE account = ? AND user = ?", account.number, old.userID)
      try auditShare(.delete, id, old.user, database, now)
    }
  }
}

// MARK: - Rules and rows

extension AccountSession {
  /// Nobody grants, or takes, more than that person has.
  private func requireGranting(_ grants: AccessGrants) throws(AccountError) {
    try require(.administerUsers)
    guard let own = caller.grants.account, grants.account.map({ $0 <= own }) ?? true else {
      throw .forbidden("grant more than you have")
    }
    guard grants.account != .owner else {
      throw .invalid(
        "invalid_field", "an account has one owner; ownership is transferred",
        field: "accessLevel")
    }
  }

  private func requireUnknown(
    _ userID: String, _ person: Person, _ database: DatabaseConnection
  ) throws {
    let known = try database.row(
      "SELECT 1 FROM shares WHERE account = ? AND user = ?", account.number, userID
    ) { _ in true }
    guard known == nil, userID != account.ownerID else {
      throw AccountError(
        .conflict, "already_exists", "'\(person.email)' is a user of this account already")
    }
  }

  func auditShare(
    _ event: AuditEvent, _ id: String, _ person: Person, _ database: DatabaseConnection,
    _ now: Int64, old: Share? = nil, new: ShareRequest? = nil
  ) throws {
    let changes = [
      new.map { AuditRow.fieldChange("grants", old?.grants.json, $0.grants.json) },
      new.map { AuditRow.fieldChange("flags", old.map { .object($0.flags) }, .object($0.flags)) },
    ]
    try AuditRow(
      event: event, kind: "ashare", resourceID: id, resourceName: person.email, container: nil,
      changes: changes.compactMap { $0 }
    ).insert(database, self, now)
  }

  private static let shareQuery = """
    SELECT s.id, s.user, u.email, u.name, s.level, s.grants, s.flags, s.is_accepted,
      s.is_dismissed, s.is_disabled, s.invited_at
    FROM shares s JOIN users u ON u.id = s.user WHERE s.account = ? ORDER BY s.invited_at, s.id
    """

  private static func share(_ row: DatabaseRow) throws -> Share {
    Share(
      id: row.text(0), userID: row.text(1), user: Person(email: row.text(2), name: row.text(3)),
      grants: AccessGrants(
        account: row.optionalText(4).flatMap(AccessLevel.init(rawValue:)),
        integrations: try AccessGrants(json: JSONValue(parsing: row.bytes(5))).integrations),
      flags: try JSONValue(parsing: row.bytes(6)).object ?? [:], isAccepted: row.bool(7),
      isDismissed: row.bool(8), isDisabled: row.bool(9), invitedAt: row.integer(10))
  }
}
