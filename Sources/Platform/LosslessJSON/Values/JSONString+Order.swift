import ByteCoding

extension JSONString: Hashable, Comparable {
  /// Tells whether two strings have the same bytes.
  public static func == (a: JSONString, b: JSONString) -> Bool {
    guard a.byteCount == b.byteCount else { return false }
    return a.withUTF8 { x in b.withUTF8 { y in ByteOrder.compare(x, y) == 0 } }
  }

  /// Orders strings by their bytes, which is the order of their scalars.
  public static func < (a: JSONString, b: JSONString) -> Bool {
    a.withUTF8 { x in b.withUTF8 { y in ByteOrder.compare(x, y) < 0 } }
  }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) {
    withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}
