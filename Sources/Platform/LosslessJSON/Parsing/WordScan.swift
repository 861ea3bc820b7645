/// Finds bytes eight at a time in a 64-bit word.
///
/// Every mask has its lowest set bit in the first byte looked for; bits above it may be wrong.
enum WordScan {
  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  static func mask(of byte: UInt8, in word: UInt64) -> UInt64 {
    let x = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080
  }

  @inline(__always)
  static func maskOfControls(in word: UInt64) -> UInt64 {
    (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
  }

  /// Marks what ends a run of plain ASCII in a string's source.
  @inline(__always)
  static func maskOfStringSpecials(in word: UInt64) -> UInt64 {
    mask(of: 0x22, in: word) | mask(of: 0x5C, in: word) | maskOfControls(in: word)
      | (word & 0x8080_8080_8080_8080)
  }

  /// Marks what may need an escape in a string's value; 0xED leads the encoded surrogates.
  @inline(__always)
  static func maskOfEscapables(in word: UInt64) -> UInt64 {
    mask(of: 0x22, in: word) | mask(of: 0x5C, in: word) | maskOfControls(in: word)
      | mask(of: 0xED, in: word)
  }

  /// The number of bytes before the first marked one.
  @inline(__always)
  static func firstByte(of mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }
}
