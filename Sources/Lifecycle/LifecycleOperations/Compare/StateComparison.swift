public import IntegrationModel
public import LosslessJSON
public import ObjectModel
public import RepositoryCore
public import StructuralDiff

/// The difference of two states of integrations, resource by resource.
public struct StateComparison: Sendable {
  /// What to compare.
  public struct Options: Sendable {
    /// Only resources of these names, or of none if empty; `flows` means all of the kind.
    public var only: [String]
    /// What an ignore pattern covers.
    public var ignored: [UserFieldPattern]
    /// Whether environment fields, and what is bound, are left out.
    public var contentOnly: Bool
    /// Whether nobody asks for the ids of what differs, which stand in the facts.
    public var leavesIDsOut = false

    public init(
      only: [String] = [], ignored: [UserFieldPattern] = [], contentOnly: Bool = false
    ) {
      self.only = only
      self.ignored = ignored
      self.contentOnly = contentOnly
    }
  }

  /// What became of a resource from left to right.
  public enum Status: String, Sendable { case added, modified, deleted }

  /// The difference of one resource.
  public struct ResourceDifference: Sendable, Equatable {
    /// The logical name on the left side, else that on the right.
    public let name: LogicalName
    /// The id on the left, or `nil` if it is not there or nobody asked for it.
    public let leftID: String?
    /// The id on the right, or `nil` if it is not there or nobody asked for it.
    public let rightID: String?
    public let status: Status
    /// How the two were found to be one; `nil` for one alone.
    public let matchedBy: MatchReason?
    /// The changes that count.
    public var changes: [Change]
    /// What an ignore pattern covers.
    public var ignored: [Change]
    /// Whether sample or mock data differ.
    public let payloadsChanged: Bool
    /// Whether it counts as deleted although its document is still there: nothing in the integration
    /// uses it any more.
    public var isStillThere = false
    /// When and by whom it was last modified, where the environment says so.
    public let lastModified: String?

    /// Whether its behaviour differs, and not just its sample data.
    public var isContent: Bool { status != .modified || !changes.isEmpty }
  }

  /// A field of the environment that differs.
  public struct EnvironmentDifference: Sendable, Equatable {
    /// The logical name on the left side, else that on the right.
    public let name: LogicalName
    /// The place in the document.
    public let pointer: String
    /// The side on the left.
    public let left: JSONValue?
    /// The side on the right.
    public let right: JSONValue?
  }

  /// A side, as far as it is told of.
  public struct Side: Sendable {
    /// What the state is called.
    public let label: String
    /// The content tree.
    public let content: TreeID
  }

  /// The side on the left.
  public let left: Side
  /// The side on the right.
  public let right: Side
  /// The resources that differ, sorted by name.
  public let resources: [ResourceDifference]
  /// The environment fields that differ, and of one integration what it is bound to; no part of the
  /// content.
  public let environment: [EnvironmentDifference]
  /// How many resources each side has and the other has not, and how many differ.
  public let summary: Revision.Changes
  /// How many changes ignore patterns cover.
  public let ignoredCount: Int

  /// Whether the content is the same.
  public var isIdentical: Bool { summary.isEmpty }

  /// How many of those that count as deleted are still there, and merely used no more.
  public var stillThereCount: Int { resources.count(where: \.isStillThere) }

  /// Whether nothing differs that counts: content, sample data and, if wanted, environment fields.
  public func isUnchanged(countingEnvironment: Bool) -> Bool {
    resources.allSatisfy { !$0.isContent && !$0.payloadsChanged }
      && (!countingEnvironment || environment.isEmpty)
  }

  /// Compares two states.
  public init(
    _ left: IntegrationState, _ right: IntegrationState, catalog: FieldCatalog,
    options: Options = Options()
  ) throws {
    let pairing = try ResourcePairing(left, right, declared: try left.relation(to: right))
    var comparer = ResourceComparer(
      left: left, right: right, catalog: catalog, ignored: options.ignored
    ) { Self.isWanted($0, options.only) }
    let compared = try comparer.compare(pairing).filter { Self.isWanted($0.name, options.only) }
    self.init(
      Side(label: left.label, content: left.content),
      Side(label: right.label, content: right.content),
      resources: compared.filter { $0.isContent || $0.payloadsChanged || !$0.ignored.isEmpty }
        .sorted { $0.name < $1.name },
      environment: options.contentOnly
        ? [] : try comparer.environment(pairing).filter { Self.isWanted($0.name, options.only) })
  }

  /// Compares two states of which no more is read than has to be.
  ///
  /// - Throws: ``LifecycleError`` `no_such_resource` where only what neither side has is wanted.
  public init(
    _ left: StateSide, _ right: StateSide, catalog: FieldCatalog, options: Options = Options()
  ) throws {
    guard let same = try Self.sameNames(left, right, options) else {
      let (one, other) = (try left.state(), try right.state())
      try Self.requireKnown(options.only, one, other)
      try self.init(one, other, catalog: catalog, options: options)
      return
    }
    self.init(
      Side(label: left.label, content: left.content),
      Side(label: right.label, content: right.content),
      resources: try same.resources(catalog, options),
      environment: options.contentOnly ? [] : try same.environment(options))
  }

  private init(
    _ left: Side, _ right: Side, resources: [ResourceDifference],
    environment: [EnvironmentDifference]
  ) {
    (self.left, self.right) = (left, right)
    (self.resources, self.environment) = (resources, environment)
    ignoredCount = resources.reduce(0) { $0 + $1.ignored.count }
    summary = Revision.Changes(
      added: resources.count { $0.status == .added },
      modified: resources.count { $0.status == .modified && $0.isContent },
      deleted: resources.count { $0.status == .deleted })
  }

  /// Two states of one integration that has the same resources in both; `nil` for others.
  private static func sameNames(
    _ left: StateSide, _ right: StateSide, _ options: Options
  ) throws -> SameNamesComparison? {
    guard options.only.isEmpty, let target = left.target, target == right.target,
      let one = try left.trees(), let other = try right.trees()
    else { return nil }
    return try SameNamesComparison(one, other)
  }

  static func isWanted(_ name: LogicalName, _ only: [String]) -> Bool {
    only.isEmpty || only.contains { isNamed(name, by: $0) }
  }

  private static func isNamed(_ name: LogicalName, by word: String) -> Bool {
    word == name.description || word == name.slug || word == name.kind.rawValue
  }

  /// Refuses words that name nothing on either side: with them any two states would look the same.
  ///
  /// - Throws: ``LifecycleError`` `no_such_resource`.
  public static func requireKnown(
    _ only: [String], _ left: IntegrationState, _ right: IntegrationState
  ) throws {
    var names = Set(left.resources.keys).union(right.resources.keys)
    if left.isOneIntegration(with: right) {
      names.formUnion(left.boundNames.union(right.boundNames))
    }
    let kinds = Set(ResourceKind.allCases.map(\.rawValue))
    for word in only
    where !kinds.contains(word) && !names.contains(where: { isNamed($0, by: word) }) {
      throw LifecycleError(
        .usage, "no_such_resource",
        "there is no resource '\(word)' in '\(left.label)' or '\(right.label)'",
        hint: "the nearest are "
          + NearestNames.list(resources: names.map(\.description), to: word)
          + "; a kind such as flows may stand here, too")
    }
  }
}

extension IntegrationState {
  /// What people declared of this integration and another one, if both are targets.
  func relation(to other: IntegrationState) throws -> DeclaredRelation? {
    guard let target, let partner = other.target, target != partner else { return nil }
    return try repository.relation(of: target, and: partner)
  }
}
