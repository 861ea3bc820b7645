public import LosslessJSON
public import StructuralDiff

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

extension DocumentTree {
  /// Merges two merge bases into one; where they compete the result equals nothing.
  ///
  /// `base` is what the two have in common, itself merged where that is several.
  ///
  /// - Throws: what `load` throws.
  public init<Identity>(
    merging first: DocumentTree, _ second: DocumentTree, base: DocumentTree,
    rules: TreeMergeRules<Identity>, load: (ID) throws -> JSONValue
  ) throws where Identity: ArrayIdentity {
    let sides = TreeSides(base: base, ours: first, theirs: second)
    self.init()
    for name in sides.names {
      let versions = sides[name]
      if let settled = versions.settled {
        sources[name] = settled
        continue
      }
      let merged = MergeBase(
        merging: try versions.ours.loaded(load), try versions.theirs.loaded(load),
        base: try versions.base.loaded(load), identity: rules.identity(name))
      if merged.value != nil || !merged.holes.isEmpty { sources[name] = .made(merged) }
    }
  }
}

extension Optional {
  /// Returns the document with its holes, or none.
  func loaded<ID>(_ load: (ID) throws -> JSONValue) rethrows -> MergeBase
  where Wrapped == DocumentTree<ID>.Source {
    switch self {
    case .stored(let id): MergeBase(try load(id))
    case .made(let base): base
    case nil: .none
    }
  }
}
