/// Finds a longest common subsequence in linear space by divide and conquer (Myers, 1986).
///
/// A search that gets dearer than `costMax` splits at the furthest point reached so far. Any split
/// point gives a correct script, so this bound costs minimality only, and bounds the time by
/// about `costMax` operations per element.
struct MyersAlignment {
  /// Tells per position of the first sequence whether it has no partner.
  private(set) var isRemoved: [Bool]
  /// Tells per position of the second sequence whether it has no partner.
  private(set) var isInserted: [Bool]

  private let from: [Int]
  private let to: [Int]
  private let costMax: Int
  /// The furthest position in `from` per diagonal, searching forward and backward; a diagonal is
  /// the difference of the two positions, stored with `offset` added.
  private var forward: [Int]
  private var backward: [Int]
  private let offset: Int

  /// A rectangle of positions that remains to be aligned.
  private struct Box {
    var from: Range<Int>
    var to: Range<Int>
  }

  init(from: [Int], to: [Int]) {
    self.from = from
    self.to = to
    isRemoved = Array(repeating: false, count: from.count)
    isInserted = Array(repeating: false, count: to.count)
    let diagonalCount = from.count + to.count + 3
    forward = Array(repeating: 0, count: diagonalCount)
    backward = forward
    offset = to.count + 1
    costMax = max(256, Int(Double(diagonalCount).squareRoot()))
  }

  /// Aligns the sequences and fills the marks.
  mutating func run() {
    var open = [Box(from: 0..<from.count, to: 0..<to.count)]
    while let next = open.popLast() {
      let box = trimmed(next)
      if box.from.isEmpty {
        for position in box.to { isInserted[position] = true }
      } else if box.to.isEmpty {
        for position in box.from { isRemoved[position] = true }
      } else {
        let (x, y) = splitPoint(of: box)
        open.append(Box(from: x..<box.from.upperBound, to: y..<box.to.upperBound))
        open.append(Box(from: box.from.lowerBound..<x, to: box.to.lowerBound..<y))
      }
    }
  }

  private func trimmed(_ box: Box) -> Box {
    var (fromStart, fromEnd) = (box.from.lowerBound, box.from.upperBound)
    var (toStart, toEnd) = (box.to.lowerBound, box.to.upperBound)
    while fromStart < fromEnd, toStart < toEnd, from[fromStart] == to[toStart] {
      fromStart += 1
      toStart += 1
    }
    while fromStart < fromEnd, toStart < toEnd, from[fromEnd - 1] == to[toEnd - 1] {
      fromEnd -= 1
      toEnd -= 1
    }
    return Box(from: fromStart..<fromEnd, to: toStart..<toEnd)
  }
}

// MARK: - The middle of a shortest path

extension MyersAlignment {
  /// The diagonals that one direction of the search has reached.
  private struct Reach {
    var low: Int
    var high: Int

    /// Widens by one diagonal on both sides, or narrows where the box ends; tells the new ends
    /// beyond which nothing was reached yet.
    mutating func step(within limits: ClosedRange<Int>) -> (belowLow: Bool, aboveHigh: Bool) {
      let (widensLow, widensHigh) = (low > limits.lowerBound, high < limits.upperBound)
      low += widensLow ? -1 : 1
      high += widensHigh ? 1 : -1
      return (widensLow, widensHigh)
    }
  }

  /// Returns a point inside the box that a shortest path visits, or a good guess when that is dear.
  ///
  /// Both runs of the box are non-empty and differ at both ends.
  private mutating func splitPoint(of box: Box) -> (Int, Int) {
    let (first, last) = (
      box.from.lowerBound - box.to.lowerBound, box.from.upperBound - box.to.upperBound
    )
    let limits =
      box.from.lowerBound - box.to.upperBound...box.from.upperBound - box.to.lowerBound
    let isOdd = (first - last) & 1 != 0
    var reached = Reach(low: first, high: first)
    var returned = Reach(low: last, high: last)
    forward[first + offset] = box.from.lowerBound
    backward[last + offset] = box.from.upperBound
    var cost = 0
    while true {
      cost += 1
      let other = isOdd ? returned : nil
      if let point = advance(&reached, in: box, within: limits, meeting: other) { return point }
      let meeting = isOdd ? nil : reached
      if let point = retreat(&returned, in: box, within: limits, meeting: meeting) { return point }
      if cost >= costMax { return furthest(reached, returned, in: box) }
    }
  }

