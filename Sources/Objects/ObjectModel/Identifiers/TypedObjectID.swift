/// An object id of which the kind of object is known, so that a tree cannot pass for a commit.
public protocol TypedObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The kind of object it names.
  static var kind: ObjectKind { get }
  /// The id without its kind.
  var objectID: ObjectID { get }
  /// States that `objectID` names an object of this kind; reading it finds out whether it does.
  init(_ objectID: ObjectID)
}

extension TypedObjectID {
  /// Reads 40 or 64 hexadecimal digits, or gives `nil` for any other text.
  public init?(hex: some StringProtocol) {
    guard let id = ObjectID(hex: hex) else { return nil }
    self.init(id)
  }

  /// Lower-case hexadecimal digits.
  public var hex: String { objectID.hex }

  /// Lower-case hexadecimal digits.
  public var description: String { objectID.hex }

  /// Orders by bytes.
  public static func < (one: Self, other: Self) -> Bool { one.objectID < other.objectID }
}

/// The name of a blob.
public struct BlobID: TypedObjectID {
  /// The kind of object it names.
  public static var kind: ObjectKind { .blob }
  /// The id without its kind.
  public let objectID: ObjectID
  /// States that `objectID` names a blob.
  public init(_ objectID: ObjectID) { self.objectID = objectID }
}

/// The name of a tree.
public struct TreeID: TypedObjectID {
  /// The kind of object it names.
  public static var kind: ObjectKind { .tree }
  /// The id without its kind.
  public let objectID: ObjectID
  /// States that `objectID` names a tree.
  public init(_ objectID: ObjectID) { self.objectID = objectID }
}

/// The name of a commit.
public struct CommitID: TypedObjectID {
  /// The kind of object it names.
  public static var kind: ObjectKind { .commit }
  /// The id without its kind.
  public let objectID: ObjectID
  /// States that `objectID` names a commit.
  public init(_ objectID: ObjectID) { self.objectID = objectID }
}
