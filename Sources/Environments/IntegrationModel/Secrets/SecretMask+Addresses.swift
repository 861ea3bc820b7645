import Glibc

extension SecretMask {
  /// Returns the text with the credentials of its addresses masked, or `nil` where there are none.
  ///
  /// Covers the password in `scheme://user:password@host`, a token alone in its place, and the
  /// parameters of addresses and forms whose names look like a credential's.
  static func maskingAddresses(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard mayHoldAddress(bytes) else { return nil }
    let ranges = userRanges(bytes) + parameterRanges(bytes)
    guard !ranges.isEmpty else { return nil }
    var masked: [UInt8] = []
    var end = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= end
    {
      masked += bytes[end..<range.lowerBound]
      masked += Self.bytes
      end = range.upperBound
    }
    return masked + bytes[end...]
  }

  /// Tells cheaply that a text holds no address and no parameters, as most do not.
  private static func mayHoldAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress, bytes.count > 4 else { return false }
    return memchr(start, Int32(UInt8(ascii: "=")), bytes.count) != nil
      || memchr(start, Int32(UInt8(ascii: "@")), bytes.count) != nil
  }

  // MARK: User and password

  private static func userRanges(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var position = 0
    while position + 3 < text.count {
      guard text[position] == UInt8(ascii: ":"), text[position + 1] == UInt8(ascii: "/"),
        text[position + 2] == UInt8(ascii: "/")
      else {
        position += 1
        continue
      }
      let start = position + 3
      let end = text[start...].firstIndex(where: endsAuthority) ?? text.count
      if let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")),
        let range = passwordRange(text, start..<at, scheme: position)
      {
        ranges.append(range)
      }
      position = start
    }
    return ranges
  }

  private static func passwordRange(
    _ text: UnsafeBufferPointer<UInt8>, _ user: Range<Int>, scheme: Int
  ) -> Range<Int>? {
    let colon = text[user].firstIndex(of: UInt8(ascii: ":"))
    guard colon != nil || isWeb(text[..<scheme]) else { return nil }
    let range = (colon.map { $0 + 1 } ?? user.lowerBound)..<user.upperBound
    return isCredential(text[range]) ? range : nil
  }

  /// Tells whether a scheme is one in which a lone user name is a token.
  private static func isWeb(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.suffix(4).elementsEqual("http".utf8) || text.suffix(5).elementsEqual("https".utf8)
  }

  private static func endsAuthority(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "/?#\"'<>\\".utf8.contains(byte)
  }

  // MARK: Parameters

  private static func parameterRanges(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var nameStart = 0
    var isName = true
    var position = 0
    while position < text.count {
      let byte = text[position]
      if startsParameter(byte) {
        (nameStart, isName) = (position + 1, true)
      } else if byte == UInt8(ascii: "="), isName, position > nameStart {
        let end = text[(position + 1)...].firstIndex(where: endsValue) ?? text.count
        let value = (position + 1)..<end
        if isCredential(text[value]), isSecret(text[nameStart..<position], text[value]) {
          ranges.append(value)
        }
        isName = false
      } else if !isPartOfName(byte) {
        isName = false
      }
      position += 1
    }
    return ranges
  }

  private static func isSecret(
    _ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Bool {
    let look = SecretNames.lookOfHeader(UnsafeBufferPointer(rebasing: name))
    let isNumber = value.allSatisfy { (0x30...0x39).contains($0) }
    return look.contains(isNumber ? .number : .text)
  }

  private static func isCredential(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    !value.isEmpty && !isMask(value) && !value.contains(UInt8(ascii: "{"))
  }

  private static func startsParameter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "?") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";")
  }

  private static func endsValue(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "&;#\"'<>\\".utf8.contains(byte)
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "_-.~%[]$".utf8.contains(byte)
    }
  }
}
