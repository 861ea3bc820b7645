import IntegrationModel
import TestKit
import Testing

@testable import LifecycleOperations

/// The files of payloads, named by the places that they were taken from.
@Suite struct PayloadPathTests {
  @Test func `a place has dots for slashes, and its own dots and percent signs escaped`() {
    let path = StateLayout.payloadPath(LogicalName(.exports, "get-orders"), "/mock.Output/50%/0")
    #expect(path == "payloads/exports/get-orders/mock%2EOutput.50%25.0.json")
  }

  @Test(arguments: UInt64(1)...100)
  func `a place is found again by its path, to the byte`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let parts = ["/", ".", "%", "2E", "25", "a", "\u{301}", "é"]
    let pointer =
      "/"
      + (0..<random.number(below: 8)).map { _ in parts[random.number(below: 8)] }
      .joined()
    let name = LogicalName(.imports, "put")
    let found = try #require(StateLayout.payload(at: StateLayout.payloadPath(name, pointer)))
    #expect(found.0 == name, "seed \(seed)")
    #expect(Array(found.pointer.utf8) == Array(pointer.utf8), "seed \(seed): \(pointer)")
  }
}