  /// Goes one edit further from the start of the box on every diagonal.
  private mutating func advance(
    _ reach: inout Reach, in box: Box, within limits: ClosedRange<Int>, meeting: Reach?
  ) -> (Int, Int)? {
    let widened = reach.step(within: limits)
    if widened.belowLow { forward[reach.low - 1 + offset] = -1 }
    if widened.aboveHigh { forward[reach.high + 1 + offset] = -1 }
    var diagonal = reach.high
    while diagonal >= reach.low {
      let (lower, upper) = (forward[diagonal - 1 + offset], forward[diagonal + 1 + offset])
      var x = lower < upper ? upper : lower + 1
      while x < box.from.upperBound, x - diagonal < box.to.upperBound,
        from[x] == to[x - diagonal]
      { x += 1 }
      forward[diagonal + offset] = x
      if let meeting, meeting.low <= diagonal, diagonal <= meeting.high,
        backward[diagonal + offset] <= x
      {
        return (x, x - diagonal)
      }
      diagonal -= 2
    }
    return nil
  }

  /// Goes one edit further back from the end of the box on every diagonal.
  private mutating func retreat(
    _ reach: inout Reach, in box: Box, within limits: ClosedRange<Int>, meeting: Reach?
  ) -> (Int, Int)? {
    let widened = reach.step(within: limits)
    if widened.belowLow { backward[reach.low - 1 + offset] = Int.max }
    if widened.aboveHigh { backward[reach.high + 1 + offset] = Int.max }
    var diagonal = reach.high
    while diagonal >= reach.low {
      let (lower, upper) = (backward[diagonal - 1 + offset], backward[diagonal + 1 + offset])
      var x = lower < upper ? lower : upper - 1
      while x > box.from.lowerBound, x - diagonal > box.to.lowerBound,
        from[x - 1] == to[x - diagonal - 1]
      { x -= 1 }
      backward[diagonal + offset] = x
      if let meeting, meeting.low <= diagonal, diagonal <= meeting.high,
        x <= forward[diagonal + offset]
      {
        return (x, x - diagonal)
      }
      diagonal -= 2
    }
    return nil
  }

  /// Returns the point that lies furthest from the corner its search began at.
  private func furthest(_ reached: Reach, _ returned: Reach, in box: Box) -> (Int, Int) {
    var ahead = (box.from.lowerBound, box.to.lowerBound)
    for diagonal in stride(from: reached.high, through: reached.low, by: -2) {
      var x = min(forward[diagonal + offset], box.from.upperBound)
      if x - diagonal > box.to.upperBound { x = box.to.upperBound + diagonal }
      if 2 * x - diagonal > ahead.0 + ahead.1 { ahead = (x, x - diagonal) }
    }
    var behind = (box.from.upperBound, box.to.upperBound)
    for diagonal in stride(from: returned.high, through: returned.low, by: -2) {
      var x = max(backward[diagonal + offset], box.from.lowerBound)
      if x - diagonal < box.to.lowerBound { x = box.to.lowerBound + diagonal }
      if 2 * x - diagonal < behind.0 + behind.1 { behind = (x, x - diagonal) }
    }
    let gain = ahead.0 + ahead.1 - box.from.lowerBound - box.to.lowerBound
    let backGain = box.from.upperBound + box.to.upperBound - behind.0 - behind.1
    return gain >= backGain ? ahead : behind
  }
}
