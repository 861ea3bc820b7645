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

/// The file of a connection's write-ahead log, which any thread may bring to the disk as long as the
/// connection is open.
struct SQLiteLogFile: Sendable {
  private nonisolated(unsafe) let pointer: UnsafeMutablePointer<sqlite3_file>

  /// Finds the log of a connection that has written; `nil` where there is none.
  init?(of connection: SQLiteHandle) {
    guard let file = sqlite_log(connection.library, connection.pointer) else { return nil }
    pointer = file
  }

  /// Waits until what was written is on the disk; tells whether the disk took it.
  func synchronize() -> Bool { sqlite_log_synchronize(pointer) == SQLITE_OK }
}
