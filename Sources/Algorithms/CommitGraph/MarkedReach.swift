import ObjectModel

/// Which of some marked commits are ancestors of which commits, all of them found in one walk for
/// every 64 marks.
struct MarkedReach {
  private var rows: [Int: BitRow] = [:]

  /// Looks from some commits for marked ones, not going below those at which to stop.
  init(
    _ history: KnownHistory, from starts: [Int], to marked: [Int], stop: (Int) -> Bool
  ) throws {
    let order = try Self.ancestorsFirst(history, from: starts, stop: stop)
    for start in starts { rows[start] = BitRow(count: marked.count) }
    for word in 0..<((marked.count + 63) / 64) {
      var own: [Int: UInt64] = [:]
      for (bit, number) in marked[(word * 64)...].prefix(64).enumerated() {
        own[number, default: 0] |= 1 << UInt64(bit)
      }
      let reached = try Self.reached(history, order, own, stop)
      for start in rows.keys { rows[start]?.words[word] = reached[start] ?? 0 }
    }
  }

  /// Returns the marked commits that are ancestors of one of the starts, by their place in the list.
  func row(of start: Int) -> BitRow { rows[start] ?? BitRow(count: 0) }

  private static func reached(
    _ history: KnownHistory, _ order: [Int], _ own: [Int: UInt64], _ stop: (Int) -> Bool
  ) throws -> [Int: UInt64] {
    var reached: [Int: UInt64] = [:]
    for number in order {
      var bits = own[number] ?? 0
      if !stop(number) {
        for next in try history.steps(from: number).full { bits |= reached[next] ?? 0 }
        for next in try history.undone(by: number) { bits |= own[next] ?? 0 }
      }
      reached[number] = bits
    }
    return reached
  }

  private static func ancestorsFirst(
    _ history: KnownHistory, from starts: [Int], stop: (Int) -> Bool
  ) throws -> [Int] {
    var order: [Int] = []
    var entered: Set<Int> = []
    var left: Set<Int> = []
    var stack = starts
    while let number = stack.last {
      if entered.insert(number).inserted {
        guard !stop(number) else { continue }
        stack += try history.steps(from: number).full.filter { !entered.contains($0) }
      } else {
        stack.removeLast()
        if left.insert(number).inserted { order.append(number) }
      }
    }
    return order
  }
}

/// A row of bits.
struct BitRow {
  fileprivate(set) var words: [UInt64]

  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  func contains(_ bit: Int) -> Bool { words[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }

  mutating func remove(_ bit: Int) { words[bit >> 6] &= ~(1 << UInt64(bit & 63)) }

  mutating func formUnion(_ other: BitRow) {
    for index in words.indices { words[index] |= other.words[index] }
  }
}
