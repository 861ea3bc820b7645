import ByteCoding

/// Sorts the members of an object on the tape by the bytes of their decoded keys.
@usableFromInline enum KeyOrder {
  /// A key with its first eight bytes in an order that integers have too.
  @usableFromInline struct Entry {
    let prefix: UInt64
    @usableFromInline let key: JSONNodeIndex
  }

  /// Makes the entry of the key at `index`.
  @inline(__always)
  static func entry(_ tape: JSONTape, _ index: JSONNodeIndex) -> Entry {
    let node = tape[index]
    if node.flag { return escapedEntry(tape, index) }
    let bytes = tape.bytes + Int(node.start)
    let length = Int(node.extent)
    return Entry(prefix: prefix(bytes, length, readable: length + followingBytes), key: index)
  }

  /// A key is followed at least by its quote, a colon, a value and a bracket.
  private static var followingBytes: Int { 4 }

  private static func escapedEntry(_ tape: JSONTape, _ index: JSONNodeIndex) -> Entry {
    EscapeDecoding.withDecoded(tape.stringBytes(at: index)) { decoded, _ in
      guard let base = decoded.baseAddress else { return Entry(prefix: 0, key: index) }
      return Entry(prefix: prefix(base, decoded.count, readable: decoded.count), key: index)
    }
  }

  @inline(__always)
  private static func prefix(
    _ bytes: UnsafePointer<UInt8>, _ length: Int, readable: Int
  ) -> UInt64 {
    if readable >= 8 {
      let word = WordScan.load(bytes, 0).byteSwapped
      return length >= 8 ? word : word & ~(UInt64.max >> UInt64(length * 8))
    }
    return (0..<length).reduce(0) { $0 | UInt64(bytes[$1]) << UInt64(56 - $1 * 8) }
  }

  /// Sorts `entries`; insertion for the usual few, which are often in order already.
  @inline(__always)
  static func sort(_ entries: UnsafeMutableBufferPointer<Entry>, _ tape: JSONTape) {
    guard entries.count <= 32 else {
      var entries = entries
      return entries.sort { precedes($0, $1, tape) }
    }
    var next = 1
    while next < entries.count {
      let entry = entries[next]
      var place = next
      while place > 0, precedes(entry, entries[place - 1], tape) {
        entries[place] = entries[place - 1]
        place -= 1
      }
      entries[place] = entry
      next += 1
    }
  }

  @inline(__always)
  private static func precedes(_ a: Entry, _ b: Entry, _ tape: JSONTape) -> Bool {
    a.prefix == b.prefix ? compare(a.key, b.key, tape) < 0 : a.prefix < b.prefix
  }

  @inline(never)
  private static func compare(_ a: JSONNodeIndex, _ b: JSONNodeIndex, _ tape: JSONTape) -> Int {
    let x = tape.stringBytes(at: a)
    let y = tape.stringBytes(at: b)
    if !tape.hasEscapes(at: a), !tape.hasEscapes(at: b) { return ByteOrder.compare(x, y) }
    return EscapeDecoding.withDecoded(x) { x, _ in
      EscapeDecoding.withDecoded(y) { y, _ in ByteOrder.compare(x, y) }
    }
  }
}
