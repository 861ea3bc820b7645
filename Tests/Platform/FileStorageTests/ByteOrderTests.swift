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
}
