/// Gives logical names to resources that have none yet.
///
/// The order in which equal slugs are numbered depends on content alone, so that two environments
/// that hold the same integration give the same names whatever their ids and times are.
public struct NameAssignment {
  /// A resource that needs a name.
  public struct Candidate: Sendable {
    private let summary: ResourceSummary
    /// The name that it would have if it were the only one.
    let name: LogicalName

    public init(_ summary: ResourceSummary) {
      self.summary = summary
      let kind = summary.key.kind
      name = LogicalName(kind, Slug.of(summary.name, fallback: kind.rawValue))
    }

    /// The resource.
    public var key: ResourceKey { summary.key }
    /// The creation time, then the id: what orders true twins, for which any order is right.
    var age: String { "\(summary.createdAt) \(summary.key.id)" }
  }

  /// Orders candidates that have one slug by content; see ``TwinOrder``.
  public typealias Ordering = ([[Candidate]]) throws -> [ResourceKey: Int]

  /// Names every candidate.
  ///
  /// - Parameters:
  ///   - named: The names of others, which are among those returned.
  ///   - taken: More names that are in use or once were.
  public static func names(
    for candidates: [Candidate], beside named: [ResourceKey: LogicalName] = [:],
    taken: Set<LogicalName>, ordering: Ordering
  ) rethrows -> [ResourceKey: LogicalName] {
    let crowds = crowds(of: candidates)
    let ranks = crowds.isEmpty ? [:] : try ordering(Array(crowds.values))
    var used = taken.union(named.values)
    var names = named
    names.reserveCapacity(named.count + candidates.count)
    var waiting: [Candidate] = []
    func name(_ candidate: Candidate) {
      if used.contains(candidate.name) {
        waiting.append(candidate)
      } else {
        names[candidate.key] = candidate.name
      }
    }
    for candidate in candidates where crowds[candidate.name] == nil { name(candidate) }
    for crowd in crowds.values {
      let ranked = crowd.sorted { ranks[$0.key] ?? 0 < ranks[$1.key] ?? 0 }
      name(ranked[0])
      waiting += ranked.dropFirst()
    }
    if !waiting.isEmpty { used.formUnion(candidates.lazy.map(\.name)) }
    // Stable: those of one name stay in the order of their ranks.
    for candidate in waiting.sorted(by: { $0.name < $1.name }) {
      let name = firstFree(candidate, used)
      names[candidate.key] = name
      used.insert(name)
    }
    return names
  }

  /// The candidates whose slug others have too.
  private static func crowds(of candidates: [Candidate]) -> [LogicalName: [Candidate]] {
    var seen = Set<LogicalName>(minimumCapacity: candidates.count)
    var crowded: Set<LogicalName> = []
    for candidate in candidates where !seen.insert(candidate.name).inserted {
      crowded.insert(candidate.name)
    }
    guard !crowded.isEmpty else { return [:] }
    return Dictionary(grouping: candidates.filter { crowded.contains($0.name) }, by: \.name)
  }

  private static func firstFree(_ candidate: Candidate, _ used: Set<LogicalName>) -> LogicalName {
    var number = 2
    while true {
      let name = LogicalName(candidate.name.kind, Slug.numbered(candidate.name.slug, number))
      if !used.contains(name) { return name }
      number += 1
    }
  }
}
