import CommitGraph
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralMerge

/// The three versions of an integration that a merge takes: what both sides have in common, ours
/// and theirs, all under the names that ours has.
struct MergeSides {
  let ours: IntegrationState
  let theirs: IntegrationState
  /// The names that resources have on their side, by ours.
  let theirNames: [LogicalName: LogicalName]
  /// What only a pairing could tell to be the same.
  let pairs: [ResourcePairing.Pair]
  let base: DocumentTree<DocumentID>
  let ourTree: DocumentTree<DocumentID>
  var theirTree: DocumentTree<DocumentID>
  let rules: TreeMergeRules<CatalogIdentity>
  let load: DocumentLoader
  /// Whether what is theirs is part of our history already.
  let isUpToDate: Bool
  /// Whether the sides have no history in common and nothing else relates them.
  let isUnrelated: Bool

  /// Puts the sides of a merge together.
  ///
  /// - Parameters:
  ///   - ourHead: The commit that our branch is at; `nil` if nothing is recorded.
  ///   - theirHead: The commit of theirs, or the one that their branch is at.
  ///   - declared: The state that both come from, where a person says so.
  init(
    _ ours: IntegrationState, at ourHead: CommitID?, _ theirs: IntegrationState,
    at theirHead: CommitID?, declared: IntegrationState?, _ context: OperationContext
  ) throws {
    let repository = context.repository
    self.ours = ours
    self.theirs = theirs
    load = DocumentLoader(repository, with: [ours, theirs] + [declared].compactMap { $0 })
    rules = MergeRules.of(context.catalog)
    let history = ContentHistory(repository)
    let bases = try declared == nil ? history.bases(of: ourHead, and: theirHead) : nil
    let isRelated = bases.map { !$0.commits.isEmpty } ?? false
    let naming = try SideNaming(ours, theirs, areRelated: isRelated)
    ourTree = DocumentTree(ours.resources)
    theirTree = try naming.renamed(DocumentTree(theirs.resources), load)
    theirNames = naming.theirNames
    pairs = naming.pairs
    if let declared {
      base = try SideNaming(ours, declared, areRelated: false).renamed(
        DocumentTree(declared.resources), load)
    } else if let bases {
      var merged = MergeBaseTree(history, rules: rules) { [load] in try load($0) }
      base = try naming.renamedBase(try merged.tree(bases), load)
    } else {
      base = DocumentTree()
    }
    isUnrelated = !isRelated && declared == nil
    isUpToDate = try Self.isAncestor(theirHead, of: ourHead, theirs, history)
  }

  private static func isAncestor(
    _ theirs: CommitID?, of ours: CommitID?, _ state: IntegrationState, _ history: ContentHistory
  ) throws -> Bool {
    guard let theirs, let ours, try history.repository.objects.commit(theirs).tree == state.content
    else { return false }
    return try history.graph.isAncestor(theirs, of: ours)
  }
}
