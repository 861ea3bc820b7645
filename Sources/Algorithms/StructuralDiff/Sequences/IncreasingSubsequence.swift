/// Finds a longest increasing subsequence: what can stay in place when a sequence is reordered.
package enum IncreasingSubsequence {
  /// Returns, per position, whether it belongs to the subsequence; `nil` numbers never do.
  ///
  /// The numbers are distinct. Takes n log n steps, or n when they increase already.
  package static func members(of numbers: [Int?]) -> [Bool] {
    var isMember = [Bool](repeating: false, count: numbers.count)
    var position = lastPosition(of: numbers)
    while let found = position.next {
      isMember[found] = true
      position.next = position.previous[found]
    }
    return isMember
  }

  /// Returns the last position of the subsequence, and per position the one before it.
  private static func lastPosition(
    of numbers: [Int?]
  ) -> (next: Int?, previous: [Int?]) {
    // Per length, the position where a subsequence of that length ends with the least number.
    var ends: [(number: Int, position: Int)] = []
    var previous = [Int?](repeating: nil, count: numbers.count)
    for (position, number) in numbers.enumerated() {
      guard let number else { continue }
      let length = lengthBelow(number, in: ends)
      if length > 0 { previous[position] = ends[length - 1].position }
      if length == ends.count {
        ends.append((number, position))
      } else {
        ends[length] = (number, position)
      }
    }
    return (ends.last?.position, previous)
  }

  /// Returns how many ends are less than `number`.
  private static func lengthBelow(_ number: Int, in ends: [(number: Int, position: Int)]) -> Int {
    if let last = ends.last, last.number < number { return ends.count }
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
