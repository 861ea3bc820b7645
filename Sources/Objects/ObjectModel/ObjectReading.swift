/// Gives objects by their ids.
///
/// A reader never verifies that the ids inside an object resolve.
public protocol ObjectReading: Sendable {
  /// The format of all ids.
  var format: ObjectFormat { get }

  /// Returns the object of that id; its bytes have been hashed and match.
  ///
  /// - Throws: `.missing` if there is none, `.corrupt` if bytes exist but do not match the id.
  func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject

  /// Tells whether an object of that id is there, without reading it.
  func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool
}

extension ObjectReading {
  /// Returns the content of an object that must be of one kind.
  public func bytes(_ id: ObjectID, of kind: ObjectKind) throws(ObjectReadError) -> [UInt8] {
    let object = try object(id)
    guard object.kind == kind else {
      throw ObjectReadError(
        .wrongKind, id, "object '\(id)' is a \(object.kind.name), not a \(kind.name)")
    }
    return object.bytes
  }

  /// Returns the content of a blob.
  public func blob(_ id: BlobID) throws(ObjectReadError) -> [UInt8] {
    try bytes(id.objectID, of: .blob)
  }

  /// Returns a tree.
  public func tree(_ id: TreeID) throws(ObjectReadError) -> Tree {
    let bytes = try bytes(id.objectID, of: .tree)
    return try decoding(id.objectID) { () throws(ObjectCodingError) in
      try Tree(decoding: bytes, format: format)
    }
  }

  /// Returns a commit.
  public func commit(_ id: CommitID) throws(ObjectReadError) -> Commit {
    let bytes = try bytes(id.objectID, of: .commit)
    return try decoding(id.objectID) { () throws(ObjectCodingError) in
      try Commit(decoding: bytes, format: format)
    }
  }

  func decoding<Value>(
    _ id: ObjectID, _ body: () throws(ObjectCodingError) -> Value
  ) throws(ObjectReadError) -> Value {
    do throws(ObjectCodingError) {
      return try body()
    } catch {
      throw ObjectReadError(.corrupt, id, "object '\(id)' is damaged: \(error.message)", error)
    }
  }
}

/// Says why an object could not be read.
public struct ObjectReadError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// No source has it.
    case missing
    /// Bytes are there, and they are damaged.
    case corrupt
    /// It is larger than the reader's limit.
    case tooLarge
    /// The file system refused.
    case unreadable
    /// The object is there and is of another kind.
    case wrongKind
  }

  /// The kind of failure.
  public let code: Code
  /// The object that was wanted, if one was.
  public let objectID: ObjectID?
  /// The whole sentence, with the id.
  public let message: String
  /// The error underneath.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, _ objectID: ObjectID?, _ message: String, _ cause: (any Error)? = nil) {
    self.code = code
    self.objectID = objectID
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }
}
