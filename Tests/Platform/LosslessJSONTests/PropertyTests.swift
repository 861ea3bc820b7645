import LosslessJSON
import Testing

@Suite struct PropertyTests {
  @Test(arguments: 1...15 as ClosedRange<UInt64>)
  func `a random value survives every way of writing`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<25 {
      let value = random.value()
      let canonical = value.canonicalBytes()
      for bytes in [canonical, value.prettyBytes(), value.compactBytes(), random.text(of: value)] {
        let document = try JSONDocument(parsing: bytes)
        #expect(document.value == value, "seed \(seed)")
        #expect(document.value.hashValue == value.hashValue, "seed \(seed)")
        #expect(document.canonicalBytes() == canonical, "seed \(seed)")
        #expect(document.isCanonical == (bytes == canonical), "seed \(seed)")
        #expect(document.value.canonicalBytes() == canonical, "seed \(seed)")
        #expect(NaiveJSON.parse(bytes) == value, "seed \(seed)")
      }
      #expect(try parse(value.prettyBytes()).prettyBytes() == value.prettyBytes())
    }
  }

  private func parse(_ bytes: [UInt8]) throws(JSONParseError) -> JSONValue {
    try JSONValue(parsing: bytes)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a mutated document parses exactly when the naive parser takes it`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &* 977)
    var accepted = 0
    for round in 0..<250 {
      var bytes = random.text(of: random.value(depth: 2))
      for _ in 0..<(1 + random.below(3)) { mutate(&bytes, &random) }
      let expected = NaiveJSON.parse(bytes)
      let found = try? JSONValue(parsing: bytes)
      accepted += found == nil ? 0 : 1
      if found != expected {
        Issue.record("seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(accepted > 12)
    #expect(accepted < 225)
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let place = random.below(bytes.count + 1)
    let byte = random.pick(
      Array("\"\\{}[]:,0123456789-+.eEutrnfalse \n".utf8) + [0, 0x80, 0xED, 0xFF])
    switch random.below(4) {
    case 0: bytes.insert(byte, at: place)
    case 1 where place < bytes.count: bytes.remove(at: place)
    case 2 where place < bytes.count: bytes[place] = byte
    case 3 where place < bytes.count && bytes.count > 1:
      bytes.swapAt(place, random.below(bytes.count))
    default: break
    }
  }

  @Test func `random bytes never crash and errors point into the source`() {
    var random = SeededRandom(seed: 99)
    let alphabet = Array("{}[]\":,\\u0123dD89-.e truefalsn".utf8) + [0xC3, 0xA9, 0xED, 0xA0, 0x80]
    for round in 0..<30_000 {
      let bytes = (0..<random.below(24)).map { _ in
        round % 2 == 0 ? random.pick(alphabet) : UInt8(random.below(256))
      }
      if let error = failure(bytes) {
        #expect(error.offset <= bytes.count && error.line >= 1 && error.column >= 1)
      }
    }
  }

  @Test func `random byte strings are accepted exactly when they are UTF-8`() {
    var random = SeededRandom(seed: 4242)
    let interesting: [UInt8] = [
      0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
      0xED,
      0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<40_000 {
      let bytes = (0..<(1 + random.below(6))).map { _ in random.pick(interesting) }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      let isAccepted = failure([0x22] + bytes + [0x22]) == nil
      if isAccepted != isValid { Issue.record("\(bytes)") }
    }
  }
}
