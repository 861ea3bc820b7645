internal import CSQLiteLoader

/// Explains why a database could not do what it was asked for.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Sendable {
    /// SQLite is not installed.
    case libraryMissing = "sqlite_missing"
    /// The file cannot be opened or made.
    case cannotOpen = "database_cannot_open"
    /// Another process holds the database for longer than is waited for.
    case busy = "database_busy"
    /// A rule of the schema forbids the row.
    case constraint = "database_constraint"
    /// The file is damaged or no database.
    case damaged = "database_damaged"
    /// The disk is full, or the file as large as it may get.
    case full = "database_full"
    /// Reading or writing failed.
    case readOrWriteFailed = "database_io"
    /// The file was made by a newer version of the program.
    case tooNew = "database_too_new"
    /// Anything else.
    case failed = "database_failed"
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence, with the way out where there is one.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

extension DatabaseError {
  /// Makes an error of what SQLite says about its connection.
  init(_ connection: SQLiteHandle, doing what: String) {
    let library = connection.library.pointee
    let number = library.extended_errcode(connection.pointer)
    let reason = library.errmsg(connection.pointer).map { String(cString: $0) } ?? "unknown reason"
    self.init(Self.code(of: number), "\(what): \(reason) (SQLite \(number))")
  }

  /// What SQLite's codes mean here; the lower byte is the primary one.
  static func code(of number: Int32) -> Code {
    switch number & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_CONSTRAINT: .constraint
    case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
    case SQLITE_FULL: .full
    case SQLITE_IOERR, SQLITE_READONLY, SQLITE_PERM: .readOrWriteFailed
    case SQLITE_CANTOPEN: .cannotOpen
    default: .failed
    }
  }
}
