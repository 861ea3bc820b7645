public import FileStorage
public import ObjectModel

/// The folder layout of a bare git repository.
public enum BareRepository {
  /// Makes a new, empty repository; the folder may exist if it is empty.
  ///
  /// - Parameter head: the ref that HEAD points to until it is set otherwise.
  /// - Throws: `.nameCollision` if there is a repository already.
  public static func initialize(
    _ directory: String, format: ObjectFormat, head: RefName, fileSystem: any FileSystem
  ) throws(RefError) {
    preconditionFailure("not written yet")
  }

  /// Returns the object format of a repository after checking that this program can work with it.
  ///
  /// - Throws: `.unsupported` for a newer version or an unknown extension, `.unreadable` if the
  ///   folder is not a repository.
  public static func format(
    of directory: String, fileSystem: any FileSystem
  ) throws(RefError) -> ObjectFormat {
    preconditionFailure("not written yet")
  }
}
