import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralMerge

/// Gives the documents of another side our names for the same things.
struct SideNaming {
  /// By our name, theirs; `nil` where both sides use one name for one thing.
  let theirNames: [LogicalName: LogicalName]?
  /// By our name, theirs, for slots that are called otherwise there.
  let theirSlots: [LogicalName: LogicalName]
  /// By their name, ours.
  private let ourNames: [LogicalName: LogicalName]
  /// What was found to be the same on both sides, by names that only a pairing could tell.
  let pairs: [ResourcePairing.Pair]
  private let renaming: ReferenceRenaming?
  private let ours: Set<LogicalName>

  /// Pairs what both sides have; sides with a common history use one name for one thing, unless
  /// another relation of theirs is known.
  init(
    _ ours: StateSide, _ theirs: StateSide, areRelated: Bool, in repository: Repository
  ) throws {
    let relation = try Self.relation(of: ours.target, and: theirs.target, in: repository)
    if areRelated, relation == nil {
      self.init()
    } else {
      try self.init(try ours.state(), try theirs.state(), areRelated: areRelated, relation)
    }
  }

  /// What people declared of two integrations, if both sides are any.
  private static func relation(
    of ours: TargetName?, and theirs: TargetName?, in repository: Repository
  ) throws -> DeclaredRelation? {
    guard let ours, let theirs, ours != theirs else { return nil }
    return try repository.relation(of: ours, and: theirs)
  }

  /// One name for one thing.
  private init() {
    (theirNames, theirSlots, ourNames) = (nil, [:], [:])
    (pairs, renaming, ours) = ([], nil, [])
  }

  private init(
    _ ours: IntegrationState, _ theirs: IntegrationState, areRelated: Bool,
    _ relation: DeclaredRelation?
  ) throws {
    self.ours = Set(ours.resources.keys)
    let pairing = try ResourcePairing(ours, theirs, areRelated: areRelated, declared: relation)
    let renaming = ReferenceRenaming(pairing)
    ourNames = pairing.leftNames
    theirNames = Dictionary(uniqueKeysWithValues: ourNames.map { ($0.value, $0.key) })
    theirSlots = Dictionary(uniqueKeysWithValues: pairing.slotNames.map { ($0.value, $0.key) })
    pairs = pairing.pairs
    let isSame = renaming.isIdentity && ourNames.allSatisfy { $0.key == $0.value }
    self.renaming = isSame ? nil : renaming
  }

  /// Whether both sides use one name for one thing.
  var isIdentity: Bool { theirNames == nil }

  /// Their documents under our names, and naming things as we do.
  func renamed(
    _ tree: DocumentTree<DocumentID>, _ load: DocumentLoader
  ) throws -> DocumentTree<DocumentID> {
    guard let renaming else { return tree }
    var renamed = DocumentTree<DocumentID>()
    for (key, source) in tree.sources {
      let name = LogicalName(key.text).flatMap { ourNames[$0] }
      renamed.sources[name.map { JSONString($0.description) } ?? key] = try Self.renamed(
        source, renaming, load)
    }
    return renamed
  }

  /// A base under our names: it comes from one side or from the other.
  func renamedBase(
    _ base: DocumentTree<DocumentID>, _ load: DocumentLoader
  ) throws -> DocumentTree<DocumentID> {
    if isIdentity { return base }
    let names = base.sources.keys.compactMap { LogicalName($0.text) }
    let areOurs = names.count { ours.contains($0) } >= names.count { ourNames[$0] != nil }
    return areOurs ? base : try renamed(base, load)
  }

  private static func renamed(
    _ source: DocumentTree<DocumentID>.Source, _ renaming: ReferenceRenaming,
    _ load: DocumentLoader
  ) throws -> DocumentTree<DocumentID>.Source {
    switch source {
    case .stored(let id):
      let document = try load(id)
      let renamed = renaming.renamed(document)
      return renamed == document ? source : .made(MergeBase(renamed))
    case .made(var base):
      base.value = base.value.map(renaming.renamed)
      return .made(base)
    }
  }
}
