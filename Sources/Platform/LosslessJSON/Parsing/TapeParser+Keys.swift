import ByteCoding

extension TapeParser {
  /// Up to this many members every pair of hashes is compared; above, they are sorted.
  private static var pairwiseCountMax: Int { 24 }

  /// Hashes the decoded bytes of a key, so that keys of different hashes are different.
  @inline(__always)
  func hashOfKey(_ node: JSONTapeNode) -> UInt32 {
    if node.flag { return hashOfEscapedKey(node) }
    return Self.hash(bytes + Int(node.start), Int(node.extent), readable: end - Int(node.start))
  }

  @inline(never)
  private func hashOfEscapedKey(_ node: JSONTapeNode) -> UInt32 {
    EscapeDecoding.withDecoded(source(of: node)) { decoded, _ in
      guard let base = decoded.baseAddress else { return Self.hash(bytes, 0, readable: 0) }
      return Self.hash(base, decoded.count, readable: decoded.count)
    }
  }

  /// Hashes `length` bytes, of which `readable` may be loaded.
  @inline(__always)
  private static func hash(_ key: UnsafePointer<UInt8>, _ length: Int, readable: Int) -> UInt32 {
    var state = UInt64(truncatingIfNeeded: length)
    var offset = 0
    while offset + 8 <= length {
      state = mix(state ^ WordScan.load(key, offset))
      offset += 8
    }
    let rest = length - offset
    if rest > 0 {
      state = mix(state ^ partialWord(key + offset, rest, readable: readable - offset))
    }
    return UInt32(truncatingIfNeeded: state)
  }

  @inline(__always)
  private static func partialWord(
    _ key: UnsafePointer<UInt8>, _ length: Int, readable: Int
  ) -> UInt64 {
    if readable >= 8 { return WordScan.load(key, 0) & ~(UInt64.max << UInt64(length * 8)) }
    return (0..<length).reduce(0) { $0 | UInt64(key[$1]) << UInt64($1 * 8) }
  }

  @inline(__always)
  private static func mix(_ word: UInt64) -> UInt64 {
    let product = word &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 29)
  }

  /// Throws if two keys of the closed object are equal.
  @inline(never)
  func checkKeys(of object: Int) throws(ParseFailure) {
    let memberCount = Int(nodes[object].extent)
    let duplicate = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: memberCount) {
      entries in
      gather(object, into: entries)
      return memberCount <= Self.pairwiseCountMax
        ? duplicateAmongFew(entries) : duplicateAmongMany(entries)
    }
    if let duplicate { throw ParseFailure(.duplicateKey, at: Int(nodes[duplicate].start) - 1) }
  }

  /// Fills `entries` with hash and node of each key, the hash in the upper half.
  @inline(__always)
  private func gather(_ object: Int, into entries: UnsafeMutableBufferPointer<UInt64>) {
    var key = object + 1
    for member in 0..<entries.count {
      entries[member] = UInt64(nodes[key].link) << 32 | UInt64(truncatingIfNeeded: key)
      let value = nodes[key + 1]
      key = value.isContainer ? Int(value.link) : key + 2
    }
  }

  @inline(__always)
  private func duplicateAmongFew(_ entries: UnsafeMutableBufferPointer<UInt64>) -> Int? {
    for later in 1..<entries.count {
      let entry = entries[later]
      for earlier in 0..<later where (entries[earlier] ^ entry) >> 32 == 0 {
        if compareKeys(entries[earlier], entry) == 0 { return Self.node(of: entry) }
      }
    }
    return nil
  }

  private func duplicateAmongMany(_ entries: UnsafeMutableBufferPointer<UInt64>) -> Int? {
    var entries = entries
    entries.sort()
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end] >> 32 == entries[start] >> 32 { end += 1 }
      if end - start > 1, let duplicate = duplicateInRun(entries[start..<end]) { return duplicate }
      start = end
    }
    return nil
  }

  /// Compares keys of one hash by sorting, because whoever writes the document can make many such.
  private func duplicateInRun(_ run: Slice<UnsafeMutableBufferPointer<UInt64>>) -> Int? {
    let sorted = run.sorted { compareKeys($0, $1) < 0 }
    for (a, b) in zip(sorted, sorted.dropFirst()) where compareKeys(a, b) == 0 {
      return max(Self.node(of: a), Self.node(of: b))
    }
    return nil
  }

  private static func node(of entry: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: entry)) }

  private func compareKeys(_ a: UInt64, _ b: UInt64) -> Int {
    let x = nodes[Self.node(of: a)]
    let y = nodes[Self.node(of: b)]
    if !x.flag, !y.flag { return ByteOrder.compare(source(of: x), source(of: y)) }
    return EscapeDecoding.withDecoded(source(of: x)) { x, _ in
      EscapeDecoding.withDecoded(source(of: y)) { y, _ in ByteOrder.compare(x, y) }
    }
  }

  private func source(of node: JSONTapeNode) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + Int(node.start), count: Int(node.extent))
  }
}
