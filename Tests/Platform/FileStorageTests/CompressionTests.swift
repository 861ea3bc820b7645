import Compression
import TestKit
import Testing

@Suite struct CompressionTests {
  @Test func `deflated bytes come back, from one stream after another`() throws {
    var random = SeededRandom(seed: 3)
    let deflater = Deflater()
    let inflater = Inflater()
    for _ in 0..<200 {
      let bytes = random.bytes(count: Int.random(in: 0...5000, using: &random), spread: 12)
      var stream = deflater.deflate(bytes)
      let length = stream.count
      stream += random.bytes(count: 30)
      let output = try stream.withUnsafeBytes { try inflater.inflate($0, byteCount: bytes.count) }
      #expect(output.bytes == bytes)
      #expect(output.inputByteCount == length)
      let streamed = try InflateStream.inflate(stream, byteCountMax: bytes.count)
      #expect(streamed.bytes == bytes)
      #expect(streamed.inputByteCount == length)
    }
  }

  @Test func `a stream with another size than stated is refused`() {
    let stream = Deflater().deflate([UInt8](repeating: 7, count: 100))
    for byteCount in [0, 1, 99, 101, 1 << 40] {
      #expect(throws: CompressionError.self) {
        try stream.withUnsafeBytes { try Inflater().inflate($0, byteCount: byteCount) }
      }
    }
  }

  @Test func `a bomb stops at the limit`() throws {
    let stream = Deflater(level: 12).deflate([UInt8](repeating: 0, count: 10 << 20))
    let error = #expect(throws: CompressionError.self) {
      try InflateStream.inflate(stream, byteCountMax: 1 << 20)
    }
    #expect(error?.code == .tooLarge)
    let start = try stream.withUnsafeBytes {
      try InflateStream.prefix(of: $0, byteCountMax: 1000)
    }
    #expect(start.bytes == [UInt8](repeating: 0, count: 1000))
    #expect(!start.isComplete)
  }

  @Test func `every flipped bit and every cut of a stream is noticed`() {
    var random = SeededRandom(seed: 4)
    let bytes = random.bytes(count: 300, spread: 9)
    let stream = Deflater().deflate(bytes)
    for place in stream.indices {
      var damaged = stream
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      // The window size in the header may change without changing the content.
      let first = try? damaged.withUnsafeBytes { try Inflater().inflate($0, byteCount: 300).bytes }
      #expect(first == nil || first == bytes)
      let second = try? InflateStream.inflate(damaged, byteCountMax: 1000).bytes
      #expect(second == nil || second == bytes)
      #expect(throws: CompressionError.self) {
        try InflateStream.inflate(Array(stream[..<place]), byteCountMax: 1000)
      }
    }
  }

  @Test func `the checksum of the standard's test is right and can be continued`() {
    let digits = Array("123456789".utf8)
    digits.withUnsafeBytes { bytes in
      #expect(CRC32.checksum(bytes) == 0xcbf4_3926)
      let first = CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<4]))
      let rest = UnsafeRawBufferPointer(rebasing: bytes[4...])
      #expect(CRC32.checksum(rest, continuing: first) == 0xcbf4_3926)
    }
  }

  @Test(arguments: 1...8)
  func `what is deflated with codes made from a sample is inflated to the same`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let quick = Deflater(level: Deflater.quickestLevel)
    let inflater = Inflater()
    let smallest = Deflater(level: Deflater.defaultLevel)
    // Sizes on both sides of every limit, then many of letters that the sample has, and of others.
    var sizes = [0, 1, 60_000, 40_000, 0, 31_000, 1, 2, 300, 5_000, 300_000, 70_000, 1_200_000]
    for _ in 0..<300 { sizes.append(random.number(below: 3000)) }
    var (quickCount, smallCount) = (0, 0)
    for (position, count) in sizes.enumerated() {
      // The kinds change: what fitted one does not fit the next.
      let spread: UInt8 = [12, 255, 40, 3][(position / 60 + Int(seed)) % 4]
      let bytes = random.bytes(count: count, spread: spread)
      let stream = quick.deflate(bytes)
      let output = try stream.withUnsafeBytes { try inflater.inflate($0, byteCount: count) }
      #expect(output.bytes == bytes, "seed \(seed), \(count) bytes")
      #expect(output.inputByteCount == stream.count, "seed \(seed), \(count) bytes")
      quickCount += stream.count
      smallCount += smallest.deflate(bytes).count
    }
    #expect(quickCount <= smallCount * 5 / 4, "seed \(seed): \(quickCount), \(smallCount)")
  }

  @Test func `what the sample's codes do not fit is deflated as well as ever`() {
    var random = SeededRandom(seed: 5)
    let quick = Deflater(level: Deflater.quickestLevel)
    let ordinary = Deflater(level: 2)
    for _ in 0..<100 { _ = quick.deflate(random.bytes(count: 3000, spread: 3)) }
    // As Base64 has them: six bits of eight.
    let bytes = random.bytes(count: 50_000, spread: 63)
    #expect(quick.deflate(bytes).count <= ordinary.deflate(bytes).count * 11 / 10)
  }
}
