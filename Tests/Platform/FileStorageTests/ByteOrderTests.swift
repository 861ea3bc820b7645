import ByteCoding
import TestKit
import Testing

@Suite struct ByteOrderTests {
  @Test(arguments: 1...200)
  func `texts are in the order of their bytes`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    // Precomposed and not, within and beyond the sixteen bytes that a text has room for itself.
    let letters = ["a", "b", "-", "/", "\u{e9}", "e\u{301}", "\u{1F600}", "z", "aaaaaaaaaaaaaaa"]
    func text() -> String {
      (0..<random.number(below: 5)).map { _ in letters[random.number(below: letters.count)] }
        .joined()
    }
    for _ in 0..<50 {
      let (one, other) = (text(), text())
      #expect(
        one.precedesInBytes(other) == Array(one.utf8).lexicographicallyPrecedes(Array(other.utf8)),
        "seed \(seed): '\(one)', '\(other)'")
    }
    #expect(!"\u{e9}".precedesInBytes("\u{e9}"))
  }

  @Test(arguments: 1...200)
  func `things are sorted as one by one comparisons sort them`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let letters = ["a", "b", "\u{0}", "/", "\u{e9}", "e\u{301}", "\u{1F600}", "exports/"]
    // What all begin with alike is left out of the comparisons; some begin with nothing.
    let start = ["", "a", "exports/", "\u{e9}"][random.number(below: 4)]
    // Few are sorted in another way than many.
    let things = (0..<random.number(below: seed % 2 == 0 ? 80 : 8)).map { number in
      let text = (0..<random.number(below: 6)).map { _ in letters[random.number(below: 8)] }
      return (text: start + text.joined(), number: number)
    }
    let naive = things.sorted {
      let (one, other) = (Array($0.text.utf8), Array($1.text.utf8))
      return one == other ? $0.number < $1.number : one.lexicographicallyPrecedes(other)
    }
    let sorted = things.sorted(byBytesOf: { $0.text })
    #expect(sorted.map(\.number) == naive.map(\.number), "seed \(seed)")
  }
}
