import Foundation

/// How often a random test repeats what a build does in a few seconds: once, or `ILM_TEST_ROUNDS`
/// times.
enum TestRounds {
  static let count = max(
    1, ProcessInfo.processInfo.environment["ILM_TEST_ROUNDS"].flatMap { Int($0) } ?? 1)
}
