import CommitGraph
import Foundation
import ObjectModel
import TestKit
import Testing

/// Histories without reverts and partial pulls against git.
@Suite struct GitTests {
  @Test(.enabled(if: GitProgram.isAvailable))
  func `plain histories have the merge bases of git`() throws {
    let seed = UInt64.random(in: 0..<1 << 40)
    print("plain histories from seed \(seed)")
    var random = SeededRandom(seed: seed)
    // Many histories in one repository cost one import.
    for _ in 0..<4 * TestRounds.factor {
      let folder = TemporaryFolder()
      let git = GitProgram(in: folder.path)
      try git.output("init", "-q", "--object-format=sha1")
      var histories: [[CommitNumbers]] = []
      for _ in 0..<60 { histories.append(Self.history(&random)) }
      let ids = try Self.write(histories, git)
      try check(ids, git, &random)
    }
  }

  /// The places of a commit's parents in its history.
  private typealias CommitNumbers = [Int]

  private static func history(_ random: inout SeededRandom) -> [CommitNumbers] {
    let spread = Int.random(in: 1...6, using: &random)
    return (0..<Int.random(in: 2...25, using: &random)).map { number in
      guard number > 0, Int.random(in: 0..<20, using: &random) > 0 else { return [] }
      let count = [1, 1, 2, 2, 3][Int.random(in: 0..<5, using: &random)]
      let parents = (0..<count).map { _ in
        max(0, number - Int.random(in: 1...spread, using: &random))
      }
      return Set(parents).sorted().shuffled(using: &random)
    }
  }

  private static func write(
    _ histories: [[CommitNumbers]], _ git: GitProgram
  ) throws -> [[(id: CommitID, parents: [CommitID])]] {
    var stream = ""
    var next = 1
    for history in histories {
      let first = next
      for (number, parents) in history.enumerated() {
        stream += "reset refs/heads/x\ncommit refs/heads/x\nmark :\(next)\n"
        stream += "committer Ada <ada@example.com> \(1_700_000_000 + number) +0000\n"
        stream += "data 2\nc\n"
        for (index, parent) in parents.enumerated() {
          stream += "\(index == 0 ? "from" : "merge") :\(first + parent)\n"
        }
        stream += "M 100644 inline n\ndata <<END\n\(next)\nEND\n\n"
        next += 1
      }
    }
    try git.output("fast-import", "--quiet", "--force", "--export-marks=marks", input: stream)
    return try read(histories, git)
  }

  private static func read(
    _ histories: [[CommitNumbers]], _ git: GitProgram
  ) throws -> [[(id: CommitID, parents: [CommitID])]] {
    let marks = try String(contentsOfFile: "\(git.directory)/marks", encoding: .utf8)
    var ids: [Substring: CommitID] = [:]
    for line in marks.split(separator: "\n") {
      let words = line.split(separator: " ")
      ids[words[0]] = CommitID(hex: words[1])
    }
    var next = 1
    return try histories.map { history in
      let first = next
      next += history.count
      let numbered = try (0..<history.count).map { try #require(ids[":\(first + $0)"]) }
      return history.enumerated().map { (numbered[$0], $1.map { numbered[$0] }) }
    }
  }

  private func check(
    _ histories: [[(id: CommitID, parents: [CommitID])]], _ git: GitProgram,
    _ random: inout SeededRandom
  ) throws {
    let pairs = histories.map { history in
      (history[history.count - 1].id, history[Int.random(in: history.indices, using: &random)].id)
    }
    // One shell for all pairs.
    let loop = "!while read a b; do git merge-base --all $a $b | sort | tr '\\n' ' '; echo; done"
    let answers = try git.output(
      "-c", "alias.bases=\(loop)", "bases",
      input: pairs.map { "\($0) \($1)\n" }.joined())
    let lines = answers.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count >= pairs.count)
    for (history, (pair, line)) in zip(histories, zip(pairs, lines)) {
      let nodes = Dictionary(uniqueKeysWithValues: history.map { ($0.id, $0.parents) })
      let ancestry = CommitAncestry { CommitNode(parents: nodes[$0] ?? []) }
      let bases = try ancestry.mergeBases(of: pair.0, and: pair.1).commits
      #expect(bases.map(\.hex) == line.split(separator: " ").map(String.init))
    }
  }
}
