public import LosslessJSON

/// The three-way merge of named documents.
///
/// Documents are merged one by one; then come the documents that one side deleted and the other
/// made a reference to; then the rules are checked in every document that the sides have not alike
/// and in which nothing competes.
public struct TreeMerge<ID: Hashable & Sendable>: Sendable {
  /// The merged documents; those that equal a side's are that side's stored ones.
  public let tree: DocumentTree<ID>

  /// The conflicts that are open, by name, then in the order of the document.
  public let conflicts: [TreeConflict]

  /// The conflicts that a resolution ended.
  public let resolved: [TreeConflict]

  /// Tells whether nothing competes any more.
  public var isClean: Bool { conflicts.isEmpty }

  /// Merges the documents of two sides.
  ///
  /// A resolution counts when its conflict is met with the other resolutions made, or with none.
  ///
  /// - Parameters:
  ///   - isAlike: tells of a name that no tree has whether all sides have one document there: the
  ///     trees may leave such documents out.
  ///   - load: returns the document with an id; called once for an id at most.
  /// - Throws: what the closures throw, or ``MergeError`` for a resolution that ends no conflict or does
  ///   not fit its place.
  public init<Identity>(
    base: DocumentTree<ID>, ours: DocumentTree<ID>, theirs: DocumentTree<ID>,
    rules: TreeMergeRules<Identity>, resolutions: [MergePlace: Resolution] = [:],
    isAlike: @escaping (JSONString) throws -> Bool = { _ in false },
    load: (ID) throws -> JSONValue
  ) throws {
    let sides = TreeSides(base: base, ours: ours, theirs: theirs)
    let (run, cache) = try withoutActuallyEscaping(load) { load in
      var run = TreeMergeRun(
        sides, rules, ResolutionTable(resolutions), DocumentCache(load: load), isAlike)
      try run.mergeDocuments()
      try run.findReferencesToDeleted()
      try run.checkInvariants()
      return (run.outcome, run.documents.loaded)
    }
    let unmet = resolutions.keys.filter { !run.places.contains($0) }
    if !unmet.isEmpty {
      let bare = try TreeMerge(
        base: base, ours: ours, theirs: theirs, rules: rules, isAlike: isAlike
      ) { id in
        if let document = cache[id] { document } else { try load(id) }
      }
      let known = Set(bare.conflicts.map(\.place))
      if let place = unmet.filter({ !known.contains($0) }).min(by: <) {
        throw MergeError.unknownConflict(at: place.path, in: place.name)
      }
    }
    tree = run.tree
    conflicts = run.open
    resolved = run.resolved
  }
}

extension MergePlace {
  /// Orders places by name, then by path.
  static func < (first: MergePlace, second: MergePlace) -> Bool {
    first.name == second.name ? first.path < second.path : first.name < second.name
  }
}
