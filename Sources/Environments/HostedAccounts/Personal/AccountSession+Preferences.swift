internal import Database
public import LosslessJSON

extension AccountSession {
  /// How large somebody's preferences may be, in bytes.
  public static let preferencesByteCountMax = 262_144

  /// Returns how the caller likes to see the account: order of tiles, pins, view and the like.
  public func preferences() throws(AccountError) -> JSONValue {
    let found = try read { database in
      try database.row(
        "SELECT content FROM preferences WHERE account = ? AND user = ?", account.number,
        caller.userID
      ) { try JSONValue(parsing: $0.bytes(0)) }
    }
    return found ?? [:]
  }

  /// Replaces the caller's preferences.
  ///
  /// `dashboard.tilesOrder` and `dashboard.pinnedIntegrations` are lists of integrations' ids,
  /// `dashboard.view` is `tile` or `list`; everything else is kept as it is.
  public func setPreferences(_ preferences: JSONValue) throws(AccountError) {
    try Self.check(preferences)
    let bytes = preferences.compactBytes()
    guard bytes.count <= Self.preferencesByteCountMax else {
      throw AccountError(
        .tooLarge, "too_large",
        "preferences have at most \(Self.preferencesByteCountMax) bytes")
    }
    try store.write { database in
      try database.run(
        """
        INSERT INTO preferences(account, user, content) VALUES (?, ?, ?)
        ON CONFLICT (account, user) DO UPDATE SET content = excluded.content
        """, account.number, caller.userID, bytes)
    }
  }

  private static func check(_ preferences: JSONValue) throws(AccountError) {
    guard preferences.object != nil else {
      throw .invalid("invalid_field", "preferences are a JSON object")
    }
    guard let dashboard = preferences["dashboard"], !dashboard.isNull else { return }
    guard dashboard.object != nil else { throw wrong("dashboard", "a JSON object") }
    for key: JSONString in ["tilesOrder", "pinnedIntegrations"] {
      guard let list = dashboard[key], !list.isNull else { continue }
      let ids = list.array?.map(\.text)
      guard let ids, ids.allSatisfy({ $0 != nil }), Set(ids).count == ids.count else {
        throw wrong("dashboard.\(key)", "a list of different ids")
      }
    }
    if let view = dashboard["view"], !view.isNull, view != "tile", view != "list" {
      throw wrong("dashboard.view", "'tile' or 'list'")
    }
  }

  private static func wrong(_ field: String, _ expected: String) -> AccountError {
    .invalid("invalid_field", "'\(field)' is not \(expected)", field: field)
  }
}
