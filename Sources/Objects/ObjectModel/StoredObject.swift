/// The four kinds of git objects.
public enum ObjectKind: UInt8, Sendable, Hashable, CaseIterable {
  /// A tree with its history: parents, who, when, why.
  case commit = 1
  /// Named, sorted entries.
  case tree = 2
  /// Bytes.
  case blob = 3
  /// An annotated tag; read as bytes, not written.
  case tag = 4

  /// The word in git's encodings.
  public var name: String {
    switch self {
    case .commit: "commit"
    case .tree: "tree"
    case .blob: "blob"
    case .tag: "tag"
    }
  }

  /// Returns the kind of that word in git's encodings.
  public init?(name: some StringProtocol) {
    guard let kind = ObjectKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

/// Immutable bytes with a kind.
public struct StoredObject: Sendable, Hashable {
  /// Blob, tree, commit or tag.
  public let kind: ObjectKind
  /// The content, in git's encoding of the kind.
  public let bytes: [UInt8]

  /// Makes an object in memory.
  public init(kind: ObjectKind, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  /// Returns the id that the object has in a repository of that format.
  public func id(in format: ObjectFormat) -> ObjectID {
    ObjectHasher(format).id(of: kind, bytes)
  }
}

/// An object and the id that was computed for it.
public struct IdentifiedObject: Sendable {
  /// The id.
  public let id: ObjectID
  /// The object.
  public let object: StoredObject

  /// Makes a pair; the id is taken as it is.
  public init(id: ObjectID, object: StoredObject) {
    self.id = id
    self.object = object
  }

  /// Computes the id of an object.
  public init(_ object: StoredObject, in format: ObjectFormat) {
    self.init(id: object.id(in: format), object: object)
  }
}
