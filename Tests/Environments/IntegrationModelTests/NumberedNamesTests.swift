import TestKit
import Testing

@testable import IntegrationModel

@Suite struct NumberedNamesTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `names have the numbers in which they came`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var names = NumberedNames()
    var naive: [[UInt8]: Int] = [:]
    for _ in 0..<3000 {
      // Few letters and lengths around the words that are hashed at once, so that many are alike.
      let name = random.bytes(
        count: [0, 1, 7, 8, 9, 16, 17, 24].randomElement(using: &random) ?? 0, spread: 1)
      name.withUnsafeBufferPointer { bytes in
        #expect(names.number(of: bytes) == naive[name], "seed \(seed): \(name)")
        guard naive[name] == nil else { return }
        names.append(bytes)
        naive[name] = naive.count
      }
    }
    #expect(names.count == naive.count)
    for (name, number) in naive {
      #expect(name.withUnsafeBufferPointer { names.number(of: $0) } == number, "seed \(seed)")
    }
  }

  @Test func `a shared text is the text, however many there are and however long it is`() {
    let texts = SharedTexts()
    let long = Array(repeating: UInt8(ascii: "x"), count: 1000)
    for _ in 0..<2 {
      for number in 0..<70_000 {
        let text = "text \(number) \u{e9}"
        let shared = Array(text.utf8).withUnsafeBufferPointer { texts.text($0) }
        #expect(Array(shared.utf8) == Array(text.utf8))
      }
      #expect(long.withUnsafeBufferPointer { texts.text($0) }.utf8.count == 1000)
    }
  }

  @Test func `what one worker has taught an automaton, the next one knows`() {
    let catalog = FieldCatalog.platform.adding(environmentFields: [])
    var first: FieldAutomata? = FieldAutomata(of: catalog)
    let flows = first?[.flows]
    // Held at the same time, it is another's.
    #expect(FieldAutomata(of: catalog)[.flows] !== flows)
    first = nil
    let both = (FieldAutomata(of: catalog), FieldAutomata(of: catalog))
    #expect((both.0[.flows] === flows) != (both.1[.flows] === flows))
    #expect(FieldAutomata(of: FieldCatalog.platform)[.flows] !== flows)
  }
}
