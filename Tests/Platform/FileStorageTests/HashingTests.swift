import ByteCoding
import Hashing
import TestKit
import Testing

@Suite struct HashingTests {
  @Test func `the standards' examples are right`() {
    let abc = Array("abc".utf8)
    #expect(
      Hex.encode(HashAlgorithm.sha1.hash(abc)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(
      Hex.encode(HashAlgorithm.sha256.hash(abc))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Hex.encode(HashAlgorithm.sha256.hash([UInt8]()))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test(arguments: HashAlgorithm.allCases)
  func `pieces give the same digest as the whole, time after time`(algorithm: HashAlgorithm) {
    var random = SeededRandom(seed: 5)
    let digest = MessageDigest(algorithm)
    for _ in 0..<100 {
      let bytes = random.bytes(count: Int.random(in: 0...2000, using: &random))
      let cut = Int.random(in: 0...bytes.count, using: &random)
      digest.update(Array(bytes[..<cut]))
      digest.update(Array(bytes[cut...]))
      #expect(digest.finish() == algorithm.hash(bytes))
    }
  }
}
