public import Hashing

/// Which hash function names the objects of a repository.
public enum ObjectFormat: UInt8, Sendable, Hashable, CaseIterable {
  /// 20 bytes; what most git hosts take.
  case sha1
  /// 32 bytes; the default.
  case sha256

  /// The name in git's configuration, `sha1` or `sha256`.
  public var name: String {
    switch self {
    case .sha1: "sha1"
    case .sha256: "sha256"
    }
  }

  /// Returns the format of that name in git's configuration.
  public init?(name: String) {
    switch name {
    case "sha1": self = .sha1
    case "sha256": self = .sha256
    default: return nil
    }
  }

  /// The length of an id in bytes.
  @inlinable
  public var byteCount: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The length of an id in hexadecimal digits.
  @inlinable
  public var hexCount: Int { byteCount * 2 }

  /// The hash function.
  public var algorithm: HashAlgorithm {
    switch self {
    case .sha1: .sha1
    case .sha256: .sha256
    }
  }
}
