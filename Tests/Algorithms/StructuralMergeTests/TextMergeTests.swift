import LosslessJSON
import StructuralDiff
import StructuralMerge
import TestKit
import Testing

/// Merging texts by line.
@Suite struct TextMergeTests {
  private func merge(_ base: String, _ ours: String, _ theirs: String) -> TextMerge {
    TextMerge(base: TextLines(base), ours: TextLines(ours), theirs: TextLines(theirs))
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `changes of lines apart from each other merge`() {
    let merge = merge("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\ne\n")
    #expect(merge.isClean)
    #expect(text(merge.takingOurs) == "A\nb\nc\nD\ne\n")
  }

  @Test func `what competes is data and what does not is merged`() {
    let merge = merge("a\nb\nc\nd", "a\nx\nc\nd", "A\ny\nc\nD")
    #expect(merge.regions.count == 1)
    #expect(merge.regions.first.map { text($0.base) } == "a\nb\n")
    #expect(merge.regions.first.map { text($0.ours) } == "a\nx\n")
    #expect(merge.regions.first.map { text($0.theirs) } == "A\ny\n")
    #expect(text(merge.takingOurs) == "a\nx\nc\nD")
    #expect(text(merge.takingTheirs) == "A\ny\nc\nD")
  }

  @Test func `the conflict of a text in a document tells its regions`() throws {
    let merge = try DocumentMerge(
      base: MergeBase(["query": "a\nb\nc"]), ours: ["query": "a\nx\nc"],
      theirs: ["query": "a\ny\nc"], identity: PatternIdentity())
    let conflict = try #require(merge.conflicts.first)
    guard case .text(let text) = conflict.detail else {
      Issue.record("no text")
      return
    }
    #expect(text.regions.count == 1)
    #expect(conflict.theirs == "a\ny\nc")
  }

  @Test func `merges agree with the naive one`() {
    var random = SeededRandom(seed: 77)
    for round in 0..<TestRounds.caseCount {
      let base = lines(&random)
      let (ours, theirs) = (edited(base, &random), edited(base, &random))
      let texts = [base, ours, theirs].map { Array($0.joined().utf8) }
      let merge = TextMerge(
        base: TextLines(texts[0]), ours: TextLines(texts[1]), theirs: TextLines(texts[2]))
      let naive = ReferenceTextMerge(texts[0], texts[1], texts[2])
      let regions = merge.regions.map { [$0.base, $0.ours, $0.theirs] }
      if merge.takingOurs != naive.ours || merge.takingTheirs != naive.theirs
        || regions != naive.regions
      {
        Issue.record("round \(round): \(base) \(ours) \(theirs)")
        return
      }
    }
  }

  private func lines(_ random: inout SeededRandom) -> [String] {
    var lines = (0..<random.number(below: 12)).map { _ in "\(random.number(below: 9))\n" }
    if random.happens(onceIn: 3), let last = lines.popLast() {
      lines.append(String(last.dropLast()))
    }
    return lines
  }

  private func edited(_ lines: [String], _ random: inout SeededRandom) -> [String] {
    var result = lines.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }
    for _ in 0..<random.number(below: 4) {
      let position = random.number(below: result.count + 1)
      if random.happens(onceIn: 2) {
        result.insert("\(random.number(below: 20))\n", at: position)
      } else if position < result.count {
        result.remove(at: position)
      }
    }
    if random.happens(onceIn: 3), let last = result.popLast() {
      result.append(String(last.dropLast()))
    }
    return result
  }
}
