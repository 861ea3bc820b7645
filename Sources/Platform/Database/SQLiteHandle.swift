internal import CSQLiteLoader

/// A connection or a statement of SQLite, and the library that it belongs to.
///
/// SQLite is opened in its serialized mode, in which threads may share what it gives out.
struct SQLiteHandle: Sendable {
  nonisolated(unsafe) let library: UnsafePointer<SQLiteLibrary>
  nonisolated(unsafe) let pointer: OpaquePointer

  /// Returns the library, which is loaded on first use.
  static func loadedLibrary() throws(DatabaseError) -> UnsafePointer<SQLiteLibrary> {
    guard let library = sqlite_library() else {
      throw DatabaseError(
        .libraryMissing,
        "cannot load SQLite (\(String(cString: sqlite_library_failure()))); "
          + "install the package 'libsqlite3-0'")
    }
    return library
  }
}
