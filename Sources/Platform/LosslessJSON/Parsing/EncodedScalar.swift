/// Checks and makes the multi-byte sequences of UTF-8 and WTF-8.
enum EncodedScalar {
  /// Returns the length of the well-formed sequence of two to four bytes at `offset`, or 0.
  static func length(
    _ bytes: UnsafePointer<UInt8>, _ offset: Int, end: Int, allowingSurrogates: Bool = false
  ) -> Int {
    let lead = bytes[offset]
    let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
    guard length > 0, offset + length <= end else { return 0 }
    for position in 1..<length where bytes[offset + position] & 0xC0 != 0x80 { return 0 }
    let second = bytes[offset + 1]
    switch lead {
    case 0xE0 where second < 0xA0: return 0
    case 0xED where second >= 0xA0 && !allowingSurrogates: return 0
    case 0xF0 where second < 0x90: return 0
    case 0xF4 where second >= 0x90: return 0
    default: return length
    }
  }

  /// Writes the encoding of `scalar`, which may be a surrogate, and returns its length.
  static func write(_ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 { 0x80 | UInt8((scalar >> shift) & 0x3F) }
    switch scalar {
    case ..<0x80:
      output[0] = UInt8(scalar)
      return 1
    case ..<0x800:
      output[0] = 0xC0 | UInt8(scalar >> 6)
      output[1] = continuation(0)
      return 2
    case ..<0x1_0000:
      output[0] = 0xE0 | UInt8(scalar >> 12)
      output[1] = continuation(6)
      output[2] = continuation(0)
      return 3
    default:
      output[0] = 0xF0 | UInt8(scalar >> 18)
      output[1] = continuation(12)
      output[2] = continuation(6)
      output[3] = continuation(0)
      return 4
    }
  }
}
