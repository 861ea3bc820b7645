import Foundation

/// How many random cases a law is tried on: 100,000, times the factor `ILM_TEST_ROUNDS` of a long
/// run.
enum TestRounds {
  static let count = 100_000 * factor

  private static let factor = max(
    1, ProcessInfo.processInfo.environment["ILM_TEST_ROUNDS"].flatMap { Int($0) } ?? 1)
}
