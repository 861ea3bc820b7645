/// Compares two sequences of tokens: trims, sets aside what has no counterpart, aligns the rest.
///
/// A token that the other side lacks can never be kept, so leaving such tokens out before the
/// alignment is exact and makes sequences that share nothing cost linear time.
struct SequenceComparison {
  private let from: [Int]
  private let to: [Int]
  private let tokenCount: Int
  private var isRemoved: [Bool]
  private var isInserted: [Bool]

  init(from: [Int], to: [Int], tokenCount: Int) {
    self.from = from
    self.to = to
    self.tokenCount = tokenCount
    isRemoved = Array(repeating: false, count: from.count)
    isInserted = Array(repeating: false, count: to.count)
  }

  /// Returns the edits from first to last.
  mutating func edits() -> [Edit] {
    let (fromMiddle, toMiddle) = trimmed()
    let fromKept = setAside(from, fromMiddle, lacking: to[toMiddle], marking: &isRemoved)
    let toKept = setAside(to, toMiddle, lacking: from[fromMiddle], marking: &isInserted)
    align(fromKept, toKept)
    return slidDown(collected())
  }

  /// Returns what is left of both after their common beginning and end.
  private func trimmed() -> (Range<Int>, Range<Int>) {
    let shorter = min(from.count, to.count)
    var start = 0
    while start < shorter, from[start] == to[start] { start += 1 }
    var end = 0
    while end < shorter - start, from[from.count - 1 - end] == to[to.count - 1 - end] { end += 1 }
    return (start..<from.count - end, start..<to.count - end)
  }

  /// Marks the positions whose token `other` lacks and returns the other positions.
  private func setAside(
    _ tokens: [Int], _ range: Range<Int>, lacking other: ArraySlice<Int>, marking: inout [Bool]
  ) -> [Int] {
    var isThere = [Bool](repeating: false, count: tokenCount)
    for token in other { isThere[token] = true }
    var kept: [Int] = []
    for position in range {
      if isThere[tokens[position]] {
        kept.append(position)
      } else {
        marking[position] = true
      }
    }
    return kept
  }

  private mutating func align(_ fromKept: [Int], _ toKept: [Int]) {
    var alignment = MyersAlignment(from: fromKept.map { from[$0] }, to: toKept.map { to[$0] })
    alignment.run()
    for (index, position) in fromKept.enumerated() where alignment.isRemoved[index] {
      isRemoved[position] = true
    }
    for (index, position) in toKept.enumerated() where alignment.isInserted[index] {
      isInserted[position] = true
    }
  }

  /// Turns the marks into edits.
  private func collected() -> [Edit] {
    var edits: [Edit] = []
    var (first, second) = (0, 0)
    while first < from.count || second < to.count {
      let (removedStart, insertedStart) = (first, second)
      while first < from.count, isRemoved[first] { first += 1 }
      while second < to.count, isInserted[second] { second += 1 }
      if first > removedStart || second > insertedStart {
        edits.append(Edit(removed: removedStart..<first, inserted: insertedStart..<second))
      } else {
        first += 1
        second += 1
      }
    }
    return edits
  }

  /// Moves pure insertions and removals as far down as equal elements allow.
  ///
  /// Of several equally good places the last one reads best in texts made of nested blocks, and
  /// edits that meet on the way become one.
  private func slidDown(_ edits: [Edit]) -> [Edit] {
    var result: [Edit] = []
    for edit in edits.reversed() {
      let next = result.last
      let limit = (next?.removed.lowerBound ?? from.count) - edit.removed.upperBound
      let slid = edit.moved(by: slideLength(of: edit, atMost: limit))
      if let next, slid.removed.upperBound == next.removed.lowerBound {
        result[result.count - 1] = slid.joined(with: next)
      } else {
        result.append(slid)
      }
    }
    return result.reversed()
  }

  private func slideLength(of edit: Edit, atMost limit: Int) -> Int {
    let (run, tokens) = edit.inserted.isEmpty ? (edit.removed, from) : (edit.inserted, to)
    guard edit.inserted.isEmpty || edit.removed.isEmpty else { return 0 }
    var length = 0
    while length < limit, tokens[run.lowerBound + length] == tokens[run.upperBound + length] {
      length += 1
    }
    return length
  }
}

extension Edit {
  fileprivate func moved(by length: Int) -> Edit {
    Edit(
      removed: removed.lowerBound + length..<removed.upperBound + length,
      inserted: inserted.lowerBound + length..<inserted.upperBound + length)
  }

  fileprivate func joined(with next: Edit) -> Edit {
    Edit(
      removed: removed.lowerBound..<next.removed.upperBound,
      inserted: inserted.lowerBound..<next.inserted.upperBound)
  }
}
