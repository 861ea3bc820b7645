extension [UInt8] {
  /// Appends an integer, most significant byte first.
  @inlinable
  public mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

extension UnsafeRawBufferPointer {
  /// Reads four bytes at `offset`, most significant first.
  ///
  /// The caller has checked the range; a range outside the buffer traps.
  @inlinable
  public func bigEndianUInt32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= count - 4)
    return UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Reads eight bytes at `offset`, most significant first.
  ///
  /// The caller has checked the range; a range outside the buffer traps.
  @inlinable
  public func bigEndianUInt64(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= count - 8)
    return UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
