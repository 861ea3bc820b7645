/// Where every block of a base lies, so that its bytes are found again in other objects.
///
/// Blocks of sixteen bytes are entered at every sixteenth byte; a search at every byte of a target
/// finds each common run of 31 bytes or more. Costs about the size of the base in memory.
final class DeltaIndex {
  let base: [UInt8]
  private let shift: UInt64
  /// The first block of each bucket, counted from 1; 0 for none.
  private var heads: [Int32]
  /// The next block of the same bucket.
  private var next: [Int32]

  // More blocks than this of one bucket are repetition: looking at them all would take for ever.
  private static let stepCountMax = 24

  init(_ base: [UInt8]) {
    self.base = base
    let count = base.count / RollingHash.width
    var bits = 4
    while 1 << bits < count { bits += 1 }
    shift = UInt64(64 - bits)
    heads = [Int32](repeating: 0, count: 1 << bits)
    next = [Int32](repeating: 0, count: count)
    base.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      // From the end, so that the first block of a run comes first in its bucket.
      for block in (0..<count).reversed() { enter(block, start) }
    }
  }

  /// A common run of bytes.
  struct Match {
    var start: Int
    var count: Int
  }

  /// Returns the longest run that begins in a block of the base and at `place` of the target.
  @inline(__always)
  func longestMatch(
    _ hash: RollingHash, _ base: UnsafeBufferPointer<UInt8>,
    _ target: UnsafeBufferPointer<UInt8>, at place: Int
  ) -> Match? {
    var block = heads[Int(truncatingIfNeeded: hash.value >> shift)]
    var best: Match?
    var steps = 0
    while block > 0, steps < DeltaIndex.stepCountMax {
      let start = Int(block - 1) * RollingHash.width
      let count = CommonBytes.count(base, from: start, target, from: place)
      if count >= RollingHash.width, count > best?.count ?? 0 {
        best = Match(start: start, count: count)
      }
      block = next[Int(block - 1)]
      steps += 1
    }
    return best
  }

  private func enter(_ block: Int, _ bytes: UnsafePointer<UInt8>) {
    let hash = RollingHash(bytes, at: block * RollingHash.width)
    let bucket = Int(truncatingIfNeeded: hash.value >> shift)
    next[block] = heads[bucket]
    heads[bucket] = Int32(block + 1)
  }
}

/// Counts equal bytes, eight at a time.
enum CommonBytes {
  @inline(__always)
  static func count(
    _ one: UnsafeBufferPointer<UInt8>, from first: Int,
    _ other: UnsafeBufferPointer<UInt8>, from second: Int
  ) -> Int {
    let limit = min(one.count - first, other.count - second)
    guard let left = UnsafeRawPointer(one.baseAddress)?.advanced(by: first),
      let right = UnsafeRawPointer(other.baseAddress)?.advanced(by: second)
    else { return 0 }
    var count = 0
    while count + 8 <= limit {
      let difference =
        left.loadUnaligned(fromByteOffset: count, as: UInt64.self).littleEndian
        ^ right.loadUnaligned(fromByteOffset: count, as: UInt64.self).littleEndian
      guard difference == 0 else { return count + difference.trailingZeroBitCount / 8 }
      count += 8
    }
    while count < limit,
      left.load(fromByteOffset: count, as: UInt8.self)
        == right.load(fromByteOffset: count, as: UInt8.self)
    { count += 1 }
    return count
  }
}
