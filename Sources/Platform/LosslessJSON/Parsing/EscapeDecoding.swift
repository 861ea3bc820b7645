/// Resolves the escapes of a string's source, which the parser has checked.
enum EscapeDecoding {
  /// Calls `body` with the decoded bytes and whether there is a lone surrogate among them.
  static func withDecoded<Result>(
    _ source: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: source.count + 1) { output in
      guard let input = source.baseAddress, let base = output.baseAddress else {
        return body(UnsafeBufferPointer(start: nil, count: 0), false)
      }
      let (count, isLone) = decode(input, source.count, to: base)
      return body(UnsafeBufferPointer(start: base, count: count), isLone)
    }
  }

  private static func decode(
    _ input: UnsafePointer<UInt8>, _ end: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> (count: Int, hasLoneSurrogate: Bool) {
    var read = 0
    var written = 0
    var hasLoneSurrogate = false
    while read < end {
      guard input[read] == 0x5C else {
        output[written] = input[read]
        read += 1
        written += 1
        continue
      }
      guard input[read + 1] == 0x75 else {
        output[written] = control(ofEscape: input[read + 1])
        read += 2
        written += 1
        continue
      }
      let (scalar, length) = scalar(input, read, end)
      hasLoneSurrogate = hasLoneSurrogate || scalar & 0xFFFF_F800 == 0xD800
      written += EncodedScalar.write(scalar, to: output + written)
      read += length
    }
    return (written, hasLoneSurrogate)
  }

  private static func control(ofEscape letter: UInt8) -> UInt8 {
    switch letter {
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    default: letter
    }
  }

  /// Reads the `\u` escape at `offset`, with the one behind it if both make a pair.
  private static func scalar(
    _ input: UnsafePointer<UInt8>, _ offset: Int, _ end: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = unit(input + offset + 2)
    guard first & 0xFC00 == 0xD800, offset + 12 <= end,
      input[offset + 6] == 0x5C, input[offset + 7] == 0x75
    else { return (first, 6) }
    let second = unit(input + offset + 8)
    guard second & 0xFC00 == 0xDC00 else { return (first, 6) }
    return (0x1_0000 + ((first & 0x3FF) << 10 | second & 0x3FF), 12)
  }

  private static func unit(_ digits: UnsafePointer<UInt8>) -> UInt32 {
    (0..<4).reduce(0) { $0 << 4 | UInt32(HexDigit.value(of: digits[$1]) ?? 0) }
  }
}

/// The digits of `\u` escapes.
enum HexDigit {
  static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  static func lowercase(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 + value - 10 }
}
