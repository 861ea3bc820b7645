import ByteCoding
import TestKit
import Testing

@Suite struct ByteCodingTests {
  @Test func `hexadecimal digits survive a round trip`() {
    var random = SeededRandom(seed: 1)
    for count in 0..<70 {
      let bytes = random.bytes(count: count)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
    }
  }

  @Test(arguments: ["0", "0g", "zz", "0x", " 0"])
  func `what is not hexadecimal gives nothing`(text: String) {
    #expect(Hex.decode(text) == nil)
  }

  @Test func `known varints have the bytes that git writes`() {
    var bytes: [UInt8] = []
    PackVarint.appendEntryHeader(.init(type: 3, size: 300), to: &bytes)
    PackVarint.appendOffset(128, to: &bytes)
    PackVarint.appendSize(128, to: &bytes)
    #expect(bytes == [0xbc, 0x12, 0x80, 0x00, 0x80, 0x01])
  }

  @Test func `varints survive a round trip`() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<5000 {
      let value = Int(random.next() >> UInt64.random(in: 10...63, using: &random))
      var bytes: [UInt8] = []
      PackVarint.appendEntryHeader(.init(type: 5, size: value), to: &bytes)
      PackVarint.appendSize(value, to: &bytes)
      PackVarint.appendOffset(value, to: &bytes)
      bytes.withUnsafeBytes { buffer in
        var position = 0
        let header = PackVarint.readEntryHeader(buffer, at: &position)
        #expect(header == .init(type: 5, size: value))
        #expect(PackVarint.readSize(buffer, at: &position) == value)
        #expect(PackVarint.readOffset(buffer, at: &position) == value)
        #expect(position == bytes.count)
      }
    }
  }

  @Test(arguments: [[0x80], [0xff, 0xff], [UInt8](repeating: 0xff, count: 12), []])
  func `varints that end too early or never give nothing`(bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var positions = (0, 0, 0)
      #expect(PackVarint.readEntryHeader(buffer, at: &positions.0) == nil)
      #expect(PackVarint.readSize(buffer, at: &positions.1) == nil)
      #expect(PackVarint.readOffset(buffer, at: &positions.2) == nil)
    }
  }

  @Test func `integers are written with their most significant byte first`() {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(0x0102_0304))
    bytes.append(bigEndian: UInt64(0x0506_0708_090a_0b0c))
    #expect(bytes == Array(1...12))
    bytes.withUnsafeBytes {
      #expect($0.bigEndianUInt32(at: 0) == 0x0102_0304)
      #expect($0.bigEndianUInt64(at: 4) == 0x0506_0708_090a_0b0c)
    }
  }
}
