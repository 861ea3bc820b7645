/// Everything that an environment holds, by id, and how it hangs together.
public struct AccountIndex: Sendable {
  /// Every resource of the account.
  public let resources: [ResourceKey: ResourceSummary]
  /// Flows, APIs and tools by the integration that contains them; `nil` is what stands alone.
  private let contained: [String?: [ResourceSummary]]

  public init(_ summaries: [ResourceSummary]) {
    var resources: [ResourceKey: ResourceSummary] = [:]
    resources.reserveCapacity(summaries.count)
    for summary in summaries { resources[summary.key] = summary }
    self.resources = resources
    contained = Self.group(summaries, integrations: resources)
  }

  private static func group(
    _ summaries: [ResourceSummary], integrations: [ResourceKey: ResourceSummary]
  ) -> [String?: [ResourceSummary]] {
    var contained: [String?: [ResourceSummary]] = [:]
    for summary in summaries where summary.key.kind.isContained {
      let container = summary.containerID.flatMap {
        integrations[ResourceKey(.integrations, $0)] == nil ? nil : $0
      }
      contained[container, default: []].append(summary)
    }
    return contained.mapValues { $0.sorted { $0.key < $1.key } }
  }

  /// The integrations of the account, by id.
  public var integrations: [ResourceSummary] {
    resources.values.filter { $0.key.kind == .integrations }.sorted { $0.key < $1.key }
  }

  /// The flows, APIs and tools that an integration contains; those that stand alone for `nil`.
  public func contents(of integrationID: String?) -> [ResourceKey] {
    summaries(in: integrationID).map(\.key)
  }

  /// The flows, APIs and tools that an integration contains; those that stand alone for `nil`.
  func summaries(in integrationID: String?) -> [ResourceSummary] {
    contained[integrationID] ?? []
  }

  /// The integration that contains a flow, an API or a tool; `nil` if it stands alone.
  public func container(of key: ResourceKey) -> String? {
    resources[key].flatMap(container)
  }

  func container(of summary: ResourceSummary) -> String? {
    guard summary.key.kind.isContained, let id = summary.containerID,
      resources[ResourceKey(.integrations, id)] != nil
    else { return nil }
    return id
  }

  /// The resources that no integration reaches, bound kinds aside.
  ///
  /// Recorded with every state, so that a revert can tell what was created since from what was
  /// there and merely not used.
  public func unused() -> [ResourceKey] {
    var seen = Set<ResourceKey>(minimumCapacity: resources.count)
    var queue = resources.values.filter(\.key.kind.isRoot)
    seen.formUnion(queue.lazy.map(\.key))
    while let next = queue.popLast() {
      for site in next.references
      where site.kinds.isEmpty || !site.kinds.allSatisfy(\.isRoot) {
        if let target = summary(at: site), seen.insert(target.key).inserted { queue.append(target) }
      }
    }
    return resources.keys.filter { !$0.kind.isBound && !seen.contains($0) }.sorted()
  }

  /// Finds the resource that a site names, or `nil` if the account has none.
  public func resolve(_ site: ReferenceSite) -> ResourceKey? {
    resolve(id: site.id, kinds: site.kinds)
  }

  func resolve(id: String, kinds: [ResourceKind]) -> ResourceKey? {
    find(id, kinds)?.key
  }

  /// The resource that a site names, or `nil` if the account has none.
  func summary(at site: ReferenceSite) -> ResourceSummary? {
    find(site.id, site.kinds)?.summary
  }

  private typealias Found = (key: ResourceKey, summary: ResourceSummary)

  private func find(_ id: String, _ kinds: [ResourceKind]) -> Found? {
    let digest = TextDigest(of: id)
    func found(_ kind: ResourceKind) -> Found? {
      let key = ResourceKey(kind, id, digest)
      return resources[key].map { (key, $0) }
    }
    for kind in kinds {
      if let known = found(kind) { return known }
    }
    guard kinds.isEmpty else { return nil }
    // A reference that no catalog row names counts if just one kind knows the id.
    var only: Found?
    for kind in ResourceKind.allCases {
      guard let known = found(kind) else { continue }
      guard only == nil else { return nil }
      only = known
    }
    return only
  }
}
