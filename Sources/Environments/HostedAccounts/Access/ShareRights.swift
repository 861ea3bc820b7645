internal import Database
internal import LosslessJSON

/// What a user may do in an account at this moment.
struct ShareRights {
  let grants: AccessGrants
  let mayEditRetryData: Bool

  /// Returns the rights of a user, or `nil` for one who does not use the account (any more).
  static func of(
    _ userID: String, in account: AccountDescription, _ database: DatabaseConnection
  ) throws -> ShareRights? {
    if userID == account.ownerID {
      return ShareRights(grants: AccessGrants(account: .owner), mayEditRetryData: true)
    }
    let found = try database.row(
      """
      SELECT level, grants, flags FROM shares
      WHERE account = ? AND user = ? AND is_accepted AND NOT is_disabled AND NOT is_dismissed
      """, account.number, userID
    ) { row in (row.optionalText(0), row.bytes(1), row.bytes(2)) }
    guard let (level, grants, flags) = found else { return nil }
    let integrations = try AccessGrants(json: JSONValue(parsing: grants)).integrations
    let flag = try JSONValue(parsing: flags)["allowToEditRetryData"]?.bool
    return ShareRights(
      grants: AccessGrants(
        account: level.flatMap(AccessLevel.init(rawValue:)), integrations: integrations),
      mayEditRetryData: flag ?? true)
  }
}
