import CommitGraph
import ObjectModel
import TestKit
import Testing

/// The walk against sets made straight from the definitions.
@Suite struct NaiveModelTests {
  @Test func `random histories have the bases of the naive model`() throws {
    let seed = UInt64.random(in: 0..<1 << 40)
    print("histories from seed \(seed)")
    for round in 0..<UInt64(6_000 * TestRounds.factor) {
      var random = SeededRandom(seed: seed + round)
      let graph = RandomGraph.make(&random)
      guard try agrees(graph, &random) else {
        Issue.record("seed \(seed + round)\n\(graph.text)")
        return
      }
    }
  }

  private func agrees(_ graph: TextGraph, _ random: inout SeededRandom) throws -> Bool {
    let naive = NaiveAncestry(graph)
    let shared = graph.ancestry
    for round in 0..<3 {
      // One that has seen part of the history already, and fresh ones.
      let ancestry = round == 0 ? graph.ancestry : shared
      let a = graph.id(graph.names[Int.random(in: 0..<graph.names.count, using: &random)])
      let b = graph.id(graph.names[graph.names.count - 1])
      let bases = try ancestry.mergeBases(of: a, and: b)
      let expected = naive.mergeBases(a, b)
      #expect(bases == expected, "\(graph.describe(bases)), not \(graph.describe(expected))")
      let ancestors = try ancestry.ancestors(of: b)
      let isRight =
        try bases == expected && ancestry.mergeBases(of: b, and: a) == expected
        && ancestors == naive.ancestors(b)
        && ancestry.isAncestor(a, of: b) == ancestors.contains(a)
        && ancestry.isAncestor(b, of: a) == naive.ancestors(a).contains(b)
      guard isRight else { return false }
    }
    return true
  }
}
