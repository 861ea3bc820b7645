import Glibc

extension OutputBytes {
  /// Appends a string with its quotes from its decoded bytes, with as few escapes as possible.
  mutating func appendQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
    append(0x22)
    if let start = bytes.baseAddress { appendEscaping(start, bytes.count) }
    append(0x22)
  }

  /// Appends a text with quotes around it, with as few escapes as possible.
  mutating func appendQuoted(_ text: String) {
    var text = text
    text.withUTF8 { appendQuoted($0) }
  }

  /// Appends two texts and a slash between them with quotes around all.
  mutating func appendQuoted(_ first: String, slash second: String) {
    append(0x22)
    appendEscaping(first)
    append(UInt8(ascii: "/"))
    appendEscaping(second)
    append(0x22)
  }

  private mutating func appendEscaping(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      if let start = bytes.baseAddress { appendEscaping(start, bytes.count) }
    }
  }

  private mutating func appendEscaping(_ bytes: UnsafePointer<UInt8>, _ end: Int) {
    var start = 0
    var position = Self.nextEscapable(bytes, from: 0, end)
    while position < end {
      if bytes[position] == 0xED {
        guard position + 2 < end, bytes[position + 1] >= 0xA0 else {
          position = Self.nextEscapable(bytes, from: position + 1, end)
          continue
        }
      }
      append(bytes + start, count: position - start)
      position += appendEscape(bytes + position)
      start = position
      position = Self.nextEscapable(bytes, from: position, end)
    }
    append(bytes + start, count: end - start)
  }

  private static func nextEscapable(
    _ bytes: UnsafePointer<UInt8>, from start: Int, _ end: Int
  ) -> Int {
    var position = start
    while position + 8 <= end {
      let mask = WordScan.maskOfEscapables(in: WordScan.load(bytes, position))
      if mask != 0 { return position + WordScan.firstByte(of: mask) }
      position += 8
    }
    while position < end {
      let byte = bytes[position]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0xED { return position }
      position += 1
    }
    return end
  }

  /// Appends the escape of what stands at `bytes` and returns how many bytes that is.
  private mutating func appendEscape(_ bytes: UnsafePointer<UInt8>) -> Int {
    switch bytes[0] {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0xED:
      appendUnit(0xD000 | UInt16(bytes[1] & 0x3F) << 6 | UInt16(bytes[2] & 0x3F))
      return 3
    default: appendUnit(UInt16(bytes[0]))
    }
    return 1
  }

  private mutating func appendUnit(_ unit: UInt16) {
    append("\\u")
    for shift: UInt16 in [12, 8, 4, 0] {
      append(HexDigit.lowercase(UInt8((unit >> shift) & 0xF)))
    }
  }

  /// Appends a string with its quotes from its source, which has escapes.
  mutating func appendQuoted(escaped source: UnsafeBufferPointer<UInt8>) {
    if let start = source.baseAddress, Self.hasShortestEscapes(start, source.count) {
      return appendQuoted(verbatim: start, count: source.count)
    }
    var decoded = OutputBytes(capacity: source.count + 1)
    EscapeDecoding.withDecoded(source) { bytes, _ in decoded.append(bytes) }
    appendQuoted(decoded.view)
  }

  /// Tells whether every escape is one that canonical writing makes; no for all of `\u`.
  private static func hasShortestEscapes(_ bytes: UnsafePointer<UInt8>, _ end: Int) -> Bool {
    var position = 0
    while position < end, let found = memchr(bytes + position, 0x5C, end - position) {
      let backslash = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      if backslash[1] == 0x75 || backslash[1] == 0x2F { return false }
      position = backslash - bytes + 2
    }
    return true
  }
}
