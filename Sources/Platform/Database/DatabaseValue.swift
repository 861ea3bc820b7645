/// One value in a column.
public enum DatabaseValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])
}

/// What can stand in the place of a parameter of a statement.
public protocol DatabaseBindable {
  /// The value as the database keeps it.
  var databaseValue: DatabaseValue { get }
}

extension DatabaseValue: DatabaseBindable {
  public var databaseValue: DatabaseValue { self }
}

extension String: DatabaseBindable {
  /// The text.
  public var databaseValue: DatabaseValue { .text(self) }
}

extension Int: DatabaseBindable {
  /// The number.
  public var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

extension Int64: DatabaseBindable {
  /// The number.
  public var databaseValue: DatabaseValue { .integer(self) }
}

extension Bool: DatabaseBindable {
  /// 1 or 0.
  public var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: DatabaseBindable {
  /// The bytes.
  public var databaseValue: DatabaseValue { .bytes(self) }
}

extension Optional: DatabaseBindable where Wrapped: DatabaseBindable {
  /// The value, or null.
  public var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}
