import ByteCoding

/// Expresses an object as copies out of a base and inserted bytes, in git's form.
struct DeltaEncoder {
  private var output: [UInt8] = []
  private let byteCountMax: Int

  /// Returns the delta, or `nil` if it would have more than `byteCountMax` bytes.
  static func delta(
    of target: [UInt8], from index: DeltaIndex, byteCountMax: Int
  ) -> [UInt8]? {
    var encoder = DeltaEncoder(byteCountMax)
    PackVarint.appendSize(index.base.count, to: &encoder.output)
    PackVarint.appendSize(target.count, to: &encoder.output)
    let isWithin = index.base.withUnsafeBufferPointer { base in
      target.withUnsafeBufferPointer { target in encoder.encode(target, base, index) }
    }
    return isWithin && encoder.output.count <= byteCountMax ? encoder.output : nil
  }

  private init(_ byteCountMax: Int) {
    self.byteCountMax = byteCountMax
  }

  /// Goes through the target once; false as soon as the delta is too long.
  private mutating func encode(
    _ target: UnsafeBufferPointer<UInt8>, _ base: UnsafeBufferPointer<UInt8>, _ index: DeltaIndex
  ) -> Bool {
    var literal = 0
    var place = 0
    let end = target.count - RollingHash.width
    if let bytes = target.baseAddress, end >= 0 {
      var hash = RollingHash(bytes, at: 0)
      while place <= end {
        guard output.count + place - literal <= byteCountMax else { return false }
        if var match = index.longestMatch(hash, base, target, at: place) {
          // The run may have begun before the block in which it was noticed.
          let start = place
          while place > literal, match.start > 0, base[match.start - 1] == target[place - 1] {
            match.start -= 1
            place -= 1
          }
          insert(target, literal..<place)
          copy(from: match.start, count: match.count + start - place)
          place = start + match.count
          literal = place
          if place <= end { hash = RollingHash(bytes, at: place) }
        } else {
          if place < end { hash.advance(bytes, from: place) }
          place += 1
        }
      }
    }
    insert(target, literal..<target.count)
    return true
  }

  /// Inserts are at most 127 bytes long.
  private mutating func insert(_ target: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      let count = min(127, range.upperBound - start)
      output.append(UInt8(count))
      output.append(contentsOf: UnsafeBufferPointer(rebasing: target[start..<(start + count)]))
      start += count
    }
  }

  /// Copies are at most 64 KiB long: readers of old take no more.
  private mutating func copy(from start: Int, count: Int) {
    var start = start
    var rest = count
    while rest > 0 {
      let count = min(0x10000, rest)
      appendCopy(UInt32(start), UInt32(count == 0x10000 ? 0 : count))
      start += count
      rest -= count
    }
  }

  /// Bytes of offset and count that are zero are left out, and the first byte tells which are there.
  private mutating func appendCopy(_ offset: UInt32, _ count: UInt32) {
    let place = output.count
    var code: UInt8 = 0x80
    output.append(code)
    for bit in 0..<4 where UInt8(truncatingIfNeeded: offset >> (8 * bit)) != 0 {
      code |= 1 << bit
      output.append(UInt8(truncatingIfNeeded: offset >> (8 * bit)))
    }
    for bit in 0..<2 where UInt8(truncatingIfNeeded: count >> (8 * bit)) != 0 {
      code |= 0x10 << bit
      output.append(UInt8(truncatingIfNeeded: count >> (8 * bit)))
    }
    output[place] = code
  }
}
