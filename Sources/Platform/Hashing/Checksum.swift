import CXxhash

/// A checksum of bytes that tells states of one document apart, at the speed of memory (XXH3, 128 bits).
///
/// It guards against chance, not against somebody who makes bytes to fit: what must hold against that
/// takes a ``MessageDigest``.
public struct Checksum: Equatable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Takes the checksum of some bytes, behind those of `prefix` if there are any.
  public init(of bytes: UnsafeRawBufferPointer, after prefix: Checksum? = nil) {
    let seed = prefix.map { $0.low ^ $0.high &* 0x9e37_79b9_7f4a_7c15 | 1 } ?? 0
    let hash = XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
    (high, low) = (hash.high64, hash.low64)
  }

  /// Ninety of its bits in fifteen letters, digits, `-` and `_`: a text of up to fifteen bytes needs no
  /// memory of its own.
  public var text: String {
    String(unsafeUninitializedCapacity: 15) { text in
      for position in 0..<15 {
        let word = position < 10 ? low : high
        text[position] = Self.letters[Int(word >> UInt64(position % 10 * 6) & 0x3f)]
      }
      return 15
    }
  }

  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
