public import IntegrationModel
public import RepositoryCore

/// Which resource of one integration is which of another.
public struct IntegrationMatch: Sendable {
  /// A resource on one side.
  public struct Side: Sendable {
    /// Its logical name.
    public let name: LogicalName
    /// Its name for people.
    public let label: String
  }

  /// Two resources that are one.
  public struct Pair: Sendable {
    /// The resource on the left.
    public let left: Side
    /// The resource on the right.
    public let right: Side
    /// How they were found.
    public let reason: MatchReason
    /// How much they have in common, from 0 to 1.
    public let similarity: Double
  }

  /// The integration on the left.
  public let left: TargetName
  /// The integration on the right.
  public let right: TargetName
  /// Whether the two were declared to be partners.
  public let isDeclared: Bool
  /// What belongs together, sorted by the name on the left.
  public let pairs: [Pair]
  /// What only the left side has.
  public let onlyLeft: [Side]
  /// What only the right side has.
  public let onlyRight: [Side]

  init(
    _ left: IntegrationState, _ right: IntegrationState, _ targets: (TargetName, TargetName),
    declared: DeclaredRelation?
  ) throws {
    let pairing = try ResourcePairing(left, right, declared: declared)
    (self.left, self.right) = targets
    isDeclared = declared != nil
    pairs = try pairing.pairs.map { pair in
      Pair(
        left: Side(pair.left, in: left), right: Side(pair.right, in: right), reason: pair.reason,
        similarity: try pairing.similarity(of: pair))
    }
    onlyLeft = pairing.onlyLeft.map { Side($0, in: left) }
    onlyRight = pairing.onlyRight.map { Side($0, in: right) }
  }
}

extension IntegrationMatch.Side {
  init(_ name: LogicalName, in state: IntegrationState) {
    self.init(name: name, label: state.facts.resources[name]?.name ?? "")
  }
}
