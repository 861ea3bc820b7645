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
  private let documents: (TreeID) throws -> DocumentTree<DocumentID>
  private let load: (DocumentID) throws -> JSONValue
  private var known: [Key: DocumentTree<DocumentID>] = [:]

  private struct Key: Hashable {
    let bases: Set<ResourceBase>
    let name: JSONString?
  }

  /// Prepares to merge bases.
  ///
  /// - Parameter documents: Returns the documents of a content tree; those at which no side and no
  ///   best base differs from the others may be left out.
  init(
    _ history: ContentHistory, rules: TreeMergeRules<CatalogIdentity>,
    documents: @escaping (TreeID) throws -> DocumentTree<DocumentID>,
    load: @escaping (DocumentID) throws -> JSONValue
  ) {
    self.history = history
    self.rules = rules
    self.documents = documents
    self.load = load
  }

  /// The base of two sides; resources that a partial pull took may have one of their own.
  mutating func tree(_ bases: MergeBases) throws -> DocumentTree<DocumentID> {
    var tree = try virtual(bases.commits.map { .commit($0) }, of: nil)
    for (name, candidates) in bases.taken {
      let name = JSONString(name)
      tree.sources[name] = try virtual(candidates, of: name).sources[name]
    }
    return tree
  }

  /// Merges bases into one, of everything or of one resource.
  private mutating func virtual(
    _ bases: [ResourceBase], of name: JSONString?
  ) throws -> DocumentTree<DocumentID> {
    guard let first = bases.first else { return DocumentTree() }
    let key = Key(bases: Set(bases), name: name)
    if let tree = known[key] { return tree }
    var merged = try tree(of: first, name)
    for (index, base) in bases.enumerated().dropFirst() {
      let common = try common(of: Array(bases[..<index]), and: base, name)
      merged = try DocumentTree(
        merging: merged, try tree(of: base, name), base: try virtual(common, of: name),
        rules: rules, load: load)
    }
    known[key] = merged
    return merged
  }

  /// The best of what a base has in common with any of some others.
  private func common(
    of others: [ResourceBase], and base: ResourceBase, _ name: JSONString?
  ) throws -> [ResourceBase] {
    var found: [ResourceBase] = []
    for other in others {
      let bases = try history.graph.mergeBases(of: other.commit, and: base.commit)
      let own = name.flatMap { bases.taken[$0.text] }
      for base in own ?? bases.commits.map({ .commit($0) }) where !found.contains(base) {
        found.append(base)
      }
    }
    return try found.filter { base in try !isSurpassed(base, in: found) }
  }

  private func isSurpassed(_ base: ResourceBase, in found: [ResourceBase]) throws -> Bool {
    for other in found where other.commit != base.commit {
      if try history.graph.isAncestor(base.commit, of: other.commit) { return true }
    }
    return false
  }

  private func tree(
    of base: ResourceBase, _ name: JSONString?
  ) throws -> DocumentTree<DocumentID> {
    let commit =
      switch base {
      case .commit(let commit): commit
      case .taken(let taken): taken.record
      }
    let tree = try documents(try history.repository.objects.commit(commit).tree)
    guard let name else { return tree }
    var single = DocumentTree<DocumentID>()
    single.sources[name] = tree.sources[name]
    return single
  }
}
