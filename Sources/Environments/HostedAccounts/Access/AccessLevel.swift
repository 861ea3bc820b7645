/// How much somebody may do, least first.
public enum AccessLevel: String, Sendable, CaseIterable, Comparable {
  case monitor, manage, administrator, owner

  public static func < (one: AccessLevel, other: AccessLevel) -> Bool {
    one.rank < other.rank
  }

  private var rank: Int {
    switch self {
    case .monitor: 0
    case .manage: 1
    case .administrator: 2
    case .owner: 3
    }
  }
}

/// What a user, or a token, may do in an account: everywhere, and in single integrations.
public struct AccessGrants: Sendable, Hashable {
  /// The level for everything, or `nil` for somebody who may see single integrations only.
  public var account: AccessLevel?
  /// The level per integration; ``standalone`` is what stands in none.
  public var integrations: [String: AccessLevel]

  /// The id by which grants and lists name the flows that are in no integration.
  public static let standalone = "none"

  /// Makes grants.
  public init(account: AccessLevel?, integrations: [String: AccessLevel] = [:]) {
    self.account = account
    self.integrations = integrations
  }

  /// The level on an integration, or on what stands alone for `nil`: the higher of both grants.
  public func level(on integrationID: String?) -> AccessLevel? {
    [account, integrations[integrationID ?? Self.standalone]].compactMap { $0 }.max()
  }

  /// The highest level on anything.
  public var highest: AccessLevel? {
    ([account] + integrations.values.map(Optional.some)).compactMap { $0 }.max()
  }

  /// What both allow: a token never gives more than its user has.
  public func limited(by other: AccessGrants) -> AccessGrants {
    let ids = Set(integrations.keys).union(other.integrations.keys)
    func lower(_ one: AccessLevel?, _ two: AccessLevel?) -> AccessLevel? {
      guard let one, let two else { return nil }
      return min(one, two)
    }
    var result = AccessGrants(account: lower(account, other.account))
    for id in ids {
      guard let level = lower(level(on: id), other.level(on: id)) else { continue }
      // What the account gives anyway needs no entry.
      if result.account.map({ level > $0 }) ?? true { result.integrations[id] = level }
    }
    return result
  }
}
