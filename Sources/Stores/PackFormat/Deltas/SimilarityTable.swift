/// Remembers who had a piece of content last, and so names the objects most like another one.
///
/// Of all windows of an object those are features whose hash has five zero bits: the same in every
/// object that has those bytes, wherever they stand.
struct SimilarityTable {
  private struct Slot {
    var check: UInt32 = 0
    /// The number of the object, counted from 1; 0 for none.
    var object: UInt32 = 0
  }

  private static let slotBits: UInt64 = 16
  private static let sampleShift: UInt64 = 59
  private static let featureCountMax = 4096

  private var slots = [Slot](repeating: Slot(), count: 1 << SimilarityTable.slotBits)
  private var features: [UInt64] = []
  private var voters: [UInt32] = []

  /// Returns the numbers of at most `countMax` objects that share most with `bytes`, best first,
  /// and enters `bytes` as the object `number`.
  mutating func exchange(_ bytes: [UInt8], as number: Int, countMax: Int) -> [Int] {
    findFeatures(bytes)
    voters.removeAll(keepingCapacity: true)
    for feature in features {
      let place = Int(truncatingIfNeeded: feature & (1 << Self.slotBits - 1))
      let check = UInt32(truncatingIfNeeded: feature >> 24)
      let last = slots[place]
      // A feature that comes twice was entered for the object itself.
      let isOther = last.object != 0 && last.object != UInt32(number + 1)
      if isOther, last.check == check { voters.append(last.object) }
      slots[place] = Slot(check: check, object: UInt32(number + 1))
    }
    return elected(countMax)
  }

  private mutating func findFeatures(_ bytes: [UInt8]) {
    features.removeAll(keepingCapacity: true)
    let end = bytes.count - RollingHash.width
    guard end >= 0 else { return }
    bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      var hash = RollingHash(start, at: 0)
      for place in 0...end {
        if hash.value >> Self.sampleShift == 0, features.count < Self.featureCountMax {
          features.append(hash.value &* 0xd6e8_feb8_6659_fd93 >> 5)
        }
        if place < end { hash.advance(start, from: place) }
      }
    }
  }

  /// Counts the votes; the later object wins a tie.
  private mutating func elected(_ countMax: Int) -> [Int] {
    voters.sort(by: >)
    var counts: [(object: Int, votes: Int)] = []
    for voter in voters {
      if counts.last?.object == Int(voter) - 1 {
        counts[counts.count - 1].votes += 1
      } else {
        counts.append((Int(voter) - 1, 1))
      }
    }
    return counts.sorted { ($0.votes, $0.object) > ($1.votes, $1.object) }
      .prefix(countMax).map(\.object)
  }
}
