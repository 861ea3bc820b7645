/// Identifies one resource of an environment: an id is unique only within its kind.
public struct ResourceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The kind of the resource.
  public let kind: ResourceKind
  /// Its id, unique within the kind.
  public let id: String
  private let digest: TextDigest

  public init(_ kind: ResourceKind, _ id: String) {
    self.kind = kind
    self.id = id
    digest = TextDigest(of: id)
  }

  /// Makes the key of an id that was digested before.
  init(_ kind: ResourceKind, _ id: String, _ digest: TextDigest) {
    self.kind = kind
    self.id = id
    self.digest = digest
  }

  public static func == (one: ResourceKey, other: ResourceKey) -> Bool {
    one.digest == other.digest && one.kind == other.kind && one.id == other.id
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(digest.bits(beside: kind)) }

  /// Where a table that hashes with a seed looks: the digest is the hash, and not hashed again.
  public func _rawHashValue(seed: Int) -> Int { digest.hashValue(beside: kind, seed: seed) }

  public var description: String { "\(kind.rawValue)/\(id)" }

  public static func < (one: ResourceKey, other: ResourceKey) -> Bool {
    one.kind == other.kind ? one.id < other.id : one.kind < other.kind
  }
}

/// Tells whether the text has the form of the platform's ids: 24 lower-case hexadecimal digits.
@inlinable
public func hasIDForm(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  guard bytes.count == 24 else { return false }
  for byte in bytes {
    guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) else { return false }
  }
  return true
}
