public import ObjectModel

/// Writes objects into one pack that becomes visible as a whole.
///
/// An object that the transaction or the repository has already is not written again. Nothing is
/// visible to others before ``commit()`` returns; afterwards everything is, and survives a power
/// cut. A transaction that is released without commit is abandoned. For one thread at a time.
public final class ObjectTransaction {
  /// How to write.
  public struct Options: Sendable {
    /// The deflate level, 0 to 12.
    public var level: Int
    /// How many bytes of objects are gathered before they are deflated on all cores.
    public var batchByteCount: Int

    /// Makes options.
    public init(level: Int = 6, batchByteCount: Int = 4 << 20) {
      self.level = level
      self.batchByteCount = batchByteCount
    }
  }

  /// What a commit has written.
  public struct Summary: Sendable, Equatable {
    /// The path of the new pack, or `nil` if there was nothing new.
    public let packPath: String?
    /// How many objects were written.
    public let objectCount: Int
    /// The size of the pack in bytes.
    public let packByteCount: Int
  }

  /// The format of all ids.
  public var format: ObjectFormat { preconditionFailure("not written yet") }

  init() {}

  /// Takes an object and returns its id.
  @discardableResult
  public func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(ObjectWriteError) -> ObjectID {
    preconditionFailure("not written yet")
  }

  /// Takes many objects, hashing them on all cores, and returns their ids in the same order.
  @discardableResult
  public func write(_ objects: [StoredObject]) throws(ObjectWriteError) -> [ObjectID] {
    preconditionFailure("not written yet")
  }

  /// Takes a blob.
  @discardableResult
  public func writeBlob(_ bytes: [UInt8]) throws(ObjectWriteError) -> BlobID {
    preconditionFailure("not written yet")
  }

  /// Takes a tree; whether its entries exist is the caller's business.
  @discardableResult
  public func writeTree(_ tree: Tree) throws(ObjectWriteError) -> TreeID {
    preconditionFailure("not written yet")
  }

  /// Takes a commit; whether its tree and parents exist is the caller's business.
  @discardableResult
  public func writeCommit(_ commit: Commit) throws(ObjectWriteError) -> CommitID {
    preconditionFailure("not written yet")
  }

  /// Returns an object of this transaction or of the repository.
  public func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    preconditionFailure("not written yet")
  }

  /// Tells whether an object is in this transaction or in the repository.
  public func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    preconditionFailure("not written yet")
  }

  /// Makes everything durable and then visible; the transaction is over then.
  ///
  /// - Throws: if anything fails; nothing is visible then and the transaction is abandoned.
  @discardableResult
  public func commit() throws(ObjectWriteError) -> Summary {
    preconditionFailure("not written yet")
  }

  /// Drops everything taken so far; fine on a transaction that is over.
  public func abandon() {
    preconditionFailure("not written yet")
  }
}

/// Says why objects could not be written.
public struct ObjectWriteError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// The disk is full.
    case noSpace
    /// The user may not write there.
    case permissionDenied
    /// The file system failed in another way.
    case notWritten
    /// The repository could not be asked whether it has the object.
    case unreadable
    /// The transaction failed before and takes nothing more.
    case failed
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence.
  public let message: String
  /// The error underneath.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, _ message: String, _ cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }
}
