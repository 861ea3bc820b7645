import StructuralDiff
import TestKit
import Testing

@Suite struct EditListTests {
  /// The textbook table of longest common subsequences.
  private func naiveCost(_ first: [Int], _ second: [Int]) -> Int {
    var row = [Int](repeating: 0, count: second.count + 1)
    for element in first {
      var diagonal = 0
      for column in second.indices {
        let above = row[column + 1]
        row[column + 1] =
          element == second[column] ? diagonal + 1 : max(above, row[column])
        diagonal = above
      }
    }
    return first.count + second.count - 2 * row[second.count]
  }

  private func expectSound(
    _ list: EditList, _ first: [Int], _ second: [Int], seed: UInt64
  ) {
    #expect(list.applied(to: first, inserting: second) == second, "seed \(seed)")
    for pair in list.kept {
      #expect(pair.from.count == pair.to.count && !pair.from.isEmpty, "seed \(seed)")
      #expect(Array(first[pair.from]) == Array(second[pair.to]), "seed \(seed)")
    }
    for (edit, next) in zip(list.edits, list.edits.dropFirst()) {
      #expect(edit.removed.upperBound < next.removed.lowerBound, "seed \(seed)")
    }
    for edit in list.edits {
      #expect(!(edit.removed.isEmpty && edit.inserted.isEmpty), "seed \(seed)")
    }
  }

  @Test func `a script of small sequences is sound and as short as the naive reference`() {
    for seed in 0..<6_000 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let alphabet = 1 + random.number(below: 6)
      let first = (0..<random.number(below: 24)).map { _ in random.number(below: alphabet) }
      let second = (0..<random.number(below: 24)).map { _ in random.number(below: alphabet) }
      let list = EditList(from: first, to: second)
      expectSound(list, first, second, seed: seed)
      #expect(list.cost == naiveCost(first, second), "seed \(seed)")
    }
  }

  @Test func `a script of moderately different sequences is minimal`() {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let first = (0..<600).map { _ in random.number(below: 40) }
      var second = first
      for _ in 0..<60 {
        second[random.number(below: second.count)] = random.number(below: 50)
        second.remove(at: random.number(below: second.count))
      }
      let list = EditList(from: first, to: second)
      expectSound(list, first, second, seed: seed)
      #expect(list.cost == naiveCost(first, second), "seed \(seed)")
    }
  }

  @Test func `a search cut short still gives a right script`() {
    for seed in 0..<4 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let first = (0..<3_000).map { _ in random.number(below: 1 << (3 * Int(seed + 1))) }
      let second = (0..<2_800).map { _ in random.number(below: 1 << (3 * Int(seed + 1))) }
      expectSound(EditList(from: first, to: second), first, second, seed: seed)
    }
  }

  @Test func `a shuffled sequence gives a right script`() {
    var random = SeededRandom(seed: 11)
    let first = Array(0..<10_000)
    let second = first.shuffled(using: &random)
    expectSound(EditList(from: first, to: second), first, second, seed: 11)
  }

  @Test func `equal sequences have no edits`() {
    #expect(EditList(from: [1, 2, 3], to: [1, 2, 3]).isEmpty)
    #expect(EditList(from: [Int](), to: []).isEmpty)
  }

  @Test func `an insertion among equal elements is placed last`() {
    let list = EditList(from: [7, 1, 2, 2, 9], to: [8, 1, 2, 2, 2, 9])
    #expect(
      list.edits == [
        Edit(removed: 0..<1, inserted: 0..<1), Edit(removed: 4..<4, inserted: 4..<5),
      ])
  }
}
