import CCrypto

/// Hashes bytes piece by piece; made once and used again for many messages on one thread.
///
/// After ``finish()`` it is ready for the next message. Not to be shared between threads.
public final class MessageDigest {
  /// The hash function.
  public let algorithm: HashAlgorithm
  // Only that of the algorithm is used.
  private var sha1 = SHA_CTX()
  private var sha256 = SHA256_CTX()

  /// Makes a hasher that is ready for its first message.
  public init(_ algorithm: HashAlgorithm) {
    self.algorithm = algorithm
    begin()
  }

  /// Adds bytes to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let accepted =
      switch algorithm {
      case .sha1: SHA1_Update(&sha1, bytes.baseAddress, bytes.count)
      case .sha256: SHA256_Update(&sha256, bytes.baseAddress, bytes.count)
      }
    precondition(accepted == 1)
  }

  /// Adds bytes to the message.
  public func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Writes the digest to the start of `output` and begins the next message.
  ///
  /// `output` holds at least ``HashAlgorithm/digestByteCount`` bytes.
  public func finish(into output: UnsafeMutableRawBufferPointer) {
    precondition(output.count >= algorithm.digestByteCount)
    let bytes = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let finished =
      switch algorithm {
      case .sha1: SHA1_Final(bytes, &sha1)
      case .sha256: SHA256_Final(bytes, &sha256)
      }
    precondition(finished == 1)
    begin()
  }

  /// Returns the digest and begins the next message.
  public func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: algorithm.digestByteCount) { buffer, count in
      finish(into: UnsafeMutableRawBufferPointer(buffer))
      count = algorithm.digestByteCount
    }
  }

  private func begin() {
    let started =
      switch algorithm {
      case .sha1: SHA1_Init(&sha1)
      case .sha256: SHA256_Init(&sha256)
      }
    precondition(started == 1)
  }
}
