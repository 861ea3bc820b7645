/// Gives small numbers to the member names of documents, so that a name is looked at once.
///
/// Names that no pattern mentions share the symbol 0. A table belongs to one worker.
struct KeyTable {
  /// What is known of a name.
  struct Entry {
    /// The symbol under which the automaton knows the name; 0 where no pattern mentions it.
    let symbol: UInt32
    /// Whether a text under this name is taken for a credential.
    let looksSecret: Bool
  }

  private struct Slot {
    let hash: UInt64
    let key: [UInt8]
    let entry: Entry
  }

  /// Beyond this many different names, new ones are judged each time and not kept.
  private static let countMax = 1 << 14

  private var slots: [Slot?]
  private var count = 0
  private var symbolCount: UInt32 = 0
  private let isMentioned: (UnsafeBufferPointer<UInt8>) -> Bool

  init(isMentioned: @escaping (UnsafeBufferPointer<UInt8>) -> Bool) {
    slots = Array(repeating: nil, count: Self.countMax * 2)
    self.isMentioned = isMentioned
  }

  /// Returns what is known of a name.
  mutating func entry(for key: UnsafeBufferPointer<UInt8>) -> Entry {
    let hash = Self.hash(key)
    var position = Int(hash & UInt64(slots.count - 1))
    while let slot = slots[position] {
      if slot.hash == hash, slot.key.elementsEqual(key) { return slot.entry }
      position = (position + 1) & (slots.count - 1)
    }
    let entry = judge(key)
    if count < Self.countMax {
      slots[position] = Slot(hash: hash, key: Array(key), entry: entry)
      count += 1
    }
    return entry
  }

  private mutating func judge(_ key: UnsafeBufferPointer<UInt8>) -> Entry {
    var symbol: UInt32 = 0
    if count < Self.countMax, isMentioned(key) {
      symbolCount += 1
      symbol = symbolCount
    }
    return Entry(symbol: symbol, looksSecret: SecretNames.looksSecret(key))
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 29)
  }
}
