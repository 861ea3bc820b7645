/// Finds which resource of one integration is which of another: as declared, by id, by lineage, by
/// name or alias, and then by near-identical content.
///
/// The result depends on nothing but the two sides, and on the order of resources only where it
/// chooses between true twins.
public struct ResourceMatching {
  /// What equal logical names mean.
  public enum NameMeaning: Sendable {
    /// Both sides have one history: they are one resource.
    case sameResource
    /// They count where nothing else tells.
    case lastResort
    /// Nothing.
    case none
  }

  /// What is known beforehand.
  public struct Knowledge {
    /// Resources that are one whatever they look like.
    public var matches: [ResourceMatch]
    /// Resources on the left that have no counterpart.
    public var leftAlone: Set<LogicalName>
    /// Resources on the right that have no counterpart.
    public var rightAlone: Set<LogicalName>
    /// What equal logical names mean.
    public var names: NameMeaning

    /// Nothing but what is said.
    public init(
      matches: [ResourceMatch] = [], leftAlone: Set<LogicalName> = [],
      rightAlone: Set<LogicalName> = [], names: NameMeaning = .lastResort
    ) {
      self.matches = matches
      self.leftAlone = leftAlone
      self.rightAlone = rightAlone
      self.names = names
    }
  }

  /// What belongs together, sorted by the name on the left.
  public var matches: [ResourceMatch] { table.matches.sorted { $0.left < $1.left } }
  /// What only the left side has, sorted.
  public var onlyLeft: [LogicalName] { table.free.left.union(knowledge.leftAlone).sorted() }
  /// What only the right side has, sorted.
  public var onlyRight: [LogicalName] { table.free.right.union(knowledge.rightAlone).sorted() }

  private let knowledge: Knowledge
  private let left: MatchSide
  private let right: MatchSide
  private var table: MatchTable

  /// Matches all that can be matched; documents are read only where names and ids leave resources
  /// of one kind on both sides.
  public init(_ left: MatchSide, _ right: MatchSide, _ knowledge: Knowledge = Knowledge()) throws {
    var knowledge = knowledge
    knowledge.leftAlone.formIntersection(left.resources.map(\.name))
    knowledge.rightAlone.formIntersection(right.resources.map(\.name))
    self.knowledge = knowledge
    self.left = left
    self.right = right
    table = MatchTable(
      left: Set(left.resources.map(\.name)).subtracting(knowledge.leftAlone),
      right: Set(right.resources.map(\.name)).subtracting(knowledge.rightAlone))
    for match in knowledge.matches { table.add(match.left, match.right, match.reason) }
    matchByID()
    if knowledge.names == .sameResource { matchEqualNames(.lineage) }
    matchByLineage()
    matchByLabel()
    matchEqualContent()
    if !table.kindsOpen.isEmpty {
      var content = try ContentMatching(left, right, table)
      table = content.run()
    }
    if knowledge.names == .lastResort { matchEqualNames(.name) }
  }

  private func free(_ side: MatchSide, _ names: Set<LogicalName>) -> [MatchSide.Resource] {
    side.resources.filter { names.contains($0.name) }
  }

  private mutating func matchByID() {
    let known = Self.index(right.resources) { $0.id }
    for resource in free(left, table.free.left) {
      guard let id = resource.id, let other = known[ResourceKey(resource.name.kind, id)] else {
        continue
      }
      table.add(resource.name, other, .id)
    }
  }

  private mutating func matchEqualNames(_ reason: MatchReason) {
    for name in table.free.left.intersection(table.free.right) { table.add(name, name, reason) }
  }

  /// Pairs a resource with what it was cloned from; of several clones of one the first by name.
  private mutating func matchByLineage() {
    let (origins, clones) = (Self.index(left.resources) { $0.id }, right.resources)
    for clone in clones.sorted(by: { $0.name < $1.name }) {
      guard let id = clone.sourceID, let origin = origins[ResourceKey(clone.name.kind, id)] else {
        continue
      }
      table.add(origin, clone.name, .lineage)
    }
    let others = Self.index(right.resources) { $0.id }
    for clone in left.resources.sorted(by: { $0.name < $1.name }) {
      guard let id = clone.sourceID, let origin = others[ResourceKey(clone.name.kind, id)] else {
        continue
      }
      table.add(clone.name, origin, .lineage)
    }
  }

  private static func index(
    _ resources: [MatchSide.Resource], by id: (MatchSide.Resource) -> String?
  ) -> [ResourceKey: LogicalName] {
    Dictionary(
      resources.compactMap { one in id(one).map { (ResourceKey(one.name.kind, $0), one.name) } }
    ) { first, _ in first }
  }

  /// Pairs what alone of its kind has a name for people, on both sides.
  private mutating func matchByLabel() {
    let others = Self.labels(free(right, table.free.right))
    for (label, names) in Self.labels(free(left, table.free.left)) where names.count == 1 {
      guard let found = others[label], found.count == 1 else { continue }
      table.add(names[0], found[0], .name)
    }
  }

  private static func labels(_ resources: [MatchSide.Resource]) -> [[UInt8]: [LogicalName]] {
    var labels: [[UInt8]: [LogicalName]] = [:]
    for resource in resources where !resource.label.isEmpty {
      let label = Array("\(resource.name.kind.rawValue)/\(resource.label)".utf8)
      labels[label, default: []].append(resource.name)
    }
    return labels
  }

  /// Pairs equal documents: those of equal names, then those that are the only ones.
  private mutating func matchEqualContent() {
    func digests(_ resources: [MatchSide.Resource]) -> [[UInt8]: [LogicalName]] {
      var digests: [[UInt8]: [LogicalName]] = [:]
      for resource in resources {
        guard let digest = resource.digest else { continue }
        digests[digest + resource.name.kind.rawValue.utf8, default: []].append(resource.name)
      }
      return digests
    }
    let others = digests(free(right, table.free.right))
    for (digest, names) in digests(free(left, table.free.left)) {
      guard let found = others[digest] else { continue }
      let equal = Set(found)
      for name in names where equal.contains(name) && knowledge.names != .none {
        table.add(name, name, .content)
      }
      if names.count == 1, found.count == 1 { table.add(names[0], found[0], .content) }
    }
  }
}

extension ResourceMatching {
  /// How much two matched resources have in common, from 0 to 1: what both say, by how much it
  /// tells, of all that they say. What was matched counts as equal, whatever it is called.
  public func similarity(of match: ResourceMatch) throws -> Double {
    guard let one = try left.document(match.left), let other = try right.document(match.right)
    else {
      return 0
    }
    if one == other, match.left == match.right { return 1 }
    return FeatureTable.share(
      DocumentFeatures(one).statements { table.token(left: $0) },
      DocumentFeatures(other).statements { table.token(right: $0) })
  }
}
