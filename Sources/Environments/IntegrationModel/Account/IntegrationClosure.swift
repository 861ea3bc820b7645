import ByteCoding

/// An integration with everything it reaches.
public struct IntegrationClosure: Sendable {
  /// The id of the integration; `nil` for the flows, APIs and tools that stand alone.
  public let integrationID: String?
  /// The integration's own document, what it contains and what that reaches, but for bound kinds.
  public let members: Set<ResourceKey>
  /// The connections, iClients, stacks and agents it is bound to.
  public let bound: Set<ResourceKey>
  /// References to what is not in it: what other integrations contain, and those integrations.
  public let outside: [OutsideReference]
  /// References that resolve to nothing.
  public let dangling: [DanglingReference]

  /// A reference to something that an integration does not consist of.
  public struct OutsideReference: Sendable {
    /// The resource that refers.
    public let from: ResourceKey
    /// Where it does.
    public let site: ReferenceSite
    /// What the site names.
    public let target: ResourceKey
  }

  /// A reference that resolves to nothing in the environment.
  public struct DanglingReference: Sendable {
    /// The resource that refers.
    public let from: ResourceKey
    /// Where it does, and to what.
    public let site: ReferenceSite
  }

  /// Everything in it, bound or not.
  public var all: Set<ResourceKey> { members.union(bound) }

  /// Walks the references from an integration, or from what stands alone for `nil`.
  ///
  /// References to what another integration contains, and to other integrations, are not followed.
  /// What only the environment refers to, in a field of its own or in a bound document, is no
  /// content: from there, only what is bound is followed.
  public init(of integrationID: String?, in index: AccountIndex) {
    var members: Set<ResourceKey> = []
    var bound: Set<ResourceKey> = []
    var unfollowed: [OutsideReference] = []
    var dangling: [DanglingReference] = []
    var queue = index.summaries(in: integrationID)
    if let integrationID, let own = index.resources[ResourceKey(.integrations, integrationID)] {
      queue.append(own)
    }
    while let summary = queue.popLast() {
      let key = summary.key
      let isNew = key.kind.isBound ? bound.insert(key).inserted : members.insert(key).inserted
      guard isNew else { continue }
      if let site = Self.lostContainer(of: summary, in: index) {
        dangling.append(DanglingReference(from: key, site: site))
      }
      for site in summary.references {
        guard let target = index.summary(at: site) else {
          if !site.kinds.isEmpty, site.looksLikeID {
            dangling.append(DanglingReference(from: key, site: site))
          }
          continue
        }
        let isContent = !site.isEnvironment && !key.kind.isBound
        if isContent || target.key.kind.isBound, Self.isInside(target, integrationID, index) {
          queue.append(target)
        } else {
          unfollowed.append(OutsideReference(from: key, site: site, target: target.key))
        }
      }
    }
    self.integrationID = integrationID
    self.members = members
    self.bound = bound
    // What is not followed from one place may be reached from another.
    outside = unfollowed.filter { !members.contains($0.target) && !bound.contains($0.target) }
    self.dangling = dangling.sorted {
      $0.from == $1.from
        ? $0.site.pointer.precedesInBytes($1.site.pointer) : $0.from < $1.from
    }
  }

  /// The integration that a flow, an API or a tool says it is in, if there is none such: it counts
  /// as standing alone then.
  private static func lostContainer(
    of summary: ResourceSummary, in index: AccountIndex
  ) -> ReferenceSite? {
    guard summary.key.kind.isContained, let id = summary.containerID,
      index.resources[ResourceKey(.integrations, id)] == nil
    else { return nil }
    return ReferenceSite(
      pointer: "/_integrationId", id: id, kinds: [.integrations], isEnvironment: true)
  }

  /// Tells whether a reference to `target` is followed: what others contain is not.
  static func isInside(
    _ target: ResourceSummary, _ integrationID: String?, _ index: AccountIndex
  ) -> Bool {
    switch target.key.kind {
    case .integrations: target.key.id == integrationID
    case .flows, .apis, .tools: index.container(of: target) == integrationID
    default: true
    }
  }
}

extension ReferenceSite {
  /// Tells an id from an alias, which is kept as the text it is.
  public var looksLikeID: Bool {
    var id = id
    return id.withUTF8 { hasIDForm($0) }
  }
}
