/// Writes canonical JSON piece by piece into a buffer that can be reused.
///
/// The canonical form: members sorted by the UTF-8 bytes of their keys, two spaces of indentation, each member and element
/// on a line of its own, numbers exact and shortest, strings with as few escapes as possible, a newline
/// at the end. The caller emits the members of its own objects in that order, each as ``key(_:)`` and one value;
/// ``node(_:_:)`` and ``value(_:)`` sort by themselves. The newline behind the outermost value comes by itself.
public struct CanonicalWriter: ~Copyable {
  /// Creates an empty writer.
  public init() {}

  /// The bytes written so far, copied.
  public var bytes: [UInt8] { preconditionFailure("unfinished") }

  /// The number of bytes written so far.
  public var count: Int { preconditionFailure("unfinished") }

  /// Calls `body` with the bytes written so far, which must not be kept.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result { preconditionFailure("unfinished") }

  /// Forgets what was written.
  public mutating func removeAll(keepingCapacity: Bool = true) { preconditionFailure("unfinished") }

  /// Starts an object.
  public mutating func beginObject() { preconditionFailure("unfinished") }

  /// Ends the innermost object.
  public mutating func endObject() { preconditionFailure("unfinished") }

  /// Starts an array.
  public mutating func beginArray() { preconditionFailure("unfinished") }

  /// Ends the innermost array.
  public mutating func endArray() { preconditionFailure("unfinished") }

  /// Writes the key of a member from its decoded bytes; its value must follow.
  public mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) { preconditionFailure("unfinished") }

  /// Writes the key of a member; its value must follow.
  public mutating func key(_ key: JSONString) { preconditionFailure("unfinished") }

  /// Writes the key of a member; its value must follow.
  public mutating func key(_ key: StaticString) { preconditionFailure("unfinished") }

  /// Writes the key at `index` of a tape; its value must follow.
  public mutating func key(_ tape: JSONTape, _ index: JSONNodeIndex) { preconditionFailure("unfinished") }

  /// Writes a string from its decoded bytes, which must be well-formed (WTF-8).
  public mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) { preconditionFailure("unfinished") }

  /// Writes a string.
  public mutating func string(_ value: JSONString) { preconditionFailure("unfinished") }

  /// Writes a number from any valid lexeme of it.
  public mutating func number(lexeme: UnsafeBufferPointer<UInt8>) { preconditionFailure("unfinished") }

  /// Writes a number.
  public mutating func number(_ value: JSONNumber) { preconditionFailure("unfinished") }

  /// Writes a boolean.
  public mutating func bool(_ value: Bool) { preconditionFailure("unfinished") }

  /// Writes `null`.
  public mutating func null() { preconditionFailure("unfinished") }

  /// Writes the whole subtree at `index` of a tape.
  public mutating func node(_ tape: JSONTape, _ index: JSONNodeIndex) { preconditionFailure("unfinished") }

  /// Writes a whole tree.
  public mutating func value(_ value: JSONValue) { preconditionFailure("unfinished") }
}
