/// What an entry of a tree is.
public enum EntryMode: UInt32, Sendable, Hashable, CaseIterable {
  /// Another tree.
  case directory = 0o040000
  /// A blob.
  case file = 0o100644
  /// A blob that may be run.
  case executable = 0o100755
  /// A blob with the target of a link.
  case symbolicLink = 0o120000
  /// A commit of another repository.
  case submodule = 0o160000

  /// The octal digits in git's encoding, without leading zeros.
  public var digits: String {
    switch self {
    case .directory: "40000"
    case .file: "100644"
    case .executable: "100755"
    case .symbolicLink: "120000"
    case .submodule: "160000"
    }
  }
}

/// A name in a tree and what it points to.
///
/// Names are compared by their bytes: two spellings of one accented letter are two names.
public struct TreeEntry: Sendable, Hashable {
  /// The name without any slash.
  public let name: String
  /// What it points to.
  public let mode: EntryMode
  /// The tree for a directory, else the blob.
  public let id: ObjectID

  /// Makes an entry; its name is checked when a tree is made of it.
  public init(name: String, mode: EntryMode, id: ObjectID) {
    self.name = name
    self.mode = mode
    self.id = id
  }

  /// Makes an entry for a file.
  public init(name: String, blob: BlobID) {
    self.init(name: name, mode: .file, id: blob.objectID)
  }

  /// Makes an entry for a directory.
  public init(name: String, tree: TreeID) {
    self.init(name: name, mode: .directory, id: tree.objectID)
  }

  /// Whether the entry is another tree.
  public var isDirectory: Bool { mode == .directory }

  /// The tree it points to, or `nil` if it is not a directory.
  public var treeID: TreeID? { isDirectory ? TreeID(id) : nil }

  /// The blob it points to, or `nil` if it is a directory or a submodule.
  public var blobID: BlobID? { isDirectory || mode == .submodule ? nil : BlobID(id) }

  /// Appends git's encoding.
  func append(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: mode.digits.utf8)
    bytes.append(0x20)
    bytes.append(contentsOf: name.utf8)
    bytes.append(0)
    id.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Whether name, mode and id are the same, byte for byte.
  public static func == (one: TreeEntry, other: TreeEntry) -> Bool {
    one.id == other.id && one.mode == other.mode && one.name.utf8.elementsEqual(other.name.utf8)
  }

  /// Feeds id and mode, which tell almost all entries apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(mode)
  }

  /// Whether git puts `one` before `other`: by bytes, a directory as if its name ended in a slash.
  public static func precedes(_ one: TreeEntry, _ other: TreeEntry) -> Bool {
    compare(one.name, one.isDirectory, other.name, other.isDirectory) < 0
  }

  /// Compares two names in git's order; negative if the first comes first.
  static func compare(
    _ one: String, _ oneIsDirectory: Bool, _ other: String, _ otherIsDirectory: Bool
  ) -> Int {
    var rest = one.utf8.makeIterator()
    var otherRest = other.utf8.makeIterator()
    while true {
      let byte = rest.next()
      let otherByte = otherRest.next()
      if let byte, byte == otherByte { continue }
      let end: UInt8 = byte == nil && oneIsDirectory ? 0x2f : 0
      let otherEnd: UInt8 = otherByte == nil && otherIsDirectory ? 0x2f : 0
      return Int(byte ?? end) - Int(otherByte ?? otherEnd)
    }
  }
}
