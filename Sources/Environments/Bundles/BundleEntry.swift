/// Holds one file or folder of a bundle: its path inside the archive and its bytes.
///
/// Paths are relative, use `/`, and are compared by their bytes, never as canonically equivalent
/// text. A path that ends in `/` names a folder, which has no bytes.
public struct BundleEntry: Sendable, Hashable {
  /// The path inside the archive, such as `flows/Sync-5f0c.json`, or `flows/` for a folder.
  public var path: String
  /// The content of the file; empty for a folder.
  public var bytes: [UInt8]

  /// Makes an entry; the path is checked when it is written.
  public init(path: String, bytes: [UInt8] = []) {
    self.path = path
    self.bytes = bytes
  }

  /// Whether the entry is a folder.
  public var isFolder: Bool { path.utf8.last == UInt8(ascii: "/") }

  public static func == (one: BundleEntry, other: BundleEntry) -> Bool {
    one.path.utf8.elementsEqual(other.path.utf8) && one.bytes == other.bytes
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(Array(path.utf8))
    hasher.combine(bytes)
  }
}
