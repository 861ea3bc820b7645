import LosslessJSON
import StructuralDiff

/// A merge of named documents while it is being made.
struct TreeMergeRun<ID: Hashable & Sendable, Identity: ArrayIdentity> {
  typealias Source = DocumentTree<ID>.Source

  /// What a merge comes to.
  struct Outcome {
    let tree: DocumentTree<ID>
    let open: [TreeConflict]
    let resolved: [TreeConflict]

    /// The places of all conflicts that were met.
    var places: Set<MergePlace> { Set((open + resolved).map(\.place)) }
  }

  let sides: TreeSides<ID>
  let rules: TreeMergeRules<Identity>
  let resolutions: ResolutionTable
  var documents: DocumentCache<ID>
  /// Whether all sides have one document that the trees leave out.
  let isAlike: (JSONString) throws -> Bool

  /// The merged documents so far.
  var tree = DocumentTree<ID>()
  /// The conflicts in the documents, in their order.
  private var open: [JSONString: [MergeConflict]] = [:]
  private var resolved: [JSONString: [MergeConflict]] = [:]
  /// The names of documents that the sides have not alike.
  private(set) var differing: [JSONString] = []
  /// The documents that one side deleted and the other left alone.
  var deletions: [JSONString: Deletion] = [:]

  /// Who deleted a document, and what the other side still has.
  struct Deletion {
    let isOurs: Bool
    let source: Source
  }

  init(
    _ sides: TreeSides<ID>, _ rules: TreeMergeRules<Identity>, _ resolutions: ResolutionTable,
    _ documents: DocumentCache<ID>, _ isAlike: @escaping (JSONString) throws -> Bool
  ) {
    self.sides = sides
    self.rules = rules
    self.resolutions = resolutions
    self.documents = documents
    self.isAlike = isAlike
  }

  var outcome: Outcome {
    Outcome(tree: tree, open: Self.sorted(open), resolved: Self.sorted(resolved))
  }

  private static func sorted(_ conflicts: [JSONString: [MergeConflict]]) -> [TreeConflict] {
    conflicts.sorted { $0.key < $1.key }.flatMap { name, conflicts in
      conflicts.map { TreeConflict(name: name, conflict: $0) }
    }
  }

  /// Merges all documents one by one.
  mutating func mergeDocuments() throws {
    tree = sides.ours
    for name in sides.names {
      let entry = sides[name]
      if entry.ours == entry.theirs, entry.ours.holdsSame(as: entry.theirs) { continue }
      differing.append(name)
      if let settled = entry.settled {
        note(name, entry, settled)
        tree.sources[name] = settled
      } else {
        try merge(name, entry)
      }
    }
    differing.sort()
  }

  private mutating func note(_ name: JSONString, _ entry: TreeSides<ID>.Entry, _ settled: Source?) {
    guard settled == nil, let source = entry.ours ?? entry.theirs else { return }
    deletions[name] = Deletion(isOurs: entry.ours == nil, source: source)
  }

  private mutating func merge(_ name: JSONString, _ entry: TreeSides<ID>.Entry) throws {
    let base = try documents.version(entry.base)
    let ours = try documents.document(entry.ours)
    let theirs = try documents.document(entry.theirs)
    var merge = ValueMerge(
      .document, nameMember: rules.nameMember, resolutions: resolutions[name])
    let value = merge.merge(
      Versions(base: Version(base), ours: Version(value: ours), theirs: Version(value: theirs)),
      at: rules.identity(name), isScope: true)
    if let failure = merge.failure {
      throw MergeError.unsuitableValue(at: failure.path, in: name)
    }
    for (conflict, resolution) in merge.met {
      record(conflict, in: name, isOpen: resolution == nil)
    }
    if value == ours {
      tree.sources[name] = entry.ours
    } else {
      tree.sources[name] = value == theirs ? entry.theirs : value.map { .made(MergeBase($0)) }
    }
  }
}

// MARK: - Conflicts

extension TreeMergeRun {
  mutating func record(_ conflict: MergeConflict, in name: JSONString, isOpen: Bool) {
    if isOpen {
      open[name, default: []].append(conflict)
    } else {
      resolved[name, default: []].append(conflict)
    }
  }

  /// Tells whether a resolution ended a conflict at a place.
  func isResolved(_ name: JSONString, at path: JSONPointer) -> Bool {
    resolved[name]?.contains { $0.path == path } ?? false
  }

  /// Tells whether something competes in a document.
  func isOpen(_ name: JSONString) -> Bool { open[name] != nil }
}
