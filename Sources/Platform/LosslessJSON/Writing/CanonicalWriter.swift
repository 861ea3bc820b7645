/// Writes canonical JSON piece by piece into a buffer that can be reused.
///
/// The canonical form: members sorted by the UTF-8 bytes of their keys, two spaces of indentation,
/// each member and element on a line of its own, numbers exact and shortest, strings with as few
/// escapes as possible, a newline at the end. The caller emits the members of its own objects in
/// that order, each as a key and one value; ``node(_:_:)`` and ``value(_:)`` sort by themselves.
/// The newline behind the outermost value comes by itself.
public struct CanonicalWriter: ~Copyable {
  var layout = JSONLayout()

  /// The members of the objects being written by ``node(_:_:)``, the innermost object's last.
  var members = MemberStack()

  /// Creates an empty writer.
  public init() {}

  /// The bytes written so far, copied.
  public var bytes: [UInt8] { Array(layout.output.view) }

  /// The number of bytes written so far.
  public var count: Int { layout.output.count }

  /// Calls `body` with the bytes written so far, which must not be kept.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(layout.output.view) }

  /// Forgets what was written.
  public mutating func removeAll(keepingCapacity: Bool = true) {
    layout.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Starts an object.
  public mutating func beginObject() { layout.begin(0x7B) }

  /// Ends the innermost object.
  public mutating func endObject() { layout.end(0x7D) }

  /// Starts an array.
  public mutating func beginArray() { layout.begin(0x5B) }

  /// Ends the innermost array.
  public mutating func endArray() { layout.end(0x5D) }

  /// Writes a boolean.
  public mutating func bool(_ value: Bool) {
    layout.startPiece()
    layout.output.append(value ? "true" : "false")
    layout.endValue()
  }

  /// Writes `null`.
  public mutating func null() {
    layout.startPiece()
    layout.output.append("null")
    layout.endValue()
  }

  /// Writes a number from any valid lexeme of it.
  public mutating func number(lexeme: UnsafeBufferPointer<UInt8>) {
    layout.startPiece()
    DecimalParts(lexeme).write(to: &layout.output)
    layout.endValue()
  }

  /// Writes a number.
  public mutating func number(_ value: JSONNumber) {
    layout.startPiece()
    value.withLexeme { DecimalParts($0).write(to: &layout.output) }
    layout.endValue()
  }
}

extension CanonicalWriter {
  /// Writes the key of a member from its decoded bytes; its value must follow.
  public mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) {
    layout.startPiece()
    layout.output.appendQuoted(bytes)
    layout.endKey()
  }

  /// Writes the key of a member; its value must follow.
  public mutating func key(_ key: JSONString) {
    layout.startPiece()
    key.withUTF8 { layout.output.appendQuoted($0) }
    layout.endKey()
  }

  /// Writes the key of a member; its value must follow.
  public mutating func key(_ key: String) {
    layout.startPiece()
    layout.output.appendQuoted(key)
    layout.endKey()
  }

  /// Writes two texts with a slash between them as the key of a member; its value must follow.
  public mutating func key(_ first: String, slash second: String) {
    layout.startPiece()
    layout.output.appendQuoted(first, slash: second)
    layout.endKey()
  }

  /// Writes a string.
  public mutating func string(_ value: String) {
    layout.startPiece()
    layout.output.appendQuoted(value)
    layout.endValue()
  }

  /// Writes two texts with a slash between them as one string.
  public mutating func string(_ first: String, slash second: String) {
    layout.startPiece()
    layout.output.appendQuoted(first, slash: second)
    layout.endValue()
  }

  /// Writes a string from its decoded bytes, which must be well-formed (WTF-8).
  public mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
    layout.startPiece()
    layout.output.appendQuoted(bytes)
    layout.endValue()
  }

  /// Writes a string.
  public mutating func string(_ value: JSONString) {
    layout.startPiece()
    value.withUTF8 { layout.output.appendQuoted($0) }
    layout.endValue()
  }
}
