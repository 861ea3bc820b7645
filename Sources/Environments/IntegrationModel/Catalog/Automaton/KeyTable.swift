import Glibc

/// Gives small numbers to the member names of documents, so that a name is looked at once.
///
/// A table belongs to one worker; copies go their own ways.
struct KeyTable: Sendable {
  /// What is known of a name.
  struct Entry: Sendable {
    /// The symbol under which the automaton knows the name.
    let symbol: UInt32
    /// Whether a value under this name is taken for a credential.
    let look: SecretNames.Look

    /// The symbol of all names that no pattern mentions.
    static let unmentioned: UInt32 = 0
    /// A name that a pattern describes and for which there was no room: steps are not remembered.
    static let unnumbered = UInt32.max
  }

  /// Beyond this many different names, new ones are judged each time and not kept.
  private let countMax: Int

  /// The entry's number plus one by the hash of its name; 0 is free.
  private var slots: [Int32]
  private var entries: [Entry] = []
  private var hashes: [UInt64] = []
  /// The names one behind the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int32] = [0]
  private var symbolCount: UInt32 = 0
  private let isMentioned: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - literals: The names that patterns mention as they are; they always have a symbol.
  ///   - isMentioned: Tells whether a pattern describes a name.
  init(
    literals: some Sequence<[UInt8]>, countMax: Int = 1 << 14,
    isMentioned: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
  ) {
    self.isMentioned = isMentioned
    self.countMax = countMax
    slots = Array(repeating: 0, count: 1 << 10)
    for literal in literals {
      _ = literal.withUnsafeBufferPointer { key in
        entry(for: key, judge: { table in table.numbered(key) })
      }
    }
  }

  /// Returns what is known of a name.
  mutating func entry(for key: UnsafeBufferPointer<UInt8>) -> Entry {
    entry(for: key) { $0.judge(key) }
  }

  private mutating func entry(
    for key: UnsafeBufferPointer<UInt8>, judge: (inout KeyTable) -> Entry?
  ) -> Entry {
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isName(number, key) { return entries[number] }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let entry = judge(&self) else {
      return Entry(
        symbol: isMentioned(key) ? Entry.unnumbered : Entry.unmentioned,
        look: SecretNames.look(of: key))
    }
    keep(entry, key, hash, at: slot)
    return entry
  }

  private func isName(_ number: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let (start, end) = (Int(ends[number]), Int(ends[number + 1]))
    guard end - start == key.count else { return false }
    guard let other = key.baseAddress else { return true }
    return bytes.withUnsafeBufferPointer { known in
      known.baseAddress.map { memcmp($0 + start, other, key.count) == 0 } ?? false
    }
  }

  /// Judges a name that is to be kept, or returns `nil` if there is no room for it.
  private mutating func judge(_ key: UnsafeBufferPointer<UInt8>) -> Entry? {
    guard entries.count < countMax else { return nil }
    if isMentioned(key) { return numbered(key) }
    return Entry(symbol: Entry.unmentioned, look: SecretNames.look(of: key))
  }

  private mutating func numbered(_ key: UnsafeBufferPointer<UInt8>) -> Entry {
    symbolCount += 1
    return Entry(symbol: symbolCount, look: SecretNames.look(of: key))
  }

  private mutating func keep(
    _ entry: Entry, _ key: UnsafeBufferPointer<UInt8>, _ hash: UInt64, at slot: Int
  ) {
    entries.append(entry)
    hashes.append(hash)
    bytes.append(contentsOf: key)
    ends.append(Int32(bytes.count))
    slots[slot] = Int32(entries.count)
    if entries.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  /// Takes eight bytes at a time; the last ones overlap those before them.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(key)
    let count = bytes.count
    var hash = mixed(UInt64(count))
    guard count >= 8 else {
      for byte in bytes { hash = hash << 8 ^ hash >> 56 ^ UInt64(byte) }
      return mixed(hash)
    }
    var position = 0
    while position < count - 8 {
      hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    return mixed(hash ^ bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low ^ 0x2545_f491_4f6c_dd1d
  }
}
