internal import CSQLiteLoader
import Synchronization

/// One connection to a database file, with the statements that were prepared on it.
///
/// Statements are compiled once and used again. A connection serves one thread at a time; a
/// ``DatabasePool`` sees to that.
public final class DatabaseConnection: Sendable {
  let handle: SQLiteHandle
  /// Compiled statements that are not running.
  private let idleStatements = Mutex<[String: SQLiteHandle]>([:])

  /// Above this many different statements the oldest compilations are dropped.
  private static let idleCountMax = 512

  /// How a file is opened.
  enum Mode {
    case writing
    case reading
    case checkpointing
  }

  /// Opens a file, which is made if it is missing, and sets it up.
  init(path: String, mode: Mode, busyMilliseconds: Int32) throws(DatabaseError) {
    let library = try SQLiteHandle.loadedLibrary()
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
    var opened: OpaquePointer?
    let result = library.pointee.open_v2(path, &opened, flags | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened else {
      throw DatabaseError(.cannotOpen, "cannot open the database '\(path)': no memory")
    }
    handle = SQLiteHandle(library: library, pointer: opened)
    guard result == SQLITE_OK else {
      throw DatabaseError(handle, doing: "cannot open the database '\(path)'")
    }
    _ = library.pointee.busy_timeout(opened, busyMilliseconds)
    for setting in Self.settings(mode) { try execute(setting) }
  }

  deinit {
    for statement in idleStatements.withLock({ Array($0.values) }) {
      _ = handle.library.pointee.finalize(statement.pointer)
    }
    _ = handle.library.pointee.close_v2(handle.pointer)
  }

  private static func settings(_ mode: Mode) -> [String] {
    // What NORMAL leaves to be done after a commit is done by DurableLog.
    let common = [
      "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON",
      "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -4000",
    ]
    switch mode {
    case .writing: return common + ["PRAGMA secure_delete = ON", "PRAGMA cell_size_check = ON"]
    case .reading: return common + ["PRAGMA query_only = ON"]
    case .checkpointing: return common
    }
  }

  /// Runs one or more statements without parameters and without an answer.
  public func execute(_ sql: String) throws(DatabaseError) {
    let result = handle.library.pointee.exec(handle.pointer, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw DatabaseError(handle, doing: "the database refused") }
  }

  /// Runs a statement that changes rows and returns how many it changed.
  @discardableResult
  public func run(_ sql: String, _ values: any DatabaseBindable...) throws -> Int {
    try withStatement(sql, values) { statement in
      while try step(statement) {}
      return Int(handle.library.pointee.changes64(handle.pointer))
    }
  }

  /// Returns what `read` makes of each row of a query, in order.
  public func rows<Result>(
    _ sql: String, _ values: any DatabaseBindable..., read: (DatabaseRow) throws -> Result
  ) throws -> [Result] {
    try rows(sql, values: values, read: read)
  }

  /// Returns what `read` makes of each row of a query, in order.
  public func rows<Result>(
    _ sql: String, values: [any DatabaseBindable], read: (DatabaseRow) throws -> Result
  ) throws -> [Result] {
    try withStatement(sql, values) { statement in
      var results: [Result] = []
      while try step(statement) { results.append(try read(DatabaseRow(statement: statement))) }
      return results
    }
  }

  /// Returns what `read` makes of the first row of a query, or `nil` if there is none.
  public func row<Result>(
    _ sql: String, _ values: any DatabaseBindable..., read: (DatabaseRow) throws -> Result
  ) throws -> Result? {
    try withStatement(sql, values) { statement in
      try step(statement) ? try read(DatabaseRow(statement: statement)) : nil
    }
  }

  /// The number that SQLite gave the row that was inserted last.
  public var lastInsertedNumber: Int64 {
    handle.library.pointee.last_insert_rowid(handle.pointer)
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool { handle.library.pointee.get_autocommit(handle.pointer) == 0 }

  private func step(_ statement: SQLiteHandle) throws(DatabaseError) -> Bool {
    switch handle.library.pointee.step(statement.pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw DatabaseError(handle, doing: "the database refused")
    }
  }
}

// MARK: - Statements

extension DatabaseConnection {
  /// Takes a compiled statement, binds the values, and puts it back whatever happens.
  private func withStatement<Result>(
    _ sql: String, _ values: [any DatabaseBindable], _ body: (SQLiteHandle) throws -> Result
  ) throws -> Result {
    let statement = try takeStatement(sql)
    defer { putBack(statement, sql) }
    for (position, value) in values.enumerated() {
      try bind(value.databaseValue, at: Int32(position + 1), of: statement)
    }
    return try body(statement)
  }

  private func takeStatement(_ sql: String) throws(DatabaseError) -> SQLiteHandle {
    if let idle = idleStatements.withLock({ $0.removeValue(forKey: sql) }) { return idle }
    var compiled: OpaquePointer?
    let result = handle.library.pointee.prepare_v3(
      handle.pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard result == SQLITE_OK, let compiled else {
      throw DatabaseError(handle, doing: "the database does not understand '\(sql)'")
    }
    return SQLiteHandle(library: handle.library, pointer: compiled)
  }

  private func putBack(_ statement: SQLiteHandle, _ sql: String) {
    _ = handle.library.pointee.reset(statement.pointer)
    _ = handle.library.pointee.clear_bindings(statement.pointer)
    let surplus = idleStatements.withLock { idle -> SQLiteHandle? in
      guard idle.count < Self.idleCountMax, idle[sql] == nil else { return statement }
      idle[sql] = statement
      return nil
    }
    if let surplus { _ = handle.library.pointee.finalize(surplus.pointer) }
  }

  private func bind(
    _ value: DatabaseValue, at position: Int32, of statement: SQLiteHandle
  ) throws(DatabaseError) {
    let library = handle.library.pointee
    let target = statement.pointer
    let result =
      switch value {
      case .null: library.bind_null(target, position)
      case .integer(let number): library.bind_int64(target, position, number)
      case .real(let number): library.bind_double(target, position, number)
      case .text(let text):
        Self.bind(Array(text.utf8)) { start, count in
          library.bind_text64(
            target, position, start.assumingMemoryBound(to: CChar.self), count, sqlite_copying(),
            UInt8(SQLITE_UTF8))
        }
      case .bytes(let bytes):
        Self.bind(bytes) { start, count in
          library.bind_blob64(target, position, start, count, sqlite_copying())
        }
      }
    guard result == SQLITE_OK else { throw DatabaseError(handle, doing: "cannot bind a value") }
  }

  /// Gives the bytes an address even where there are none: without one, SQLite takes them for null.
  private static func bind(
    _ bytes: [UInt8], _ body: (UnsafeRawPointer, UInt64) -> Int32
  ) -> Int32 {
    if bytes.isEmpty { return withUnsafeBytes(of: UInt8(0)) { bind($0, count: 0, body) } }
    return bytes.withUnsafeBytes { bind($0, count: UInt64(bytes.count), body) }
  }

  private static func bind(
    _ buffer: UnsafeRawBufferPointer, count: UInt64, _ body: (UnsafeRawPointer, UInt64) -> Int32
  ) -> Int32 {
    guard let start = buffer.baseAddress else { preconditionFailure("the buffer is not empty") }
    return body(start, count)
  }
}
