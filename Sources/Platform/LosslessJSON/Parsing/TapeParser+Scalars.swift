extension TapeParser {
  /// Skips white space; most calls see none or a line break with its indentation.
  @inline(__always)
  mutating func skipSpace() {
    if position < end, bytes[position] > 0x20 { return }
    skipLongSpace()
  }

  @inline(never)
  private mutating func skipLongSpace() {
    while position < end {
      if position + 8 <= end {
        let others = WordScan.load(bytes, position) ^ 0x2020_2020_2020_2020
        if others == 0 {
          position += 8
          continue
        }
        position += WordScan.firstByte(of: others)
      }
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// Returns the failure for a byte that cannot stand here.
  @inline(never)
  func unexpected(_ code: JSONParseError.Code = .unexpectedCharacter) -> ParseFailure {
    let isInvalid =
      bytes[position] >= 0x80 && EncodedScalar.length(bytes, position, end: end) == 0
    return ParseFailure(isInvalid ? .invalidUTF8 : code, at: position)
  }

  /// Reads `true`, `false` or `null`.
  mutating func literal() throws(ParseFailure) {
    let start = position
    let byte = bytes[position]
    guard byte == 0x74 || byte == 0x66 || byte == 0x6E else { throw unexpected() }
    let length = byte == 0x66 ? 5 : 4
    let word: StaticString = byte == 0x74 ? "true" : byte == 0x66 ? "false" : "null"
    for offset in 0..<length
    where start + offset >= end || bytes[start + offset] != word.utf8Start[offset] {
      throw ParseFailure(.invalidLiteral, at: start)
    }
    position += length
    if position < end, Self.isWordByte(bytes[position]) {
      throw ParseFailure(.invalidLiteral, at: start)
    }
    append(
      JSONTapeNode(
        start: UInt32(truncatingIfNeeded: start), extent: UInt32(truncatingIfNeeded: length),
        link: 0, kind: byte == 0x6E ? .null : .bool, flag: byte == 0x74))
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }

  /// Reads a number; most are short integers, which are canonical as they stand.
  @inline(__always)
  mutating func number() throws(ParseFailure) {
    let start = position
    let isNegative = bytes[position] == 0x2D
    if isNegative { position += 1 }
    let first = position
    skipDigits()
    let digitCount = position - first
    guard digitCount > 0 else { throw ParseFailure(.invalidNumber, at: position) }
    let isZero = bytes[first] == 0x30
    if isZero, digitCount > 1 { throw ParseFailure(.leadingZero, at: first) }
    var mayDiffer = (isZero && isNegative) || digitCount > 21
    if position < end, bytes[position] == 0x2E || bytes[position] | 0x20 == 0x65 {
      try fractionAndExponent(from: start)
      mayDiffer = true
    }
    append(
      JSONTapeNode(
        start: UInt32(truncatingIfNeeded: start),
        extent: UInt32(truncatingIfNeeded: position - start), link: 0, kind: .number,
        flag: mayDiffer))
  }

  @inline(__always)
  private mutating func skipDigits() {
    while position < end, bytes[position] &- 0x30 < 10 { position += 1 }
  }

  @inline(never)
  private mutating func fractionAndExponent(from start: Int) throws(ParseFailure) {
    if bytes[position] == 0x2E {
      position += 1
      let first = position
      skipDigits()
      guard position > first else { throw ParseFailure(.invalidNumber, at: position) }
    }
    guard position < end, bytes[position] | 0x20 == 0x65 else { return }
    position += 1
    if position < end, bytes[position] == 0x2B || bytes[position] == 0x2D { position += 1 }
    var first = position
    skipDigits()
    guard position > first else { throw ParseFailure(.invalidNumber, at: position) }
    while first < position, bytes[first] == 0x30 { first += 1 }
    if position - first < 17 { return }
    // The canonical form may have a larger exponent than the lexeme; it must stay readable too.
    let lexeme = UnsafeBufferPointer(start: bytes + start, count: position - start)
    guard position - first <= 18, DecimalParts(lexeme).isExponentWithinLimit else {
      throw ParseFailure(.exponentTooLarge, at: first)
    }
  }
}
