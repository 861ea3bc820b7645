public import FileStorage
public import ObjectModel

/// All refs of a repository: files of their own, the file `packed-refs`, and HEAD.
///
/// Nothing is kept in memory between calls, so a call sees what other programs have done.
public final class RefDatabase: Sendable {
  /// The folder of the repository.
  public let directory: String
  /// The format of all ids.
  public let format: ObjectFormat
  let fileSystem: any FileSystem

  /// Opens the refs of a repository.
  ///
  /// - Parameter directory: the folder with `HEAD`, `refs` and `packed-refs`.
  public init(directory: String, format: ObjectFormat, fileSystem: any FileSystem) {
    self.directory = directory
    self.format = format
    self.fileSystem = fileSystem
  }

  /// Returns what a ref points to, or `nil` if there is no such ref; symbolic refs are followed.
  public func target(of name: RefName) throws(RefError) -> ObjectID? {
    preconditionFailure("not written yet")
  }

  /// Returns all refs whose names begin with `prefix`, sorted by name.
  public func refs(startingWith prefix: String = "refs/") throws(RefError) -> [Ref] {
    preconditionFailure("not written yet")
  }

  /// Returns what HEAD says, or `nil` if the file is missing.
  public func head() throws(RefError) -> Head? {
    preconditionFailure("not written yet")
  }

  /// Points HEAD to a ref, which need not exist yet.
  public func setHead(to name: RefName) throws(RefError) {
    preconditionFailure("not written yet")
  }

  /// Begins to gather changes.
  public func transaction() -> RefTransaction {
    RefTransaction(self)
  }

  /// Returns the history of a ref, oldest first; empty if it has none.
  public func reflog(of name: RefName) throws(RefError) -> [ReflogEntry] {
    preconditionFailure("not written yet")
  }
}
