import Foundation
import StructuralDiff
import TestKit
import Testing

@Suite struct UnifiedDiffTests {
  private func rendered(_ from: String, _ to: String, context: Int = 3) -> String {
    let diff = UnifiedDiff(from: TextLines(from), to: TextLines(to), context: context)
    return String(decoding: diff.rendered, as: UTF8.self)
  }

  @Test func `a changed line stands between its context`() {
    #expect(
      rendered("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\nf\ng\nh\n") == """
        @@ -2,7 +2,7 @@
         b
         c
         d
        -e
        +E
         f
         g
         h

        """)
  }

  @Test func `edits six lines apart share a hunk and seven lines apart do not`() {
    let close = (0..<8).map { "\($0)\n" }.joined()
    let far = (0..<9).map { "\($0)\n" }.joined()
    func hunkCount(_ text: String, _ last: Int) -> Int {
      let changed = text.replacing("0\n", with: "x\n").replacing("\(last)\n", with: "y\n")
      return UnifiedDiff(from: TextLines(text), to: TextLines(changed)).hunks.count
    }
    #expect(hunkCount(close, 7) == 1)
    #expect(hunkCount(far, 8) == 2)
  }

  @Test func `a missing last line feed is said`() {
    #expect(
      rendered("a\nb", "a\nb\n") == """
        @@ -1,2 +1,2 @@
         a
        -b
        \\ No newline at end of file
        +b

        """)
    #expect(rendered("", "a") == "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n")
  }

  @Test func `equal texts have no hunks`() {
    #expect(rendered("a\nb", "a\nb").isEmpty)
    #expect(rendered("", "").isEmpty)
  }

  @Test func `a changed line ending is a change`() {
    #expect(rendered("a\r\n", "a\n") == "@@ -1 +1 @@\n-a\r\n+a\n")
  }

  @Test func `texts that are canonically equivalent differ by bytes`() {
    #expect(rendered("\u{E9}\n", "e\u{301}\n") == "@@ -1 +1 @@\n-\u{E9}\n+e\u{301}\n")
  }

  @Test func `the hunks of the system's diff cover the same lines when edits are apart`() throws {
    guard let tool = Program(named: "diff") else { return }
    for seed in 0..<25 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let lines = (0..<200).map { "line \($0)" }
      var changed = lines
      for _ in 0..<12 { changed[random.number(below: 200)] += " changed" }
      let (from, to) = (lines.joined(separator: "\n"), changed.joined(separator: "\n"))
      let files = try TemporaryFiles(["from": from, "to": to])
      defer { files.remove() }
      let output = try tool.run(["-u", files.path("from"), files.path("to")]).output
      let theirs = output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
      #expect(rendered(from, to) == theirs.joined(separator: "\n"), "seed \(seed)")
    }
  }

  @Test func `patch turns the first text into the second`() throws {
    guard let tool = Program(named: "patch") else { return }
    for seed in 0..<120 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let from = randomText(&random)
      let to = random.happens(onceIn: 4) ? randomText(&random) : edited(from, &random)
      // Without context a hunk says all; patch refuses a hunk that does not fit.
      let hunks = rendered(from, to, context: random.number(below: 4))
      guard !hunks.isEmpty else { continue }
      let files = try TemporaryFiles(["text": from, "patch": "--- text\n+++ text\n" + hunks])
      defer { files.remove() }
      let result = try tool.run([
        "--binary", "-s", "-F", "0", "-i", files.path("patch"), "-o", files.path("out"),
        files.path("text"),
      ])
      #expect(result.status == 0, "seed \(seed): \(result.output)")
      #expect(files.content("out") == Array(to.utf8), "seed \(seed)")
    }
  }

  private func randomText(_ random: inout SeededRandom) -> String {
    let lines = (0..<random.number(below: 60)).map { _ in "w\(random.number(below: 12))" }
    return lines.joined(separator: "\n") + (random.happens(onceIn: 2) ? "\n" : "")
  }

  private func edited(_ text: String, _ random: inout SeededRandom) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<random.number(below: 8) {
      let position = random.number(below: lines.count)
      switch random.number(below: 3) {
      case 0: lines.insert("w\(random.number(below: 12))", at: position)
      case 1 where lines.count > 1: lines.remove(at: position)
      default: lines[position] = "w\(random.number(below: 14))"
      }
    }
    return lines.joined(separator: "\n")
  }
}
