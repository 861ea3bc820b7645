import CommitGraph
import ObjectModel

/// The rules once more, as sets straight from the definitions.
struct NaiveAncestry {
  let graph: TextGraph
  /// The resource for which partial pulls are merges, if there is one.
  private let subject: (name: String, countsIncomplete: Bool)?
  private var full: [CommitID: Set<CommitID>] = [:]
  private var all: [CommitID: Set<CommitID>] = [:]

  /// Needs commits in an order in which ancestors come first.
  init(_ graph: TextGraph, subject: (name: String, countsIncomplete: Bool)? = nil) {
    self.graph = graph
    self.subject = subject
    for name in graph.names {
      guard let node = graph.nodes[name] else { continue }
      add(graph.id(name), node)
    }
  }

  private mutating func add(_ id: CommitID, _ node: CommitNode) {
    var next = node.revertsTo.map { [$0] } ?? node.parents
    if let taken = node.taken, counts(taken) { next.append(taken.source) }
    full[id] = next.reduce(into: [id]) { $0.formUnion(fully($1)) }
    all[id] = next.reduce(into: [id]) { $0.formUnion(ancestors($1)) }
    guard let target = node.revertsTo else { return }
    var parent = node.parents.first
    while let undone = parent, !ancestors(target).contains(undone) {
      all[id]?.insert(undone)
      parent = graph.nodes[graph.name(undone)]?.parents.first
    }
  }

  private func counts(_ taken: Taken) -> Bool {
    guard let subject, taken.names.contains(subject.name) else { return false }
    return subject.countsIncomplete || !taken.incomplete.contains(subject.name)
  }

  func ancestors(_ id: CommitID) -> Set<CommitID> { all[id] ?? [] }

  /// The ancestors that are not undone.
  private func fully(_ id: CommitID) -> Set<CommitID> { full[id] ?? [] }

  private func common(_ a: CommitID, _ b: CommitID) -> Set<CommitID> {
    ancestors(a).intersection(ancestors(b)).intersection(fully(a).union(fully(b)))
  }

  private func best(_ a: CommitID, _ b: CommitID) -> [CommitID] {
    let common = common(a, b)
    return common.filter { one in
      !common.contains { $0 != one && ancestors($0).contains(one) }
    }.sorted()
  }

  // MARK: Bases

  func mergeBases(_ a: CommitID, _ b: CommitID) -> MergeBases {
    let commits = best(a, b)
    var taken: [String: [ResourceBase]] = [:]
    for name in ["x", "y", "z"] {
      let complete = NaiveAncestry(graph, subject: (name, false))
      let every = NaiveAncestry(graph, subject: (name, true))
      let isSafe = every.best(a, b).allSatisfy {
        complete.common(a, b).contains($0) || !records($0, a, b, every).isEmpty
      }
      let chosen = isSafe ? every : complete
      let bases = chosen.best(a, b).flatMap { commit in
        let records = records(commit, a, b, chosen)
        return records.isEmpty ? [.commit(commit)] : records.map { ResourceBase.taken($0) }
      }
      if bases != commits.map({ .commit($0) }) { taken[name] = bases }
    }
    return MergeBases(commits: commits, taken: taken)
  }

  private func records(
    _ source: CommitID, _ a: CommitID, _ b: CommitID, _ other: NaiveAncestry
  ) -> [Taken] {
    guard !common(a, b).contains(source) else { return [] }
    let pulls = graph.names.map(graph.id).filter { id in
      guard let taken = graph.nodes[graph.name(id)]?.taken else { return false }
      return taken.source == source && other.counts(taken)
        && (other.fully(a).contains(id) || other.fully(b).contains(id))
    }
    let latest = pulls.filter { one in
      !pulls.contains { $0 != one && ancestors($0).contains(one) }
    }
    return Set(latest.compactMap { graph.nodes[graph.name($0)]?.taken }).sorted {
      $0.record < $1.record
    }
  }
}
