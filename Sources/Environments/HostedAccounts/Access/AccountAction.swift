/// Everything that needs a right, with the one table of who may do what.
///
/// ``AccountSession`` asks this table before it does anything; interfaces may ask it to tell what to
/// offer.
public enum AccountAction: String, Sendable, CaseIterable {
  // In an integration, or with what stands alone.
  case view, viewErrors, viewAudit, viewRevisions
  case edit, deleteIntegration, restore, runFlows, correctErrors
  case snapshot, pull, revert, cloneFrom, download

  // In the account.
  case createIntegration, createSharedResource, installBundle, purge, viewAccountAudit
  case reportRuns
  case administerUsers, administerTokens, changeAccount, createEnvironment
  case transferOwnership
}

extension AccountAction {
  /// Whether the action concerns one integration and not the account as a whole.
  public var concernsIntegration: Bool {
    switch self {
    case .view, .viewErrors, .viewAudit, .viewRevisions, .edit, .deleteIntegration, .restore,
      .runFlows, .correctErrors, .snapshot, .pull, .revert, .cloneFrom, .download:
      true
    default: false
    }
  }

  /// The least level that may do it: on the integration, or in the account.
  public var leastLevel: AccessLevel {
    switch self {
    case .view, .viewErrors, .viewAudit, .viewRevisions: .monitor
    case .edit, .deleteIntegration, .restore, .runFlows, .correctErrors, .snapshot, .pull,
      .revert, .cloneFrom, .download:
      .manage
    case .createIntegration, .createSharedResource, .installBundle, .purge, .viewAccountAudit,
      .reportRuns:
      .manage
    case .administerUsers, .administerTokens, .changeAccount, .createEnvironment: .administrator
    case .transferOwnership: .owner
    }
  }

  /// Tells whether the grants allow the action.
  ///
  /// - Parameter integrationID: What it concerns; `nil` is what stands alone. Actions that concern
  ///   the account do not look at it.
  public func isAllowed(by grants: AccessGrants, on integrationID: String?) -> Bool {
    let level = concernsIntegration ? grants.level(on: integrationID) : grants.account
    return level.map { $0 >= leastLevel } ?? false
  }

  /// What the action is called in messages: `you may not …`.
  var phrase: String {
    switch self {
    case .view, .viewErrors, .viewAudit, .viewRevisions: "see this"
    case .edit: "change this"
    case .deleteIntegration: "delete this integration"
    case .restore: "restore this"
    case .runFlows: "run this"
    case .correctErrors: "correct or retry errors of this"
    case .snapshot, .pull, .revert: "make revisions of this integration"
    case .cloneFrom: "clone this"
    case .download: "download this"
    case .createIntegration: "create integrations"
    case .createSharedResource: "create resources that the whole account shares"
    case .installBundle: "install bundles"
    case .purge: "delete anything for good"
    case .viewAccountAudit: "see the audit log of the account"
    case .reportRuns: "report what flows did"
    case .administerUsers: "administer users"
    case .administerTokens: "administer API tokens"
    case .changeAccount: "change the account"
    case .createEnvironment: "create environments"
    case .transferOwnership: "transfer the account"
    }
  }
}
