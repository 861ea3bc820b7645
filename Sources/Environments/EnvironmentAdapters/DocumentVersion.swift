import Hashing

/// Makes the versions that tell the states of documents apart.
enum DocumentVersion {
  /// A fingerprint of a document's bytes and of the body beside it.
  static func of(_ bytes: [UInt8], _ text: [UInt8]? = nil) -> String {
    let digest = MessageDigest(.sha256)
    digest.update(bytes)
    if let text {
      digest.update([0])
      digest.update(text)
    }
    let hash = digest.finish().prefix(16)
    let digits = StaticString("0123456789abcdef").utf8Start
    return String(unsafeUninitializedCapacity: 2 * hash.count) { text in
      for (position, byte) in hash.enumerated() {
        text[2 * position] = digits[Int(byte >> 4)]
        text[2 * position + 1] = digits[Int(byte & 0xf)]
      }
      return 2 * hash.count
    }
  }
}
