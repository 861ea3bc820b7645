import Foundation
import Terminal
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("Größe", 5), ("Gro\u{308}ße", 5), ("日本語", 6), ("한국어", 6),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱｲｳ", 3), ("ＡＢ", 4), ("🙂", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2),
    ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("a\u{200B}b", 2), ("…", 1), ("→", 1), ("𝄞", 1),
    ("e\u{301}\u{302}\u{303}", 1), ("שלום", 4), ("ไทย", 3), ("กำ", 2), ("1\u{FE0F}\u{20E3}", 2),
  ])
  func `text is measured in columns`(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
    ("abc", 1, "…"), ("abc", 0, ""), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func `text is cut between characters`(_ text: String, _ width: Int, _ expected: String) {
    #expect(DisplayWidth.truncate(text, to: width) == expected)
    #expect(DisplayWidth.of(expected) <= width)
  }

  @Test func `wide characters agree with the Unicode tables of Python`() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else {
      print("notice: python3 is absent, the widths are not compared")
      return
    }
    let script = """
      import unicodedata as u
      for c in range(0xA0, 0x30000):
          k = u.category(chr(c))
          if k[0] in 'LNPS' and not 0x1160 <= c <= 0x11FF:
              print(c, 2 if u.east_asian_width(chr(c)) in 'WF' else 1)
      """
    let lines = try run("/usr/bin/python3", ["-c", script], in: URL(filePath: "/"))
      .split(separator: "\n")
    try #require(lines.count > 100_000)
    let wrong = lines.filter { line in
      let parts = line.split(separator: " ").compactMap { UInt32($0) }
      guard parts.count == 2, let scalar = Unicode.Scalar(parts[0]) else { return true }
      return DisplayWidth.of(Character(scalar)) != Int(parts[1])
    }
    #expect(wrong.prefix(20) == [])
  }
}

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("Größe 日本 🙂", "Größe 日本 🙂"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"),
    ("\u{1B}[31mred", "\\u{1b}[31mred"), ("\u{9B}31m", "\\u{9b}31m"), ("\u{7}", "\\u{7}"),
    ("\u{7F}", "\\u{7f}"), ("a\u{202E}b", "a\\u{202e}b"), ("a\tb", "a\\tb"),
    ("\u{2028}", "\\u{2028}"), ("\u{E0041}", "\\u{e0041}"), ("👩‍👧", "👩‍👧"),
  ])
  func `what could do harm is written out`(_ text: String, _ expected: String) {
    #expect(Array(VisibleText.line(text).utf8) == Array(expected.utf8))
  }

  @Test func `several lines keep their line feeds`() {
    #expect(VisibleText.lines("a\n\tb\u{1B}c") == "a\n  b\\u{1b}c")
  }
}

@Suite struct TextWrappingTests {
  @Test func `text is broken at spaces`() {
    #expect(TextWrapping.lines("one two three", width: 7) == ["one two", "three"])
    #expect(TextWrapping.lines("one two three", width: 3) == ["one", "two", "three"])
    #expect(TextWrapping.lines("a\n\nb", width: 5) == ["a", "", "b"])
    #expect(TextWrapping.lines("", width: 5) == [""])
    #expect(TextWrapping.lines("日本 語", width: 6) == ["日本", "語"])
  }

  @Test func `no line is too long and no word is lost`() {
    var random = SeededNumbers(seed: 7)
    for _ in 0..<500 {
      let words = (0..<random.next(below: 20)).map { _ in random.word("abc日", lengthMax: 5) }
      let width = 1 + random.next(below: 30)
      let lines = TextWrapping.lines(words.joined(separator: " "), width: width)
      for line in lines where line.contains(" ") {
        #expect(DisplayWidth.of(line) <= width, "seed 7")
      }
      #expect(
        lines.flatMap { $0.split(separator: " ") } == words.filter { !$0.isEmpty }.map { $0[...] },
        "seed 7")
    }
  }
}

@Suite struct WordingTests {
  @Test func `numbers and nouns agree`() {
    #expect(Wording.count(0, "flow") == "0 flows")
    #expect(Wording.count(1, "flow") == "1 flow")
    #expect(Wording.count(2, "entry", "entries") == "2 entries")
    #expect(Wording.list(["a"]) == "a")
    #expect(Wording.list(["a", "b", "c"], "or") == "a, b or c")
  }

  @Test(
    arguments: [
      (0, "just now"), (4, "just now"), (5, "5 seconds ago"), (59, "59 seconds ago"),
      (60, "1 minute ago"), (3599, "59 minutes ago"), (7200, "2 hours ago"), (86_400, "1 day ago"),
      (604_799, "6 days ago"), (604_800, "1 week ago"), (2_629_746, "1 month ago"),
      (31_556_952, "1 year ago"), (-180, "in 3 minutes"), (-1, "just now"),
      (Int64.max, "292277024626 years ago"),
    ] as [(Int64, String)])
  func `times are told in the largest unit`(_ seconds: Int64, _ expected: String) {
    #expect(Wording.relativeTime(0, at: seconds) == expected)
  }

  @Test func `extreme times do not trap`() {
    #expect(Wording.relativeTime(.min, at: .max).hasSuffix("years ago"))
    #expect(Wording.relativeTime(.max, at: .min).hasPrefix("in "))
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (9949, "9.9 kB"),
    (9950, "10 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (1_440_000, "1.4 MB"),
    (Int.max, "9.2 EB"),
  ])
  func `sizes have two significant digits`(_ bytes: Int, _ expected: String) {
    #expect(Wording.byteSize(bytes) == expected)
  }
}
