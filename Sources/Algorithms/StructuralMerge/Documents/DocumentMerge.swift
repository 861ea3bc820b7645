public import LosslessJSON
public import StructuralDiff

/// The three-way merge of one document.
///
/// The result depends on nothing but the arguments. It is valid whatever the conflicts are: it
/// holds ours wherever the sides compete.
public struct DocumentMerge: Hashable, Sendable {
  /// The merged document with all resolutions made; `nil` means there is none any more.
  public let value: JSONValue?

  /// The conflicts that are open, in the order of the document.
  public let conflicts: [MergeConflict]

  /// The conflicts that a resolution ended.
  public let resolved: [MergeConflict]

  /// Tells whether nothing competes any more.
  public var isClean: Bool { conflicts.isEmpty }

  /// Merges a document; `identity` stands for the place of its root.
  ///
  /// Resolutions are given by the paths of the conflicts that the merge without resolutions has.
  ///
  /// - Parameter nameMember: where a document holds its name, whose conflicts are `rename/rename`.
  /// - Throws: ``MergeError`` for a resolution that ends no conflict or does not fit its place.
  public init(
    base: MergeBase, ours: JSONValue?, theirs: JSONValue?, identity: some ArrayIdentity,
    nameMember: JSONPointer? = nil, resolutions: [JSONPointer: Resolution] = [:]
  ) throws(MergeError) {
    var merge = ValueMerge(.document, nameMember: nameMember, resolutions: resolutions)
    value = merge.merge(
      Versions(base: Version(base), ours: Version(value: ours), theirs: Version(value: theirs)),
      at: identity, isScope: true)
    if let failure = merge.failure { throw failure }
    let met = Set(merge.met.map(\.conflict.path))
    if let unknown = resolutions.keys.filter({ !met.contains($0) }).min(by: <) {
      throw .unknownConflict(at: unknown)
    }
    conflicts = merge.met.filter { $0.resolution == nil }.map(\.conflict)
    resolved = merge.met.filter { $0.resolution != nil }.map(\.conflict)
  }
}

extension MergeBase {
  /// Merges two merge bases into one; where they compete the result equals nothing.
  ///
  /// `base` is what the two have in common, itself merged where that is several.
  public init(
    merging first: MergeBase, _ second: MergeBase, base: MergeBase, identity: some ArrayIdentity
  ) {
    var merge = ValueMerge(.base)
    let value = merge.merge(
      Versions(base: Version(base), ours: Version(first), theirs: Version(second)), at: identity,
      isScope: true)
    self.init(value, holes: PlaceSet(merge.met.map(\.conflict.path) + merge.holes))
  }
}

extension JSONPointer {
  /// Orders places by their tokens.
  static func < (first: JSONPointer, second: JSONPointer) -> Bool {
    first.tokens.lexicographicallyPrecedes(second.tokens)
  }
}
