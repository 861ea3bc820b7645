/// A number made of a text's bytes, once: ids and names are looked up many times, and each time the
/// text would be hashed anew.
///
/// Texts of the same bytes have the same number, in one process: it depends on the seed that the
/// standard library hashes with, so that nobody can choose texts whose numbers collide.
struct TextDigest: Hashable, Sendable {
  private let number: UInt64

  private static let seed = UInt64(bitPattern: Int64("".hashValue)) | 1

  init(of text: String) {
    var text = text
    number = text.withUTF8 { Self.digest(UnsafeRawBufferPointer($0)) }
  }

  /// What the text of a key is hashed by, together with its kind.
  func bits(beside kind: ResourceKind) -> UInt64 { number &+ UInt64(kind.alphabeticalRank) }

  /// Takes eight bytes at a time; the last ones overlap those before them.
  private static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var digest = mixed(UInt64(bytes.count) ^ seed)
    guard bytes.count >= 8 else {
      let word = bytes.reduce(0) { $0 << 8 | UInt64($1) }
      return mixed(digest ^ word)
    }
    for position in stride(from: 0, to: bytes.count - 8, by: 8) {
      digest = mixed(digest ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    return mixed(
      digest ^ bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return (product.high ^ product.low) &+ seed
  }
}
