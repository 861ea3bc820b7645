/// Who asks, and what that person or program may do.
public struct Caller: Sendable, Equatable {
  /// The id of the user.
  public let userID: String
  /// The user's address; empty for the system itself.
  public let email: String
  /// The user's name.
  public let name: String
  /// What may be done: the user's rights, limited by those of the token.
  public let grants: AccessGrants
  /// The token that was shown, if one was.
  public let tokenID: String?
  /// Through which door the request came.
  public let source: ChangeSource
  /// Whether retry data may be changed.
  public let mayEditRetryData: Bool
}

/// Through which door a change came, as the audit log names it.
public enum ChangeSource: String, Sendable, CaseIterable {
  case ui, api, system, connector, script, stack, sso
}
