public import LosslessJSON

/// Named documents of which each is stored somewhere under an id, or made by a merge.
///
/// Equal ids mean equal documents; only documents whose ids differ are ever loaded.
public struct DocumentTree<ID: Hashable & Sendable>: Hashable, Sendable {
  /// Where a document is.
  public enum Source: Hashable, Sendable {
    /// It is stored under an id.
    case stored(ID)
    /// It was made by a merge; its holes count in a base only.
    case made(MergeBase)
  }

  /// The documents by name.
  public var sources: [JSONString: Source]

  /// Creates a tree of documents.
  public init(_ sources: [JSONString: Source] = [:]) {
    self.sources = sources
  }

  /// Creates a tree of stored documents.
  public init(stored ids: [JSONString: ID]) {
    sources = ids.mapValues { .stored($0) }
  }
}
