import CommitGraph
import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore
import StructuralMerge

/// What two sides have in common, as documents.
///
/// Several best common ancestors are merged into one first, as git's recursive strategy does; where
/// they compete, the base equals nothing.
struct MergeBaseTree {
  private let history: ContentHistory
  private let rules: TreeMergeRules<CatalogIdentity>
  private let load: (DocumentID) throws -> JSONValue
  private var known: [Set<CommitID>: DocumentTree<DocumentID>] = [:]

  init(
    _ history: ContentHistory, rules: TreeMergeRules<CatalogIdentity>,
    load: @escaping (DocumentID) throws -> JSONValue
  ) {
    self.history = history
    self.rules = rules
    self.load = load
  }

  /// The base of two sides; resources that a partial pull took have the version that it took.
  mutating func tree(_ bases: MergeBases) throws -> DocumentTree<DocumentID> {
    var tree = try virtual(bases.commits)
    for (name, candidates) in bases.taken {
      tree.sources[JSONString(name)] = try source(of: JSONString(name), candidates)
    }
    return tree
  }

  // MARK: Several commits

  private mutating func virtual(_ commits: [CommitID]) throws -> DocumentTree<DocumentID> {
    guard let first = commits.first else { return DocumentTree() }
    if let tree = known[Set(commits)] { return tree }
    var merged = try tree(of: first)
    for (index, commit) in commits.enumerated().dropFirst() {
      let common = try common(of: Array(commits[..<index]), and: commit)
      merged = try DocumentTree(
        merging: merged, try tree(of: commit), base: try virtual(common), rules: rules, load: load)
    }
    known[Set(commits)] = merged
    return merged
  }

  /// The best of what a commit has in common with any of some others.
  private func common(of others: [CommitID], and commit: CommitID) throws -> [CommitID] {
    var found: [CommitID] = []
    for other in others {
      for base in try history.graph.mergeBases(of: other, and: commit).commits
      where !found.contains(base) {
        found.append(base)
      }
    }
    return try found.filter { base in try !isSurpassed(base, in: found) }
  }

  private func isSurpassed(_ base: CommitID, in found: [CommitID]) throws -> Bool {
    for other in found where other != base {
      if try history.graph.isAncestor(base, of: other) { return true }
    }
    return false
  }

  private func tree(of commit: CommitID) throws -> DocumentTree<DocumentID> {
    try DocumentTree(try history.repository.objects.commit(commit).tree, in: history.repository)
  }

  // MARK: One resource

  /// The base of one resource, each candidate merged into it.
  private func source(
    of name: JSONString, _ candidates: [ResourceBase]
  ) throws -> DocumentTree<DocumentID>.Source? {
    var merged: DocumentTree<DocumentID>?
    for candidate in candidates {
      let tree = try tree(of: candidate)
      var single = DocumentTree<DocumentID>()
      single.sources[name] = tree.sources[name]
      if let known = merged {
        merged = try DocumentTree(
          merging: known, single, base: DocumentTree(), rules: rules, load: load)
      } else {
        merged = single
      }
    }
    return merged?.sources[name]
  }

  private func tree(of base: ResourceBase) throws -> DocumentTree<DocumentID> {
    switch base {
    case .commit(let commit): try tree(of: commit)
    case .taken(let taken): try tree(of: taken.record)
    }
  }
}
