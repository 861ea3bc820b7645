import CCrypto

/// Hashes bytes piece by piece; made once and used again for many messages on one thread.
///
/// After ``finish()`` it is ready for the next message. Not to be shared between threads.
public final class MessageDigest {
  /// The hash function.
  public let algorithm: HashAlgorithm
  private let context: OpaquePointer

  /// Makes a hasher that is ready for its first message.
  public init(_ algorithm: HashAlgorithm) {
    self.algorithm = algorithm
    guard let context = EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto has no memory for a hash context")
    }
    self.context = context
    let started = EVP_DigestInit_ex2(context, FetchedDigests.method(for: algorithm), nil)
    precondition(started == 1, "libcrypto does not offer \(algorithm)")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let accepted = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
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
    let finished = EVP_DigestFinal_ex(context, bytes, nil)
    precondition(finished == 1)
    let restarted = EVP_DigestInit_ex2(context, nil, nil)
    precondition(restarted == 1)
  }

  /// Returns the digest and begins the next message.
  public func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: algorithm.digestByteCount) { buffer, count in
      finish(into: UnsafeMutableRawBufferPointer(buffer))
      count = algorithm.digestByteCount
    }
  }
}

/// Looks each hash function up in libcrypto once: a look-up costs as much as hashing 400 bytes.
private enum FetchedDigests {
  // A fetched method is never changed or freed, and libcrypto lets threads share it.
  nonisolated(unsafe) private static let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
  nonisolated(unsafe) private static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)

  static func method(for algorithm: HashAlgorithm) -> OpaquePointer? {
    switch algorithm {
    case .sha1: sha1
    case .sha256: sha256
    }
  }
}
