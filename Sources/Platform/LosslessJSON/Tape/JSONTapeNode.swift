/// Tells what a JSON value is.
public enum JSONKind: UInt8, Sendable, Hashable {
  case null, bool, number, string, array, object
}

/// Names one value or key on the tape of a document.
public struct JSONNodeIndex: Sendable, Hashable, Comparable {
  @usableFromInline let position: UInt32

  @inlinable init(_ position: UInt32) { self.position = position }

  /// Orders nodes as they stand in the source.
  @inlinable public static func < (a: JSONNodeIndex, b: JSONNodeIndex) -> Bool {
    a.position < b.position
  }
}

/// One step of the tape: a value, or the key of a member directly before its value.
@usableFromInline
struct JSONTapeNode: Sendable {
  /// Where the content starts: behind the quote of a string, else at the first character.
  @usableFromInline var start: UInt32

  /// The length of a scalar's content in bytes, or the number of members or elements.
  @usableFromInline var extent: UInt32

  /// For containers the node behind the subtree; for keys a hash of the decoded bytes.
  @usableFromInline var link: UInt32

  @usableFromInline var kind: JSONKind

  /// For strings: the content has escapes. For numbers: the lexeme is not known to be canonical.
  /// For booleans: the value.
  @usableFromInline var flag: Bool

  @inlinable init(start: UInt32, extent: UInt32, link: UInt32, kind: JSONKind, flag: Bool) {
    self.start = start
    self.extent = extent
    self.link = link
    self.kind = kind
    self.flag = flag
  }

  @inlinable var isContainer: Bool { kind.rawValue >= JSONKind.array.rawValue }
}
