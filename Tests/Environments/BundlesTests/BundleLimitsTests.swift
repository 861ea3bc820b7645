import Bundles
import Testing

/// Archives that ask for too much, and archives that are not whole.
@Suite struct BundleLimitsTests {
  private let zeros = [UInt8](repeating: 0x20, count: 4 << 20)

  @Test func `content that inflates too much is refused`() throws {
    let bomb = try BundleArchive.write(entries: [BundleEntry(path: "a.json", bytes: zeros)])
    #expect(bomb.count < 8192)
    #expect(code(of: bomb) == .ratioTooHigh)
    var generous = BundleLimits()
    generous.inflateRatioMax = 2000
    #expect(code(of: bomb, limits: generous) == nil)
    generous.entrySizeMax = zeros.count - 1
    #expect(code(of: bomb, limits: generous) == .entryTooLarge)
  }

  @Test func `a header that claims ten bytes does not hide a bomb`() throws {
    let bomb = try BundleArchive.write(entries: [BundleEntry(path: "a.json", bytes: zeros)])
    let lying = bomb.replacing([zeros.count].little(4), with: [10].little(4))
    #expect(lying != bomb)
    #expect([.ratioTooHigh, .damaged, .corruptContent].contains(code(of: lying)))
  }

  @Test func `small repetitive documents are no bombs`() throws {
    let entry = BundleEntry(path: "a.json", bytes: Array(zeros.prefix(1 << 20)))
    #expect(code(of: try BundleArchive.write(entries: [entry])) == nil)
  }

  @Test func `many small entries add up`() throws {
    let entries = (0..<64).map { BundleEntry(path: "\($0)", bytes: Array(zeros.prefix(100_000))) }
    let archive = try BundleArchive.write(entries: entries)
    var limits = BundleLimits()
    #expect(code(of: archive, limits: limits) == .ratioTooHigh)
    limits.inflateRatioMax = 2000
    #expect(code(of: archive, limits: limits) == nil)
    limits.totalSizeMax = 6_399_999
    #expect(code(of: archive, limits: limits) == .totalTooLarge)
  }

  @Test func `more entries or bytes than allowed are refused`() throws {
    let entries = (0..<20).map { BundleEntry(path: "\($0)") }
    let archive = try BundleArchive.write(entries: entries)
    var limits = BundleLimits()
    limits.entryCountMax = 19
    #expect(code(of: archive, limits: limits) == .tooManyEntries)
    limits.entryCountMax = 20
    #expect(code(of: archive, limits: limits) == nil)
    limits.archiveSizeMax = archive.count - 1
    #expect(code(of: archive, limits: limits) == .archiveTooLarge)
  }

  @Test func `every truncation is refused`() throws {
    let archive = try BundleArchive.write(entries: sample)
    for length in 0..<archive.count {
      #expect(code(of: Array(archive.prefix(length))) == .damaged, "cut to \(length) bytes")
    }
    #expect(code(of: Array(archive.dropFirst())) != nil)
    #expect(code(of: archive + [0]) == .damaged)
  }

  @Test func `a changed byte never passes as other content`() throws {
    let archive = try BundleArchive.write(entries: sample)
    let expected = try BundleArchive.read(archive)
    for offset in archive.indices {
      for bit in [0x01, 0x80] as [UInt8] {
        var changed = archive
        changed[offset] ^= bit
        guard let entries = try? BundleArchive.read(changed) else { continue }
        #expect(entries == expected, "bit \(bit) at \(offset)")
      }
    }
  }

  @Test func `noise of any length is refused, never a crash`() {
    var random = SplitMix(seed: 11)
    for _ in 0..<500 {
      var noise = (0..<random.below(300)).map { _ in UInt8(random.below(256)) }
      if noise.count > 40 { noise += RawZip(.init("a")).bytes().suffix(random.below(90)) }
      #expect(code(of: noise) != nil)
    }
  }

  private var sample: [BundleEntry] {
    [
      BundleEntry(path: "integration.json", bytes: Array(#"{"_id":"1","name":"n n n n"}"#.utf8)),
      BundleEntry(path: "flows/a-1.json", bytes: Array("{}".utf8)),
      BundleEntry(path: "scripts/"),
    ]
  }
}

/// A small seeded generator, so that a failure can be replayed.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
