import IntegrationModel
import TestKit
import Testing

@Suite struct KeyTests {
  @Test(arguments: 1...100)
  func `keys and names are told apart as their kinds and texts are`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let kinds = ResourceKind.allCases
    let letters = ["0", "1", "a", "\u{e9}", "e\u{301}", "00000000"]
    var keys: Set<ResourceKey> = []
    var names: Set<LogicalName> = []
    var naive: Set<String> = []
    for _ in 0..<200 {
      let kind = kinds[random.number(below: 3)]
      let text = (0..<random.number(below: 6)).map { _ in letters[random.number(below: 6)] }
        .joined()
      let isNew = naive.insert("\(kind.rawValue) \(text)").inserted
      #expect(keys.insert(ResourceKey(kind, text)).inserted == isNew, "seed \(seed): '\(text)'")
      #expect(names.insert(LogicalName(kind, text)).inserted == isNew, "seed \(seed): '\(text)'")
    }
    for key in keys {
      // The same text, made anew.
      let again = String(decoding: Array(key.id.utf8), as: UTF8.self)
      #expect(!(key < ResourceKey(key.kind, again)), "seed \(seed): '\(again)'")
      #expect(keys.contains(ResourceKey(key.kind, again)), "seed \(seed): '\(again)'")
      #expect(names.contains(LogicalName(key.kind, again)), "seed \(seed): '\(again)'")
    }
  }
}
