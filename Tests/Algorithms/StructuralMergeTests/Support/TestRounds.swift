import Foundation

/// How many generated cases a property is tried on: `ILM_TEST_ROUNDS`, else as many as a build
/// does in a few seconds.
enum TestRounds {
  static var count: Int {
    if let text = ProcessInfo.processInfo.environment["ILM_TEST_ROUNDS"], let count = Int(text) {
      return count
    }
    #if DEBUG
      return 4_000
    #else
      return 100_000
    #endif
  }
}
