import ObjectModel
import TestKit
import Testing

@testable import PackFormat

/// What the encoder says, the decoder undoes.
@Suite struct DeltaTests {
  private func encode(_ base: [UInt8], _ target: [UInt8], max: Int = .max / 2) -> [UInt8]? {
    DeltaEncoder.delta(of: target, from: DeltaIndex(base), byteCountMax: max)
  }

  @Test func `a changed word costs a few bytes`() throws {
    let base = Array(document(1).utf8)
    var target = base
    target.replaceSubrange(1000..<1004, with: "other words".utf8)
    let delta = try #require(encode(base, target))
    #expect(delta.count < 40)
    #expect(PackDelta.apply(delta, to: base, byteCountMax: 10_000) == target)
  }

  @Test func `what has nothing in common is inserted, unless that is too long`() throws {
    let base = [UInt8](repeating: 1, count: 500)
    let target = (0..<500).map { UInt8($0 % 251) }
    let delta = try #require(encode(base, target))
    #expect(delta.count > 500)
    #expect(PackDelta.apply(delta, to: base, byteCountMax: 500) == target)
    #expect(encode(base, target, max: 499) == nil)
    #expect(encode(base, target, max: delta.count) == delta)
    #expect(encode(base, target, max: delta.count - 1) == nil)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 127, 128, 0xffff, 0x10000, 0x10001, 0x30000, 1 << 20])
  func `copies of every length are put together again`(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let base = random.bytes(count: count, spread: 255)
    for target in [base, [7] + base, base + [7], Array(base.reversed()), base + base, []] {
      let delta = try #require(encode(base, target))
      #expect(PackDelta.apply(delta, to: base, byteCountMax: 1 << 22) == target)
    }
  }

  @Test func `any target is rebuilt from any base`() throws {
    for round in 0..<(1000 * TestRounds.factor) {
      var random = SeededRandom(seed: UInt64(round))
      let spread = [1, 3, 29, 255][round % 4] as UInt8
      let base = random.bytes(count: Int(random.next() % 600), spread: spread)
      let target = Self.edit(base, &random, spread: spread)
      let delta = try #require(encode(base, target), "seed \(round)")
      let rebuilt = PackDelta.apply(delta, to: base, byteCountMax: target.count)
      #expect(rebuilt == target, "seed \(round)")
    }
  }

  /// Moves, doubles, drops and inserts pieces.
  private static func edit(
    _ base: [UInt8], _ random: inout SeededRandom, spread: UInt8
  ) -> [UInt8] {
    var target: [UInt8] = []
    for _ in 0..<(random.next() % 8) {
      if random.next() % 3 == 0 || base.isEmpty {
        target += random.bytes(count: Int(random.next() % 200), spread: spread)
      } else {
        let start = Int(random.next() % UInt64(base.count))
        target += base[start..<(start + Int(random.next() % UInt64(base.count - start + 1)))]
      }
    }
    return target
  }

  @Test func `a window finds the relative among strangers and keeps chains short`() throws {
    let window = DeltaWindow(DeltaSearch(depthMax: 3, candidateCountMax: 2))
    var depths: [Int] = []
    var texts: [[UInt8]] = []
    var random = SeededRandom(seed: 11)
    for number in 0..<100 {
      var text = number < 10 ? Array(document(number).utf8) : texts[number - 10]
      text += random.bytes(count: 40)
      texts.append(text)
      let choice = window.add(StoredObject(kind: .blob, bytes: text))
      #expect((choice == nil) == (number < 10), "\(number)")
      depths.append(choice.map { depths[$0.base] + 1 } ?? 0)
      guard let choice else { continue }
      #expect(choice.base % 10 == number % 10)
      #expect(
        PackDelta.apply(choice.delta, to: texts[choice.base], byteCountMax: 1 << 16) == text)
    }
    #expect(depths.max() == 3)
  }

  @Test func `versions that hardly differ are all kept as differences from the first`() {
    let window = DeltaWindow(DeltaSearch())
    for number in 0..<100 {
      let text = document(1) + " version \(number)"
      let choice = window.add(StoredObject(kind: .blob, bytes: Array(text.utf8)))
      #expect(choice?.base == (number == 0 ? nil : 0), "\(number)")
    }
  }

  @Test func `objects of another kind are no bases`() {
    let window = DeltaWindow(DeltaSearch())
    let bytes = Array(document(1).utf8)
    #expect(window.add(StoredObject(kind: .blob, bytes: bytes)) == nil)
    #expect(window.add(StoredObject(kind: .commit, bytes: bytes)) == nil)
    #expect(window.add(StoredObject(kind: .commit, bytes: bytes)) != nil)
  }

  @Test func `the votes name who shares most, the later one where it is a tie`() {
    var table = SimilarityTable()
    let texts = (0..<6).map { Array(document($0).utf8) }
    for (number, text) in texts.enumerated() {
      #expect(table.exchange(text, as: number, countMax: 3).first.map { $0 < number } ?? true)
    }
    #expect(table.exchange(texts[2] + texts[4].prefix(800), as: 6, countMax: 2) == [2, 4])
    #expect(table.exchange(texts[2], as: 7, countMax: 1) == [6])
  }
}
