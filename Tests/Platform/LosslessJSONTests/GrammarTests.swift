import LosslessJSON
import Testing

import enum TestKit.TestRounds

/// Every short text that the grammar of RFC 8259 can be asked about, not only those that somebody
/// thought of.
@Suite struct GrammarTests {
  private static let pieces = [
    "[", "]", "{", "}", ",", ":", "\"", "0", "1", "-", "+", ".", "e", "null", " ", "\\", "u00e9",
    "\"a\"", "\n", "é",
  ]

  /// Texts of up to three pieces, of four in a long run: 8,000 or 160,000 of the longest.
  @Test func `every short text is taken exactly when the grammar allows it`() {
    let countMax = TestRounds.isLong ? 4 : 3
    var texts = [""]
    var takenCount = 0
    for _ in 0..<countMax {
      texts = texts.flatMap { text in Self.pieces.map { text + $0 } }
      for text in texts {
        let bytes = Array(text.utf8)
        let found = try? JSONValue(parsing: bytes)
        if found != NaiveJSON.parse(bytes) { Issue.record("'\(text)'") }
        takenCount += found == nil ? 0 : 1
      }
    }
    #expect(takenCount > 100)
  }

  /// The same inside what is open already, where most of the grammar is.
  @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[{", "}]"), ("\"", "\""), ("[1,", ",2]")])
  func `every short piece inside a container`(start: String, end: String) {
    for first in Self.pieces {
      for second in Self.pieces {
        for third in Self.pieces {
          let text = start + first + second + third + end
          let bytes = Array(text.utf8)
          if (try? JSONValue(parsing: bytes)) != NaiveJSON.parse(bytes) {
            Issue.record("'\(text)'")
          }
        }
      }
    }
  }
}
