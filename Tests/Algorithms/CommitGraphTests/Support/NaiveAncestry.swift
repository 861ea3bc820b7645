import CommitGraph
import ObjectModel

/// The rules once more, as sets straight from the definitions.
struct NaiveAncestry {
  let graph: TextGraph
  private var full: [CommitID: Set<CommitID>] = [:]
  private var all: [CommitID: Set<CommitID>] = [:]

  /// Needs commits in an order in which ancestors come first.
  init(_ graph: TextGraph) {
    self.graph = graph
    for name in graph.names {
      guard let node = graph.nodes[name] else { continue }
      add(graph.id(name), node)
    }
  }

  private mutating func add(_ id: CommitID, _ node: CommitNode) {
    let next = node.revertsTo.map { [$0] } ?? node.parents
    full[id] = next.reduce(into: [id]) { $0.formUnion(fully($1)) }
    all[id] = next.reduce(into: [id]) { $0.formUnion(ancestors($1)) }
    guard let target = node.revertsTo else { return }
    var parent = node.parents.first
    while let undone = parent, !ancestors(target).contains(undone) {
      all[id]?.insert(undone)
      parent = graph.nodes[graph.name(undone)]?.parents.first
    }
  }

  func ancestors(_ id: CommitID) -> Set<CommitID> { all[id] ?? [] }

  /// The ancestors that are not undone.
  private func fully(_ id: CommitID) -> Set<CommitID> { full[id] ?? [] }

  private func isProper(_ a: CommitID, _ b: CommitID) -> Bool { a != b && ancestors(b).contains(a) }

  func mergeBases(_ a: CommitID, _ b: CommitID) -> MergeBases {
    let common = ancestors(a).intersection(ancestors(b))
      .intersection(fully(a).union(fully(b)))
    let best = common.filter { one in !common.contains { isProper(one, $0) } }.sorted()
    let pulls = pulls(fully(a), ancestors(b), common) + pulls(fully(b), ancestors(a), common)
    var taken: [String: [ResourceBase]] = [:]
    for name in Set(pulls.flatMap(\.1.names)) {
      taken[name] = bases(best, pulls.filter { $0.1.names.contains(name) })
    }
    return MergeBases(commits: best, taken: taken)
  }

  private func pulls(
    _ ours: Set<CommitID>, _ theirs: Set<CommitID>, _ common: Set<CommitID>
  ) -> [(CommitID, Taken)] {
    ours.sorted().compactMap { id in
      guard let taken = graph.nodes[graph.name(id)]?.taken, theirs.contains(taken.source) else {
        return nil
      }
      let isKnown = common.contains {
        ancestors($0).contains(id) || ancestors($0).contains(taken.source)
      }
      return isKnown ? nil : (id, taken)
    }
  }

  private func bases(_ best: [CommitID], _ pulls: [(CommitID, Taken)]) -> [ResourceBase] {
    let commits = best.filter { commit in
      !pulls.contains { ancestors($0.1.source).contains(commit) }
    }
    let takens = pulls.filter { one in !pulls.contains { replaces($0, one) } }.map(\.1)
    let ordered = Set(takens).sorted { ($0.source, $0.record) < ($1.source, $1.record) }
    return commits.map { .commit($0) } + ordered.map { .taken($0) }
  }

  private func replaces(_ newer: (CommitID, Taken), _ older: (CommitID, Taken)) -> Bool {
    isProper(older.1.source, newer.1.source)
      || ancestors(newer.1.source).contains(older.0)
      || (older.1.source == newer.1.source && isProper(older.0, newer.0))
  }
}
