public import ObjectModel

/// The files that differ between two trees, found without reading the folders that are equal.
public struct TreeDifference: Sendable {
  /// A file that is not the same in both trees.
  public struct File: Sendable, Hashable {
    /// Where it is.
    public let path: String
    /// What the left tree has there, if it has a file.
    public let left: BlobID?
    /// What the right tree has there, if it has a file.
    public let right: BlobID?
  }

  /// The files that differ, or that only one side has.
  public private(set) var files: [File] = []

  /// Compares two trees that are read from different places.
  public init(
    _ left: TreeID, _ leftObjects: some ObjectReading, _ right: TreeID,
    _ rightObjects: some ObjectReading
  ) throws {
    try compare(
      left, right, left: { try leftObjects.treeView($0) }, right: { try rightObjects.treeView($0) },
      at: "", depth: 0)
  }

  /// Compares two trees; `view` reads one.
  public init(_ left: TreeID, _ right: TreeID, view: (TreeID) throws -> TreeView) throws {
    try compare(left, right, left: view, right: view, at: "", depth: 0)
  }

  private mutating func compare(
    _ left: TreeID?, _ right: TreeID?, left leftView: (TreeID) throws -> TreeView,
    right rightView: (TreeID) throws -> TreeView, at prefix: String, depth: Int
  ) throws {
    guard left != right, depth < 16 else { return }
    let lefts = try left.map(leftView)
    let rights = try right.map(rightView)
    guard let format = (left ?? right)?.objectID.format else { return }
    let empty = TreeView(emptyOf: format)
    for (one, other) in TreeView.differences(lefts ?? empty, rights ?? empty) {
      let entry = try one.flatMap { try lefts?.entry(at: $0) }
      let otherEntry = try other.flatMap { try rights?.entry(at: $0) }
      guard let name = (entry ?? otherEntry)?.name else { continue }
      let path = prefix + name
      if entry?.blobID != otherEntry?.blobID {
        files.append(File(path: path, left: entry?.blobID, right: otherEntry?.blobID))
      }
      try compare(
        entry?.treeID, otherEntry?.treeID, left: leftView, right: rightView, at: path + "/",
        depth: depth + 1)
    }
  }
}

extension ObjectReading {
  /// The blob at a path of a tree, or `nil` if there is no file.
  public func blob(at path: String, of tree: TreeID) throws(ObjectReadError) -> BlobID? {
    var folder = tree
    let parts = path.split(separator: "/")
    for part in parts.dropLast() {
      guard let below = try entry(named: String(part), of: folder)?.treeID else { return nil }
      folder = below
    }
    guard let name = parts.last else { return nil }
    return try entry(named: String(name), of: folder)?.blobID
  }
}
