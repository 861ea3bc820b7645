/// Gives logical names to resources that have none yet.
///
/// The order in which equal slugs are numbered depends on content alone, so that two environments
/// that hold the same integration give the same names whatever their ids and times are.
public struct NameAssignment {
  /// A resource that needs a name.
  public struct Candidate: Sendable {
    /// The resource.
    public let key: ResourceKey
    /// The name that it would have if it were the only one.
    public let slug: String
    /// The creation time, then the id: what orders true twins, for which any order is right.
    let age: String

    public init(_ summary: ResourceSummary) {
      key = summary.key
      slug = Slug.of(summary.name, fallback: summary.key.kind.rawValue)
      age = "\(summary.createdAt) \(summary.key.id)"
    }
  }

  /// Orders candidates that have one slug by content; see ``TwinOrder``.
  public typealias Ordering = ([[Candidate]]) throws -> [ResourceKey: Int]

  /// Names every candidate; `taken` are names that are in use or once were.
  public static func names(
    for candidates: [Candidate], taken: Set<LogicalName>, ordering: Ordering
  ) rethrows -> [ResourceKey: LogicalName] {
    let groups = Dictionary(grouping: candidates) { LogicalName($0.key.kind, $0.slug) }
    let crowded = groups.values.filter { $0.count > 1 }
    let ranks = crowded.isEmpty ? [:] : try ordering(crowded)
    var names: [ResourceKey: LogicalName] = [:]
    var used = taken
    var waiting: [Candidate] = []
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      var group = group.sorted { ranks[$0.key] ?? 0 < ranks[$1.key] ?? 0 }
      if !used.contains(name) { names[group.removeFirst().key] = name }
      waiting += group
    }
    used.formUnion(groups.keys)
    for candidate in waiting {
      let name = firstFree(candidate, used)
      names[candidate.key] = name
      used.insert(name)
    }
    return names
  }

  private static func firstFree(_ candidate: Candidate, _ used: Set<LogicalName>) -> LogicalName {
    var number = 2
    while true {
      let name = LogicalName(candidate.key.kind, Slug.numbered(candidate.slug, number))
      if !used.contains(name) { return name }
      number += 1
    }
  }
}
