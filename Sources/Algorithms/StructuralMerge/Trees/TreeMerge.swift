public import LosslessJSON
public import StructuralDiff

/// A conflict in a named document.
public struct TreeConflict: Hashable, Sendable {
  /// The name of the document.
  public let name: JSONString
  /// The conflict in it; the path of a conflict about the whole document is the root.
  public let conflict: MergeConflict

  /// Creates a conflict.
  public init(name: JSONString, conflict: MergeConflict) {
    self.name = name
    self.conflict = conflict
  }

  /// The place by which a resolution names the conflict.
  public var place: MergePlace { MergePlace(name: name, path: conflict.path) }
}

/// What a merge of named documents needs to know beside the documents.
public struct TreeMergeRules<Identity: ArrayIdentity>: Sendable where Identity: Sendable {
  /// Returns the place of the root of the document with a name.
  public var identity: @Sendable (JSONString) -> Identity

  /// Where a document holds its name, such as `/name`; its conflicts are `rename/rename`.
  public var nameMember: JSONPointer?

  /// The rules that the merged documents must keep.
  public var invariants: [any DocumentInvariant]

  /// Creates rules.
  public init(
    identity: @escaping @Sendable (JSONString) -> Identity, nameMember: JSONPointer? = nil,
    invariants: [any DocumentInvariant] = []
  ) {
    self.identity = identity
    self.nameMember = nameMember
    self.invariants = invariants
  }
}

/// The three-way merge of named documents.
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
  /// - Parameter load: returns the document with an id; called once for an id at most.
  /// - Throws: what `load` throws, or ``MergeError`` for a resolution that ends no conflict or does
  ///   not fit its place.
  public init<Identity>(
    base: DocumentTree<ID>, ours: DocumentTree<ID>, theirs: DocumentTree<ID>,
    rules: TreeMergeRules<Identity>, resolutions: [MergePlace: Resolution] = [:],
    load: (ID) throws -> JSONValue
  ) throws {
    fatalErrorPlaceholder()
  }
}

extension DocumentTree {
  /// Merges two merge bases into one; where they compete the result equals nothing.
  ///
  /// `base` is what the two have in common, itself merged where that is several.
  public init<Identity>(
    merging first: DocumentTree, _ second: DocumentTree, base: DocumentTree,
    rules: TreeMergeRules<Identity>, load: (ID) throws -> JSONValue
  ) throws {
    fatalErrorPlaceholder()
  }
}
func fatalErrorPlaceholder() -> Never { preconditionFailure("not yet made") }
