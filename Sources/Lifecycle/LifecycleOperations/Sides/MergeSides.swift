import CommitGraph
import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
import RepositoryCore
import StructuralMerge

/// The three versions of an integration that a merge takes: what both sides have in common, ours
/// and theirs, all under the names that ours has.
///
/// Where both sides use one name for one thing, the trees hold only what is not alike in all three:
/// folders with one id are not even opened.
struct MergeSides {
  let ours: StateSide
  let theirs: StateSide
  /// What only a pairing could tell to be the same.
  let pairs: [ResourcePairing.Pair]
  let base: DocumentTree<DocumentID>
  let ourTree: DocumentTree<DocumentID>
  let theirTree: DocumentTree<DocumentID>
  /// What the three trees leave out.
  let alike: AlikeDocuments
  let rules: TreeMergeRules<CatalogIdentity>
  let catalog: FieldCatalog
  let load: DocumentLoader
  /// The trees of all sides.
  let files: TreeFiles
  /// Whether what is theirs is part of our history already.
  let isUpToDate: Bool
  /// Whether the sides have no history in common and nothing else relates them.
  let isUnrelated: Bool
  /// See ``SideNaming``.
  let theirNames: [LogicalName: LogicalName]?
  /// See ``SideNaming``.
  let theirSlots: [LogicalName: LogicalName]

  /// Puts the sides of a merge together.
  ///
  /// - Parameters:
  ///   - ourHead: The commit that our branch is at; `nil` if nothing is recorded.
  ///   - theirHead: The commit of theirs, or the one that their branch is at.
  ///   - declared: The state that both come from, where a person says so.
  init(
    _ ours: StateSide, at ourHead: CommitID?, _ theirs: StateSide, at theirHead: CommitID?,
    declared: StateSide?, _ context: OperationContext
  ) throws {
    let repository = context.repository
    let history = ContentHistory(repository)
    let bases = try declared == nil ? history.bases(of: ourHead, and: theirHead) : nil
    let isRelated = bases.map { !$0.commits.isEmpty } ?? false
    let naming = try SideNaming(ours, theirs, areRelated: isRelated, in: repository)
    let objects = OverlaidObjects(
      joining: [ours, theirs, declared].compactMap { $0?.objects }, over: repository.objects)
    let trees = SideTrees(history, MergeRules.of(context.catalog), objects)
    let names = try naming.isIdentity ? trees.names(ours, theirs, bases) : nil
    self.ours = ours
    self.theirs = theirs
    catalog = context.catalog
    (files, load, rules) = (trees.files, trees.load, trees.rules)
    ourTree = try trees.files.documents(of: names, in: ours.content)
    theirTree = try naming.renamed(
      try trees.files.documents(of: names, in: theirs.content), load)
    alike = AlikeDocuments(
      names.map { _ in ours.content }, trees.files, except: names ?? [])
    (theirNames, theirSlots) = (naming.theirNames, naming.theirSlots)
    pairs = naming.pairs
    if let declared {
      base = try SideNaming(ours, declared, areRelated: false, in: repository).renamed(
        try trees.files.documents(of: nil, in: declared.content), load)
    } else if let bases {
      base = try naming.renamedBase(try trees.base(bases, of: names), load)
    } else {
      base = DocumentTree()
    }
    isUnrelated = !isRelated && declared == nil
    isUpToDate = try Self.isAncestor(theirHead, of: ourHead, theirs, history)
  }

  private static func isAncestor(
    _ theirs: CommitID?, of ours: CommitID?, _ side: StateSide, _ history: ContentHistory
  ) throws -> Bool {
    guard let theirs, let ours, try history.repository.objects.commit(theirs).tree == side.content
    else { return false }
    return try history.graph.isAncestor(theirs, of: ours)
  }

  /// The name that a resource has, or would have, on their side; `nil` for what they do not have.
  func theirName(_ name: LogicalName) -> LogicalName? {
    guard let theirNames else { return name }
    return theirNames[name]
  }
}

/// Finds the documents of three trees that a merge has to look at.
private struct SideTrees {
  let history: ContentHistory
  let rules: TreeMergeRules<CatalogIdentity>
  let files: TreeFiles
  let load: DocumentLoader

  init(
    _ history: ContentHistory, _ rules: TreeMergeRules<CatalogIdentity>, _ objects: OverlaidObjects
  ) {
    self.history = history
    self.rules = rules
    files = TreeFiles(objects)
    load = DocumentLoader(objects)
  }

  /// The names at which two sides, or one of their bases, are not alike.
  func names(
    _ ours: StateSide, _ theirs: StateSide, _ bases: MergeBases?
  ) throws -> Set<LogicalName> {
    var names = Set((bases?.taken ?? [:]).keys.compactMap { LogicalName($0) })
    let trees = try (bases?.commits ?? []).map {
      try history.repository.objects.commit($0).tree
    }
    try readFolders([ours.content, theirs.content] + trees)
    for tree in [ours.content] + trees {
      for file in try files.difference(tree, theirs.content).files {
        if let name = StateLayout.resource(at: file.path)?.name { names.insert(name) }
      }
    }
    return names
  }

  /// Reads the folders that are not alike in all trees, on all cores.
  private func readFolders(_ trees: [TreeID]) throws {
    var folders: [String: Set<TreeID>] = [:]
    for tree in Set(trees) {
      let view = try files.view(tree)
      for position in 0..<view.count {
        let entry = try view.entry(at: position)
        if let folder = entry.treeID { folders[entry.name, default: []].insert(folder) }
      }
    }
    let wanted = folders.values.filter { $0.count > 1 }.joined()
    let objects = load.objects
    for (id, view) in try parallelMap(
      Array(wanted), makeWorker: {}, { ($1, try objects.treeView($1)) })
    {
      files.keep(view, of: id)
    }
  }

  func base(
    _ bases: MergeBases, of names: Set<LogicalName>?
  ) throws -> DocumentTree<DocumentID> {
    var merged = MergeBaseTree(
      history, rules: rules, documents: { try files.documents(of: names, in: $0) },
      load: { try load($0) })
    return try merged.tree(bases)
  }
}
