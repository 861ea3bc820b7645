public import FileStorage
public import ObjectModel
public import PackFormat

/// All objects of a repository, wherever they lie: in packs or in files of their own.
///
/// Objects are written through an ``ObjectTransaction`` and are visible once it has committed.
/// Any number of threads may read at the same time.
public final class ObjectDatabase: ObjectReading {
  /// The format of all ids.
  public let format: ObjectFormat

  /// Opens the objects of a repository.
  ///
  /// - Parameter directory: the folder `objects` of the repository.
  public init(
    directory: String, format: ObjectFormat, fileSystem: any FileSystem,
    limits: PackLimits = PackLimits()
  ) throws(ObjectReadError) {
    self.format = format
    preconditionFailure("not written yet")
  }

  /// Returns the object of that id; its bytes have been hashed and match.
  public func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    preconditionFailure("not written yet")
  }

  /// Tells whether an object of that id is there, without reading it.
  public func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    preconditionFailure("not written yet")
  }

  /// Returns the ids that begin with these hexadecimal digits, sorted, at most `countMax` of them.
  public func ids(
    startingWith digits: String, countMax: Int = 16
  ) throws(ObjectReadError) -> [ObjectID] {
    preconditionFailure("not written yet")
  }

  /// Looks again which packs there are.
  public func refresh() throws(ObjectReadError) {
    preconditionFailure("not written yet")
  }

  /// Begins to write objects.
  public func transaction(
    options: ObjectTransaction.Options = ObjectTransaction.Options()
  ) -> ObjectTransaction {
    preconditionFailure("not written yet")
  }

  /// Reads and checks everything: each object's hash, each pack's and index's checksums.
  public func verify() -> VerificationReport {
    preconditionFailure("not written yet")
  }
}
