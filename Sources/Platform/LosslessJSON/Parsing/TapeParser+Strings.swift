extension TapeParser {
  /// Reads a string or key from its opening quote on.
  @inline(__always)
  mutating func string() throws(ParseFailure) {
    let start = position + 1
    position = start
    var hasEscapes = false
    skipPlain()
    if position == end || bytes[position] != 0x22 {
      hasEscapes = try restOfString(from: start)
    }
    append(
      JSONTapeNode(
        start: UInt32(truncatingIfNeeded: start),
        extent: UInt32(truncatingIfNeeded: position - start), link: 0, kind: .string,
        flag: hasEscapes))
    position += 1
  }

  /// Skips to the first byte that is a quote, a backslash, a control or not ASCII.
  @inline(__always)
  private mutating func skipPlain() {
    while position + 8 <= end {
      let specials = WordScan.maskOfStringSpecials(in: WordScan.load(bytes, position))
      if specials != 0 {
        position += WordScan.firstByte(of: specials)
        return
      }
      position += 8
    }
    while position < end, Self.isPlain(bytes[position]) { position += 1 }
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
  }

  /// Goes on at something special until the closing quote; returns whether there are escapes.
  @inline(never)
  private mutating func restOfString(from start: Int) throws(ParseFailure) -> Bool {
    var hasEscapes = false
    while position < end, bytes[position] != 0x22 {
      if bytes[position] == 0x5C {
        hasEscapes = true
        try skipEscape(from: start)
      } else if bytes[position] < 0x20 {
        throw ParseFailure(.controlCharacter, at: position)
      } else {
        try skipEncodedScalars()
      }
      skipPlain()
    }
    guard position < end else { throw ParseFailure(.unterminatedString, at: start - 1) }
    return hasEscapes
  }

  private mutating func skipEncodedScalars() throws(ParseFailure) {
    while position < end, bytes[position] >= 0x80 {
      let length = EncodedScalar.length(bytes, position, end: end)
      guard length > 0 else { throw ParseFailure(.invalidUTF8, at: position) }
      position += length
    }
  }

  @inline(__always)
  private mutating func skipEscape(from start: Int) throws(ParseFailure) {
    guard position + 1 < end else { throw ParseFailure(.unterminatedString, at: start - 1) }
    switch bytes[position + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
      position += 2
    case 0x75:
      for offset in 2..<6 {
        guard position + offset < end else {
          throw ParseFailure(.unterminatedString, at: start - 1)
        }
        guard HexDigit.value(of: bytes[position + offset]) != nil else {
          throw ParseFailure(.invalidEscape, at: position)
        }
      }
      position += 6
    default:
      throw ParseFailure(.invalidEscape, at: position)
    }
  }
}
