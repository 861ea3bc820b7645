import Hashing
import TestKit
import Testing

@Suite struct ChecksumTests {
  private func checksum(_ bytes: [UInt8], after prefix: Checksum? = nil) -> Checksum {
    bytes.withUnsafeBytes { Checksum(of: $0, after: prefix) }
  }

  /// From `xxhsum -H2` of no bytes and of "abc": the last sixty bits, then thirty of the first word.
  @Test func `the text is ninety bits of XXH3`() {
    #expect(checksum([]).text == text(low: 0x6001_c324_468d_497f, high: 0x99aa_06d3_0147_98d8))
    #expect(
      checksum(Array("abc".utf8)).text
        == text(low: 0x78af_5f94_892f_3950, high: 0x06b0_5ab6_733a_6185))
  }

  @Test
  func `one bit, one more byte, or a byte on the other side of the cut makes another checksum`() {
    var random = SeededRandom(seed: 11)
    for count in [0, 1, 15, 16, 17, 128, 129, 240, 241, 1024, 5000] {
      let bytes = random.bytes(count: count)
      let whole = checksum(bytes)
      #expect(whole == checksum(bytes))
      #expect(whole.text.utf8.count == 15)
      #expect(whole.text != checksum(bytes + [0]).text)
      for bit in stride(from: 0, to: count * 8, by: 13) {
        var other = bytes
        other[bit / 8] ^= 1 << (bit % 8)
        #expect(whole.text != checksum(other).text, "bit \(bit) of \(count) bytes")
      }
      let cuts = Set(
        (0...count).map { cut in
          checksum(Array(bytes[cut...]), after: checksum(Array(bytes[..<cut]))).text
        })
      #expect(cuts.count == count + 1 && !cuts.contains(whole.text))
    }
  }

  private func text(low: UInt64, high: UInt64) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let sextets = (0..<10).map { low >> (6 * $0) & 63 } + (0..<5).map { high >> (6 * $0) & 63 }
    return String(sextets.map { letters[Int($0)] })
  }
}
