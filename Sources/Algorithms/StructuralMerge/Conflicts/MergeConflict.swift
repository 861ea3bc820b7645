public import LosslessJSON

/// Competing changes of two sides at one place: a value, kept and shown until it is resolved.
public struct MergeConflict: Hashable, Sendable {
  /// The kinds of conflict; in names of two words ours comes first.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Both sides changed a value, differently.
    case modifyModify = "modify/modify"
    /// Ours changed what theirs deleted.
    case modifyDelete = "modify/delete"
    /// Ours deleted what theirs changed.
    case deleteModify = "delete/modify"
    /// Both sides added different values at one place.
    case addAdd = "add/add"
    /// Both sides gave a document a new name, not the same one.
    case renameRename = "rename/rename"
    /// One side deleted a document to which the other made a new reference.
    case deleteReference = "delete/reference"
    /// Both sides put elements at one position of an array whose order is behaviour.
    case order
    /// The merged documents break a rule that each side kept.
    case invariant
  }

  /// Tells what competes.
  public let kind: Kind

  /// The place in the merged document as it is while nothing is resolved.
  ///
  /// An element that is not in it because ours deleted it has an index from the number of elements
  /// on, so that every conflict of a document has a path of its own.
  public let path: JSONPointer

  /// The value of the base, or `nil` where it has none.
  public let base: JSONValue?

  /// What the merged document holds here until the conflict is resolved, and after ours is taken;
  /// `nil` is nothing. What did not compete inside a text or an array is merged in it.
  public let ours: JSONValue?

  /// What the merged document holds here after theirs is taken; `nil` is nothing.
  public let theirs: JSONValue?

  /// What else there is to say.
  public let detail: Detail

  /// Creates a conflict.
  public init(
    _ kind: Kind, at path: JSONPointer, base: JSONValue?, ours: JSONValue?, theirs: JSONValue?,
    detail: Detail = .none
  ) {
    self.kind = kind
    self.path = path
    self.base = base
    self.ours = ours
    self.theirs = theirs
    self.detail = detail
  }

  /// What some kinds of conflict tell beside the values.
  public enum Detail: Hashable, Sendable {
    /// The values tell all.
    case none
    /// The text line by line: what is merged and where the sides compete.
    case text(TextMerge)
    /// The new references to a deleted document.
    case references([MergePlace])
    /// The rule that the merged documents break.
    case violation(Violation)
  }
}

/// A place in a set of named documents.
public struct MergePlace: Hashable, Sendable {
  /// The name of the document.
  public let name: JSONString
  /// The place in it.
  public let path: JSONPointer

  /// Creates a place.
  public init(name: JSONString, path: JSONPointer = .root) {
    self.name = name
    self.path = path
  }
}
