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
public struct TreeMergeRules<Identity: ArrayIdentity> {
  /// Returns the place of the root of the document with a name.
  public var identity: (JSONString) -> Identity

  /// Where a document holds its name, such as `/name`; its conflicts are `rename/rename`.
  public var nameMember: JSONPointer?

  /// The rules that the merged documents must keep.
  public var invariants: [any DocumentInvariant]

  /// Creates rules.
  public init(
    identity: @escaping (JSONString) -> Identity, nameMember: JSONPointer? = nil,
    invariants: [any DocumentInvariant] = []
  ) {
    self.identity = identity
    self.nameMember = nameMember
    self.invariants = invariants
  }
}
