/// The order of merged elements, pair by pair.
struct ReferenceOrder {
  private let base: [Int]
  private let ours: [Int]
  private let theirs: [Int]
  private(set) var competes = false
  private(set) var shown: [Int] = []

  init(base: [Int], ours: [Int], theirs: [Int]) {
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
    decide()
  }

  /// Ours with what only theirs has put behind what it follows there.
  var oursFirst: [Int] {
    var result = ours
    for (index, token) in theirs.enumerated() where !ours.contains(token) {
      var position = 0
      if let before = theirs[..<index].last(where: result.contains) {
        position = result.firstIndex(of: before)! + 1
      }
      while position < result.count, !theirs.contains(result[position]) { position += 1 }
      result.insert(token, at: position)
    }
    return result
  }

  private mutating func decide() {
    let (base, ours, theirs) = (base, ours, theirs)
    var competes = false
    defer { self.competes = competes }
    if ours == theirs {
      shown = ours
      return
    }
    let (own, other) = (Self.moved(ours, base), Self.moved(theirs, base))
    func isShared(_ token: Int) -> Bool {
      ours.contains(token) && theirs.contains(token)
        && own.contains(token) == other.contains(token)
    }
    func isOurs(_ token: Int) -> Bool {
      !isShared(token) && ours.contains(token) && (!theirs.contains(token) || own.contains(token))
    }
    func isBefore(_ a: Int, _ b: Int, in order: [Int]) -> Bool {
      order.firstIndex(of: a)! < order.firstIndex(of: b)!
    }
    func isPut(_ token: Int, _ moved: Set<Int>) -> Bool {
      moved.contains(token) || !base.contains(token)
    }
    let tokens = ours + theirs.filter { !ours.contains($0) }
    let shared = tokens.filter(isShared)
    for a in shared {
      for b in shared
      where a != b && isBefore(a, b, in: ours) != isBefore(a, b, in: theirs) { competes = true }
    }
    if competes {
      shown = oursFirst
      return
    }
    func precedes(_ a: Int, _ b: Int) -> Bool {
      let (first, second) = (isOurs(a), isOurs(b))
      if (first || isShared(a)) && (second || isShared(b)) { return isBefore(a, b, in: ours) }
      if !first && !second { return isBefore(a, b, in: theirs) }
      let (mine, yours) = first ? (a, b) : (b, a)
      for anchor in shared {
        let before = isBefore(mine, anchor, in: ours)
        if before != isBefore(yours, anchor, in: theirs) { return before == (mine == a) }
      }
      if isPut(mine, own), isPut(yours, other) { competes = true }
      return mine == a
    }
    let ranked = tokens.map { a in
      (token: a, rank: tokens.count { b in a != b && precedes(b, a) })
    }
    shown = ranked.sorted { $0.rank < $1.rank }.map(\.token)
    for (order, moved, isSide) in [
      (ours, own, isOurs), (theirs, other, { !isOurs($0) && !isShared($0) }),
    ] {
      for (a, b) in zip(order, order.dropFirst()) where !isBefore(a, b, in: shown) {
        for token in [a, b] where isSide(token) && isPut(token, moved) { competes = true }
      }
    }
  }

  /// What does not belong to the longest run of elements in the order of the base; of several
  /// that are equally long, the one whose elements come last.
  private static func moved(_ order: [Int], _ base: [Int]) -> Set<Int> {
    let numbers = order.compactMap { base.firstIndex(of: $0) }
    var lengths: [Int] = []
    for (index, number) in numbers.enumerated() {
      lengths.append(1 + (0..<index).map { numbers[$0] < number ? lengths[$0] : 0 }.reduce(0, max))
    }
    var stays: Set<Int> = []
    var wanted = lengths.max() ?? 0
    var below = Int.max
    for index in numbers.indices.reversed()
    where lengths[index] == wanted && numbers[index] < below {
      stays.insert(base[numbers[index]])
      (wanted, below) = (wanted - 1, numbers[index])
    }
    return Set(order.filter { base.contains($0) && !stays.contains($0) })
  }
}
