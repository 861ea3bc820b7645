import Terminal
import Testing

@Suite struct SuggestionsTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "ab", 1), ("ab", "abc", 1), ("abc", "axc", 1),
    ("abcd", "abdc", 1), ("ca", "abc", 3), ("kitten", "sitting", 3),
  ])
  func `the distance counts single mistakes`(_ left: String, _ right: String, _ distance: Int) {
    #expect(Suggestions.distance(left, right) == distance)
  }

  @Test func `the distance equals the recursive definition`() {
    var random = SeededNumbers(seed: 20_240_517)
    for _ in 0..<300 {
      let left = random.word("abc", lengthMax: 6)
      let right = random.word("abc", lengthMax: 6)
      let expected = Self.naiveDistance(Array(left.utf8)[...], Array(right.utf8)[...])
      #expect(
        Suggestions.distance(left, right) == expected, "\(left) \(right), seed 20240517")
    }
  }

  private static func naiveDistance(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
    guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
    var best = naiveDistance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1)
    best = min(best, naiveDistance(a.dropLast(), b) + 1, naiveDistance(a, b.dropLast()) + 1)
    if a.count > 1, b.count > 1, a.dropLast().last == y, b.dropLast().last == x {
      best = min(best, naiveDistance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
  }
}

/// A small linear congruential generator, so that runs can be repeated.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func word(_ letters: String, lengthMax: Int) -> String {
    let letters = Array(letters)
    return String((0..<next(below: lengthMax + 1)).map { _ in letters[next(below: letters.count)] })
  }
}
