public import IntegrationModel
public import LosslessJSON
import ObjectModel
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
    /// Whether environment fields are left out.
    public var contentOnly: Bool

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
  public struct ResourceDifference: Sendable {
    /// The logical name on the left side, else that on the right.
    public let name: LogicalName
    /// The id on the left, or `nil` if it is not there.
    public let leftID: String?
    /// The id on the right, or `nil` if it is not there.
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
    /// When and by whom it was last modified, where the environment says so.
    public let lastModified: String?

    /// Whether its behaviour differs, and not just its sample data.
    public var isContent: Bool { status != .modified || !changes.isEmpty }
  }

  /// A field of the environment that differs.
  public struct EnvironmentDifference: Sendable {
    /// The logical name on the left side, else that on the right.
    public let name: LogicalName
    /// The place in the document.
    public let pointer: String
    /// The side on the left.
    public let left: JSONValue?
    /// The side on the right.
    public let right: JSONValue?
  }

  /// The side on the left.
  public let left: IntegrationState
  /// The side on the right.
  public let right: IntegrationState
  /// The resources that differ, sorted by name.
  public let resources: [ResourceDifference]
  /// The environment fields that differ; no part of the content.
  public let environment: [EnvironmentDifference]
  /// How many resources each side has and the other has not, and how many differ.
  public let summary: Revision.Changes
  /// How many changes ignore patterns cover.
  public let ignoredCount: Int

  /// Whether the content is the same.
  public var isIdentical: Bool { summary.isEmpty }

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
    self.left = left
    self.right = right
    ignoredCount = compared.reduce(0) { $0 + $1.ignored.count }
    resources = compared.filter { $0.isContent || $0.payloadsChanged || !$0.ignored.isEmpty }
      .sorted { $0.name < $1.name }
    environment =
      options.contentOnly
      ? [] : comparer.environment(pairing).filter { Self.isWanted($0.name, options.only) }
    summary = Revision.Changes(
      added: resources.count { $0.status == .added },
      modified: resources.count { $0.status == .modified && $0.isContent },
      deleted: resources.count { $0.status == .deleted })
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
    let names = Set(left.resources.keys).union(right.resources.keys)
    let kinds = Set(ResourceKind.allCases.map(\.rawValue))
    for word in only
    where !kinds.contains(word) && !names.contains(where: { isNamed($0, by: word) }) {
      throw LifecycleError(
        .usage, "no_such_resource",
        "there is no resource '\(word)' in '\(left.label)' or '\(right.label)'",
        hint: "write a name such as flows/order-to-cash, or a kind such as flows")
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

/// Compares the resources of two states that were paired.
private struct ResourceComparer {
  let left: IntegrationState
  let right: IntegrationState
  let catalog: FieldCatalog
  let ignored: [UserFieldPattern]
  /// Tells of a name on the left whether its differences are wanted.
  let isWanted: (LogicalName) -> Bool
  private var identities: [ResourceKind: CatalogIdentity] = [:]
  /// Documents that are looked at twice, by the name on the left; a few, because some are large.
  private var loaded: [LogicalName: (left: JSONValue, right: JSONValue)] = [:]
  private static let loadedCountMax = 32

  init(
    left: IntegrationState, right: IntegrationState, catalog: FieldCatalog,
    ignored: [UserFieldPattern], isWanted: @escaping (LogicalName) -> Bool
  ) {
    self.left = left
    self.right = right
    self.catalog = catalog
    self.ignored = ignored
    self.isWanted = isWanted
  }

  mutating func compare(
    _ pairing: ResourcePairing
  ) throws -> [StateComparison.ResourceDifference] {
    var renaming = ReferenceRenaming(pairing)
    let suspects = pairing.pairs.filter { left.resources[$0.left] != right.resources[$0.right] }
    for pair in suspects {
      guard let one = try left.document(pair.left), let other = try right.document(pair.right)
      else { continue }
      renaming.pairSlots(one, other)
      if isWanted(pair.left), loaded.count < Self.loadedCountMax {
        loaded[pair.left] = (one, other)
      }
    }
    // Where nothing has to be renamed, equal ids are equal content; else every pair is looked at.
    let open = renaming.isIdentity ? suspects : pairing.pairs
    var differences: [StateComparison.ResourceDifference] = []
    for pair in open where isWanted(pair.left) {
      if let difference = try difference(pair, renaming) { differences.append(difference) }
    }
    let seen = Set(open.map(\.left))
    for pair in pairing.pairs where !seen.contains(pair.left) {
      guard try payloadsDiffer(pair) else { continue }
      differences.append(make(pair.left, pair.right, pair.reason, [], [], payloads: true))
    }
    for name in pairing.onlyLeft where right.scope?.carries(name.kind) ?? true {
      let change = Change.remove(try left.document(name) ?? .null, at: .root)
      differences.append(make(name, nil, nil, [change], [], payloads: false))
    }
    for name in pairing.onlyRight where left.scope?.carries(name.kind) ?? true {
      let document = renaming.renamed(try right.document(name) ?? .null)
      differences.append(make(nil, name, nil, [.add(document, at: .root)], [], payloads: false))
    }
    return differences
  }

  private mutating func difference(
    _ pair: ResourcePairing.Pair, _ renaming: ReferenceRenaming
  ) throws -> StateComparison.ResourceDifference? {
    let known = loaded.removeValue(forKey: pair.left)
    guard var one = try known?.left ?? left.document(pair.left),
      var other = try known?.right ?? right.document(pair.right)
    else { return nil }
    let kind = pair.left.kind
    other = renaming.renamed(other)
    // What a bundle cannot tell is no difference.
    if let scope = left.scope { one = scope.completed(one, of: kind, from: other) }
    if let scope = right.scope { other = scope.completed(other, of: kind, from: one) }
    let identity = identity(of: kind)
    let changes = ChangeList(from: one, to: other, identity: identity).changes
    let patterns = ignored
    let isIgnored = { (change: Change) in patterns.contains { $0.covers(change.path, in: kind) } }
    let payloads = try payloadsDiffer(pair)
    guard !changes.isEmpty || payloads else { return nil }
    return make(
      pair.left, pair.right, pair.reason, changes.filter { !isIgnored($0) },
      changes.filter(isIgnored), payloads: payloads)
  }

  private func payloadsDiffer(_ pair: ResourcePairing.Pair) throws -> Bool {
    let (one, other) = (left.payloads[pair.left] ?? [:], right.payloads[pair.right] ?? [:])
    guard one != other else { return false }
    guard left.scope != nil || right.scope != nil, one.keys == other.keys else { return true }
    return try one.contains { place, blob in
      guard let match = other[place], match != blob else { return false }
      let own = try JSONValue(parsing: try left.bytes(blob))
      let its = try JSONValue(parsing: try right.bytes(match))
      return (left.scope?.completed(payload: own, from: its) ?? own)
        != (right.scope?.completed(payload: its, from: own) ?? its)
    }
  }

  private mutating func identity(of kind: ResourceKind) -> CatalogIdentity {
    if let known = identities[kind] { return known }
    let identity = CatalogIdentity(kind: kind, catalog: catalog)
    identities[kind] = identity
    return identity
  }

  private func make(
    _ leftName: LogicalName?, _ rightName: LogicalName?, _ reason: MatchReason?,
    _ changes: [Change], _ ignored: [Change], payloads: Bool
  ) -> StateComparison.ResourceDifference {
    let name = leftName ?? rightName ?? .integration
    let status: StateComparison.Status =
      leftName == nil ? .added : rightName == nil ? .deleted : .modified
    return StateComparison.ResourceDifference(
      name: name, leftID: leftName.flatMap { left.facts.resources[$0]?.id },
      rightID: rightName.flatMap { right.facts.resources[$0]?.id }, status: status,
      matchedBy: reason, changes: changes, ignored: ignored, payloadsChanged: payloads,
      lastModified: rightName.flatMap {
        right.observation.resources[$0]?.server["/lastModified"]?.text
      })
  }

  /// Compares the environment fields of what both sides have.
  func environment(_ pairing: ResourcePairing) -> [StateComparison.EnvironmentDifference] {
    let renaming = ReferenceRenaming(pairing)
    let isBundled = left.scope != nil || right.scope != nil
    var differences: [StateComparison.EnvironmentDifference] = []
    for pair in pairing.pairs {
      let one = left.facts.resources[pair.left]?.environment ?? [:]
      let other = (right.facts.resources[pair.right]?.environment ?? [:])
        .mapValues(renaming.renamed)
      for pointer in Set(one.keys).union(other.keys).sorted() where one[pointer] != other[pointer] {
        let path = (try? JSONPointer(parsing: pointer)) ?? .root
        guard !ignored.contains(where: { $0.covers(path, in: pair.left.kind) }),
          !isBundled || BundleScope.carries(environmentField: pointer)
        else { continue }
        differences.append(
          StateComparison.EnvironmentDifference(
            name: pair.left, pointer: pointer, left: one[pointer], right: other[pointer]))
      }
    }
    return differences
  }
}
