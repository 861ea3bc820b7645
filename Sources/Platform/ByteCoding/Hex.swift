/// Writes and reads bytes as lower-case hexadecimal digits.
public enum Hex {
  /// Returns two lower-case digits for each byte.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    let count = bytes.count * 2
    return String(unsafeUninitializedCapacity: count) { out in
      var position = 0
      for byte in bytes {
        out[position] = digit(byte >> 4)
        out[position + 1] = digit(byte & 0xf)
        position += 2
      }
      return position
    }
  }

  /// Returns the bytes that `text` spells, or `nil` if it has an odd length or another character.
  ///
  /// Upper-case digits are read too.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    decode(utf8: text.utf8)
  }

  /// Returns the bytes that ASCII digits spell, or `nil` if they do not spell whole bytes.
  @inlinable
  public static func decode(utf8 digits: some Collection<UInt8>) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var high: UInt8?
    for character in digits {
      guard let value = value(of: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  /// Returns the value of one hexadecimal digit, or `nil` for any other character.
  @inlinable
  public static func value(of character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x61 + 10
    case 0x41...0x46: character - 0x41 + 10
    default: nil
    }
  }

  /// Returns the lower-case digit for a value below sixteen.
  @inlinable
  public static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}
