import ObjectModel

/// The bases of the resources that partial pulls took, one resource at a time.
struct TakenBases {
  private let history: KnownHistory
  private let best: [Int]
  private let pulls: [PartialPull]
  private let reach: MarkedReach
  private let commits: Range<Int>
  private let sources: Range<Int>
  /// The pulls that took from each source.
  private let twins: [Int: [Int]]

  init(
    _ history: KnownHistory, _ walk: BaseWalk, _ best: [Int], _ pulls: [PartialPull]
  ) throws {
    self.history = history
    self.best = best
    self.pulls = pulls
    twins = Dictionary(grouping: pulls.indices) { pulls[$0].source }
    // What is asked for: the pulls, then the best commits, then the sources.
    commits = pulls.count..<(pulls.count + best.count)
    sources = commits.upperBound..<(commits.upperBound + pulls.count)
    reach = try MarkedReach(
      history, from: pulls.flatMap { [$0.source, $0.commit] },
      to: pulls.map(\.commit) + best + pulls.map(\.source)
    ) { number in walk.marks(of: number).isCommon || walk.marks(of: number).contains(.outdated) }
  }

  /// Returns the bases of each resource that is named by a pull.
  func byName() -> [String: [ResourceBase]] {
    var takers: [String: [Int]] = [:]
    for (index, pull) in pulls.enumerated() {
      for name in pull.taken.names { takers[name, default: []].append(index) }
    }
    // Pulls of everything but a few resources take many resources in the same way.
    var known: [[Int]: [ResourceBase]] = [:]
    return takers.mapValues { takers in
      if let bases = known[takers] { return bases }
      let bases = bases(among: takers)
      known[takers] = bases
      return bases
    }
  }

  private func bases(among takers: [Int]) -> [ResourceBase] {
    var older = BitRow(count: sources.upperBound)
    for taker in takers {
      let source = pulls[taker].source
      var row = reach.row(of: source)
      for twin in twins[source] ?? [] { row.remove(sources.lowerBound + twin) }
      older.formUnion(row)
    }
    let remainingBest = best.indices.filter { !older.contains(commits.lowerBound + $0) }
    let remainingPulls = takers.filter { taker in
      !older.contains(taker) && !older.contains(sources.lowerBound + taker)
        && !isRepeated(taker, among: takers)
    }
    var bases = remainingBest.map { ResourceBase.commit(history.id(best[$0])) }
    for taker in remainingPulls {
      let base = ResourceBase.taken(pulls[taker].taken)
      if bases.last != base { bases.append(base) }
    }
    return bases
  }

  /// Tells whether a later pull took it from the same commit again.
  private func isRepeated(_ taker: Int, among takers: [Int]) -> Bool {
    (twins[pulls[taker].source] ?? []).contains { twin in
      twin != taker && takers.contains(twin)
        && reach.row(of: pulls[twin].commit).contains(taker)
    }
  }
}
