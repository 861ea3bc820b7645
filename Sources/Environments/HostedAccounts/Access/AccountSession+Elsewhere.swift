internal import Database

/// The same user in other accounts.
extension AccountSession {
  /// Returns what the user may use: this account, and every other one that is shared with the user.
  ///
  /// A token that is limited to a part of its account opens no other one.
  public func reachable() throws(AccountError) -> [AccountSession] {
    let isLimited = try isTokenLimited()
    var sessions: [AccountSession] = []
    for other in try store.accounts() {
      if other.id == account.id {
        sessions.append(self)
      } else if !isLimited, other.isEnabled, let session = try elsewhere(other) {
        sessions.append(session)
      }
    }
    return sessions
  }

  /// Returns the user in another account, or `nil` where the user has no share or the token does not
  /// reach.
  public func elsewhere(accountID: String) throws(AccountError) -> AccountSession? {
    try reachable().first { $0.account.id == accountID }
  }

  private func elsewhere(_ other: AccountDescription) throws(AccountError) -> AccountSession? {
    guard
      let caller = try store.caller(
        userID: caller.userID, in: other, scope: nil, tokenID: caller.tokenID,
        source: caller.source)
    else { return nil }
    return AccountSession(store: store, account: other, caller: caller)
  }

  private func isTokenLimited() throws(AccountError) -> Bool {
    guard let tokenID = caller.tokenID else { return false }
    return try read { database in
      try database.row("SELECT scope IS NOT NULL FROM tokens WHERE id = ?", tokenID) {
        $0.bool(0)
      } ?? true
    }
  }
}
