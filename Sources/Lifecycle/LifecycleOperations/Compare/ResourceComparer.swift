import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// Compares the resources of two states that were paired.
struct ResourceComparer {
  let left: IntegrationState
  let right: IntegrationState
  let catalog: FieldCatalog
  let ignored: [UserFieldPattern]
  /// Tells of a name on the left whether its differences are wanted.
  let isWanted: (LogicalName) -> Bool
  private var identities: [ResourceKind: CatalogIdentity] = [:]

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
    let renaming = ReferenceRenaming(pairing)
    let suspects = pairing.pairs.filter { left.resources[$0.left] != right.resources[$0.right] }
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
      var difference = make(name, nil, nil, [change], [], payloads: false)
      difference.isStillThere = isStillThere(name)
      differences.append(difference)
    }
    for name in pairing.onlyRight where left.scope?.carries(name.kind) ?? true {
      let document = renaming.renamed(try right.document(name) ?? .null)
      differences.append(make(nil, name, nil, [.add(document, at: .root)], [], payloads: false))
    }
    return differences
  }

  /// Whether a document that only the left state has is still in the environment on the right.
  private func isStillThere(_ name: LogicalName) -> Bool {
    guard let id = left.facts.resources[name]?.id, let environment = left.target?.environment else {
      return false
    }
    return right.target?.environment == environment
      && right.isUnused(ResourceKey(name.kind, id))
  }

  private mutating func difference(
    _ pair: ResourcePairing.Pair, _ renaming: ReferenceRenaming
  ) throws -> StateComparison.ResourceDifference? {
    guard var one = try left.document(pair.left), var other = try right.document(pair.right)
    else { return nil }
    let kind = pair.left.kind
    other = renaming.renamed(other)
    // What a bundle cannot tell is no difference.
    if let scope = left.scope { one = scope.completed(one, of: kind, from: other) }
    if let scope = right.scope { other = scope.completed(other, of: kind, from: one) }
    let identity = identity(of: kind)
    let changes = ChangeList.named(from: one, to: other, identity: identity)
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
  func environment(
    _ pairing: ResourcePairing
  ) throws -> [StateComparison.EnvironmentDifference] {
    let renaming = ReferenceRenaming(pairing)
    let isBundled = left.scope != nil || right.scope != nil
    let isOneIntegration = left.isOneIntegration(with: right)
    var differences: [StateComparison.EnvironmentDifference] = []
    for pair in pairing.pairs {
      let (one, other) = (left.facts.resources[pair.left], right.facts.resources[pair.right])
      differences += StateComparison.EnvironmentDifference.all(
        of: pair.left, (isOneIntegration ? one?.ownFields : one?.environment) ?? [:],
        ((isOneIntegration ? other?.ownFields : other?.environment) ?? [:])
          .mapValues(renaming.renamed), ignoring: ignored
      ).filter { !isBundled || BundleScope.carries(environmentField: $0.pointer) }
    }
    return differences + (isOneIntegration ? try boundDifferences() : [])
  }

  /// What became of the connections and the like that an integration is bound to at both times.
  private func boundDifferences() throws -> [StateComparison.EnvironmentDifference] {
    try left.boundNames.intersection(right.boundNames).sorted().flatMap { name in
      StateComparison.EnvironmentDifference.all(
        of: name, try left.boundFields(name), try right.boundFields(name), ignoring: ignored)
    }
  }
}

extension IntegrationState {
  /// Whether both are states of one integration, of which its environment says the same unless
  /// something changed there.
  func isOneIntegration(with other: IntegrationState) -> Bool {
    target != nil && target == other.target
  }

  /// The slots of everything that is bound.
  var boundNames: Set<LogicalName> { Set(facts.resources.keys.filter(\.kind.isBound)) }

  /// What the environment says of something bound, by place.
  fileprivate func boundFields(_ name: LogicalName) throws -> [String: JSONValue] {
    let own = facts.resources[name]?.ownFields ?? [:]
    return own.merging(try boundDocument(name)?.boundFields ?? [:]) { own, _ in own }
  }
}
