/// The hash functions that name content.
public enum HashAlgorithm: UInt8, Sendable, Hashable, CaseIterable {
  /// SHA-1, 20 bytes; for git hosts that do not take SHA-256 yet.
  case sha1
  /// SHA-256, 32 bytes.
  case sha256

  /// The length of a digest.
  @inlinable
  public var digestByteCount: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// Returns the digest of all of `bytes`.
  ///
  /// Makes a hasher for the one call; keep a ``MessageDigest`` where many things are hashed.
  public func hash(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// Returns the digest of all of `bytes`.
  public func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digest = MessageDigest(self)
    digest.update(bytes)
    return digest.finish()
  }
}
