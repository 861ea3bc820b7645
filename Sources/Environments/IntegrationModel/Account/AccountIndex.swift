/// Everything that an environment holds, by id, and how it hangs together.
public struct AccountIndex: Sendable {
  /// Every resource of the account.
  public let resources: [ResourceKey: ResourceSummary]
  /// Flows, APIs and tools by the integration that contains them; `nil` is what stands alone.
  private let contained: [String?: [ResourceKey]]

  public init(_ summaries: [ResourceSummary]) {
    var resources: [ResourceKey: ResourceSummary] = [:]
    resources.reserveCapacity(summaries.count)
    for summary in summaries { resources[summary.key] = summary }
    self.resources = resources
    contained = Self.group(summaries, integrations: resources)
  }

  private static func group(
    _ summaries: [ResourceSummary], integrations: [ResourceKey: ResourceSummary]
  ) -> [String?: [ResourceKey]] {
    var contained: [String?: [ResourceKey]] = [:]
    for summary in summaries where summary.key.kind.isContained {
      let container = summary.containerID.flatMap {
        integrations[ResourceKey(.integrations, $0)] == nil ? nil : $0
      }
      contained[container, default: []].append(summary.key)
    }
    return contained.mapValues { $0.sorted() }
  }

  /// The integrations of the account, by id.
  public var integrations: [ResourceSummary] {
    resources.values.filter { $0.key.kind == .integrations }.sorted { $0.key < $1.key }
  }

  /// The flows, APIs and tools that an integration contains; those that stand alone for `nil`.
  public func contents(of integrationID: String?) -> [ResourceKey] {
    contained[integrationID] ?? []
  }

  /// The integration that contains a flow, an API or a tool; `nil` if it stands alone.
  public func container(of key: ResourceKey) -> String? {
    guard key.kind.isContained, let id = resources[key]?.containerID,
      resources[ResourceKey(.integrations, id)] != nil
    else { return nil }
    return id
  }

  /// The resources that no integration reaches, bound kinds aside.
  ///
  /// Recorded with every state, so that a revert can tell what was created since from what was
  /// there and merely not used.
  public func unused() -> [ResourceKey] {
    var seen: Set<ResourceKey> = []
    var queue = resources.keys.filter(\.kind.isRoot)
    seen.formUnion(queue)
    while let key = queue.popLast() {
      for site in resources[key]?.references ?? []
      where site.kinds.isEmpty || !site.kinds.allSatisfy(\.isRoot) {
        if let target = resolve(site), seen.insert(target).inserted { queue.append(target) }
      }
    }
    return resources.keys.filter { !$0.kind.isBound && !seen.contains($0) }.sorted()
  }

  /// Finds the resource that a site names, or `nil` if the account has none.
  public func resolve(_ site: ReferenceSite) -> ResourceKey? {
    resolve(id: site.id, kinds: site.kinds)
  }

  func resolve(id: String, kinds: [ResourceKind]) -> ResourceKey? {
    guard kinds.isEmpty else {
      return kinds.lazy.map { ResourceKey($0, id) }.first { resources[$0] != nil }
    }
    // A reference that no catalog row names counts if just one kind knows the id.
    var found: ResourceKey?
    for kind in ResourceKind.allCases where resources[ResourceKey(kind, id)] != nil {
      guard found == nil else { return nil }
      found = ResourceKey(kind, id)
    }
    return found
  }
}
