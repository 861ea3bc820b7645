internal import CSQLiteLoader

/// The current row of a query; its columns are counted from 0.
///
/// To be used only while the closure that was given it runs.
public struct DatabaseRow {
  let statement: SQLiteHandle

  /// The value of a column.
  public func value(_ column: Int32) -> DatabaseValue {
    switch statement.library.pointee.column_type(statement.pointer, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(statement.library.pointee.column_double(statement.pointer, column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .bytes(bytes(column))
    default: .null
    }
  }

  /// Tells whether a column holds nothing.
  public func isNull(_ column: Int32) -> Bool {
    statement.library.pointee.column_type(statement.pointer, column) == SQLITE_NULL
  }

  /// The number in a column; 0 for null.
  public func integer(_ column: Int32) -> Int64 {
    statement.library.pointee.column_int64(statement.pointer, column)
  }

  /// The number in a column; 0 for null.
  public func int(_ column: Int32) -> Int { Int(integer(column)) }

  /// Whether the number in a column is not 0.
  public func bool(_ column: Int32) -> Bool { integer(column) != 0 }

  /// The text in a column; empty for null.
  public func text(_ column: Int32) -> String {
    withBytes(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes in a column; empty for null.
  public func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }

  /// The text in a column, or `nil` for null.
  public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// The number in a column, or `nil` for null.
  public func optionalInteger(_ column: Int32) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  /// The bytes in a column, or `nil` for null.
  public func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  private func withBytes<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    // The pointer comes first: asking for it may convert the value, and with it its length.
    let start = statement.library.pointee.column_blob(statement.pointer, column)
    let count = Int(statement.library.pointee.column_bytes(statement.pointer, column))
    return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }
}
