import Foundation

/// How much longer than usual random and exhaustive tests run: 1, or what `ILM_TEST_ROUNDS` says.
public enum TestRounds {
  /// The factor.
  public static let factor: Int = max(
    1, ProcessInfo.processInfo.environment["ILM_TEST_ROUNDS"].flatMap { Int($0) } ?? 1)

  /// On how many random cases a law is tried.
  public static let caseCount = 100_000 * factor

  /// Whether everything is tried instead of a sample.
  public static var isLong: Bool { factor > 1 }

  /// Returns the places of 1 to `count` that are tried: all in a long run, otherwise about
  /// `sampleCount` spread over the whole by a seed, the first and the last always among them.
  public static func places(upTo count: Int, sampleCount: Int, seed: UInt64) -> [Int] {
    guard !isLong, count > sampleCount, sampleCount > 1 else { return Array(1...max(1, count)) }
    var random = SeededRandom(seed: seed)
    let drawn = (0..<sampleCount).map { share in
      Int.random(
        in: (count * share / sampleCount)..<(count * (share + 1) / sampleCount), using: &random) + 1
    }
    return Set(drawn + [1, count]).sorted()
  }
}
