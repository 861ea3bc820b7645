import Hashing

/// Computes object ids; made once and used again for many objects on one thread.
public final class ObjectHasher {
  /// The format of the ids.
  public let format: ObjectFormat
  private let digest: MessageDigest

  /// Makes a hasher.
  public init(_ format: ObjectFormat) {
    self.format = format
    digest = MessageDigest(format.algorithm)
  }

  /// Returns the id of an object with this kind and content.
  public func id(of kind: ObjectKind, _ bytes: [UInt8]) -> ObjectID {
    bytes.withUnsafeBytes { id(of: kind, $0) }
  }

  /// Returns the id of an object with this kind and content.
  public func id(of kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> ObjectID {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { scratch in
      let header = ObjectHasher.writeHeader(kind, byteCount: bytes.count, to: scratch)
      digest.update(UnsafeRawBufferPointer(header))
      digest.update(bytes)
      digest.finish(into: scratch)
      return ObjectID(format, bytes: UnsafeRawBufferPointer(scratch))
    }
  }

  /// Returns what is hashed and stored in front of an object's content: "blob 12" and a NUL.
  public static func header(_ kind: ObjectKind, byteCount: Int) -> [UInt8] {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { scratch in
      [UInt8](writeHeader(kind, byteCount: byteCount, to: scratch))
    }
  }

  private static func writeHeader(
    _ kind: ObjectKind, byteCount: Int, to scratch: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    // Written from the end: a NUL, the digits, a space, the kind.
    var start = scratch.count - 1
    scratch[start] = 0
    var rest = byteCount
    repeat {
      start -= 1
      scratch[start] = 0x30 + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    start -= 1
    scratch[start] = 0x20
    for character in kind.name.utf8.reversed() {
      start -= 1
      scratch[start] = character
    }
    return UnsafeMutableRawBufferPointer(rebasing: scratch[start...])
  }
}
