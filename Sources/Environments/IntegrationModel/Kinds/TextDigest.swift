/// A number made of a text, once: ids and names are looked up many times, and each time the text
/// would be hashed anew.
///
/// Equal texts have the same number, in one process: it depends on the seed that the standard library
/// hashes with, so that nobody can choose texts whose numbers collide.
struct TextDigest: Hashable, Sendable {
  private let number: UInt64

  private static let seed = UInt64(bitPattern: Int64("".hashValue)) | 1

  init(of text: String) {
    var bytes = text
    let ofASCII = bytes.withUTF8 { Self.digest(ofASCII: UnsafeRawBufferPointer($0)) }
    // Beyond ASCII, texts may be equal and have other bytes.
    number = ofASCII ?? UInt64(bitPattern: Int64(text.hashValue))
  }

  /// What the text of a key is hashed by, together with its kind.
  func bits(beside kind: ResourceKind) -> UInt64 { number &+ UInt64(kind.alphabeticalRank) }

  /// Where tables look for a key: what the standard library would do with ``bits(beside:)``, but for
  /// its hash function, which would be the second one for the same text.
  func hashValue(beside kind: ResourceKind, seed: Int) -> Int {
    Int(truncatingIfNeeded: Self.mixed(bits(beside: kind) ^ UInt64(truncatingIfNeeded: seed)))
  }

  /// Takes eight bytes at a time; the last ones overlap those before them.
  ///
  /// - Returns: `nil` if not all bytes are ASCII.
  private static func digest(ofASCII bytes: UnsafeRawBufferPointer) -> UInt64? {
    var digest = mixed(UInt64(bytes.count) ^ seed)
    var all: UInt64 = 0
    func add(_ word: UInt64) {
      all |= word
      digest = mixed(digest ^ word)
    }
    if bytes.count < 8 {
      add(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    } else {
      for position in stride(from: 0, to: bytes.count - 8, by: 8) {
        add(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      }
      add(bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
    }
    return all & 0x8080_8080_8080_8080 == 0 ? digest : nil
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return (product.high ^ product.low) &+ seed
  }
}
