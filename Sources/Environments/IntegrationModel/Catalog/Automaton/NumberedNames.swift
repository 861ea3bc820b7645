import Glibc

/// Gives numbers to short texts, from 0 on in the order in which they come: a hash table that is asked
/// by bytes, so that nobody makes a text to ask.
///
/// It hashes with the seed of the process, so that nobody can choose names that are slow to find.
/// A table belongs to one worker; copies go their own ways.
struct NumberedNames: Sendable {
  /// The name's number plus one by its hash; 0 is free.
  private var slots = [Int32](repeating: 0, count: 1 << 10)
  private var hashes: [UInt64] = []
  /// The names one behind the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int32] = [0]

  /// How many names there are.
  var count: Int { hashes.count }

  /// Returns the number of a name, or `nil` for one that did not come yet.
  func number(of name: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(name)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isName(number, name) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Gives the next number to a name that has none.
  mutating func append(_ name: UnsafeBufferPointer<UInt8>) {
    let hash = Self.hash(name)
    hashes.append(hash)
    bytes.append(contentsOf: name)
    ends.append(Int32(bytes.count))
    place(hash, Int32(count))
    if count * 2 > slots.count { grow() }
  }

  private func isName(_ number: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let (start, end) = (Int(ends[number]), Int(ends[number + 1]))
    guard end - start == name.count else { return false }
    guard let other = name.baseAddress else { return true }
    return bytes.withUnsafeBufferPointer { known in
      known.baseAddress.map { memcmp($0 + start, other, name.count) == 0 } ?? false
    }
  }

  private mutating func place(_ hash: UInt64, _ mark: Int32) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = mark
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() { place(hash, Int32(number + 1)) }
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
