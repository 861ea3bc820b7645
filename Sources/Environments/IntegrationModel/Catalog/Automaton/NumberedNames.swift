import Glibc

/// Gives numbers to short texts, from 0 on in the order in which they come: a hash table that is asked
/// by bytes, so that nobody makes a text to ask.
///
/// It hashes with the seed of the process, so that nobody can choose names that are slow to find.
/// A table belongs to one worker; copies go their own ways.
struct NumberedNames: Sendable {
  /// What is known of a name, all in one place: to look it up is to wait for memory once.
  private struct Slot {
    /// The half of the hash that does not say where the slot is.
    var hash: UInt32 = 0
    /// The number plus one; 0 is a free slot.
    var mark: Int32 = 0
    /// Where the name's bytes are.
    var start: Int32 = 0
    var byteCount: Int32 = 0
  }

  private var slots = [Slot](repeating: Slot(), count: 1 << 10)
  /// The names one behind the other.
  private var bytes: [UInt8] = []

  /// How many names there are.
  private(set) var count = 0

  /// Returns the number of a name, or `nil` for one that did not come yet.
  func number(of name: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(name)
    var place = place(of: hash)
    while true {
      let slot = slots[place]
      if slot.mark == 0 { return nil }
      if slot.hash == Self.kept(hash), isName(slot, name) { return Int(slot.mark) - 1 }
      place = (place + 1) & (slots.count - 1)
    }
  }

  /// Gives the next number to a name that has none.
  mutating func append(_ name: UnsafeBufferPointer<UInt8>) {
    let hash = Self.hash(name)
    let slot = Slot(
      hash: Self.kept(hash), mark: Int32(count + 1), start: Int32(bytes.count),
      byteCount: Int32(name.count))
    bytes.append(contentsOf: name)
    count += 1
    put(slot, place(of: hash))
    if count * 2 > slots.count { grow() }
  }

  private func place(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (slots.count - 1)
  }

  private static func kept(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

  private func isName(_ slot: Slot, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(slot.byteCount) == name.count else { return false }
    guard let other = name.baseAddress else { return true }
    return bytes.withUnsafeBufferPointer { known in
      known.baseAddress.map { memcmp($0 + Int(slot.start), other, name.count) == 0 } ?? false
    }
  }

  private mutating func put(_ slot: Slot, _ place: Int) {
    var place = place
    while slots[place].mark != 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.mark != 0 {
      let name = bytes[Int(slot.start)..<Int(slot.start + slot.byteCount)]
      let hash = name.withUnsafeBufferPointer(Self.hash)
      put(slot, place(of: hash))
    }
  }

  /// Takes eight bytes at a time; the last ones overlap those before them.
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(name)
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

  private static let seed = UInt64(bitPattern: Int64("".hashValue)) | 1

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ seed).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return (product.high ^ product.low) &+ seed
  }
}
