import FuzzTargets
import TestKit
import Testing

/// Every target gets mutated inputs for a moment; `make fuzz` does it for hours.
@Suite struct FuzzTests {
  private static let seed: UInt64 = 61

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `nothing breaks`(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let roundCount = 1500 * TestRounds.factor
    print("fuzzing \(name): \(roundCount) rounds from seed \(Self.seed)")
    var loop = FuzzLoop(target, seed: Self.seed)
    if let finding = loop.run(roundCount: roundCount) {
      Issue.record(
        "\(name), seed \(Self.seed), round \(finding.round): \(finding.message): \(finding.input)")
    }
  }

  /// A fuzzer that finds nothing may be one that cannot find anything.
  @Test func `a planted bug is found`() throws {
    var loop = FuzzLoop(FuzzTarget.planted(depth: 1), seed: Self.seed)
    #expect(loop.run(roundCount: 200_000) != nil)
  }

  @Test func `the same seed gives the same inputs`() throws {
    let inputs = (0..<2).map { _ in
      let seen = InputList()
      let target = FuzzTarget("seen", seeds: [Array(1...40)]) { bytes in
        seen.append(bytes)
        return false
      }
      var loop = FuzzLoop(target, seed: 5)
      _ = loop.run(roundCount: 300)
      return seen.all
    }
    #expect(inputs[0] == inputs[1])
    #expect(Set(inputs[0]).count > 80)
  }
}
