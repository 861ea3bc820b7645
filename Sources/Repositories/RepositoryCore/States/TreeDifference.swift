public import ObjectModel

/// The files that differ between two trees, found without reading the folders that are equal.
public struct TreeDifference: Sendable {
  /// The paths that differ, or that only one side has.
  public private(set) var paths: Set<String> = []

  /// Compares two trees.
  public init(
    _ left: TreeID, _ leftObjects: some ObjectReading, _ right: TreeID,
    _ rightObjects: some ObjectReading
  ) throws(ObjectReadError) {
    try compare(left, leftObjects, right, rightObjects, at: "", depth: 0)
  }

  private mutating func compare(
    _ left: TreeID?, _ leftObjects: some ObjectReading, _ right: TreeID?,
    _ rightObjects: some ObjectReading, at prefix: String, depth: Int
  ) throws(ObjectReadError) {
    guard left != right, depth < 16 else { return }
    let lefts = try left.map { id throws(ObjectReadError) in try leftObjects.tree(id).entries }
    let rights = try right.map { id throws(ObjectReadError) in try rightObjects.tree(id).entries }
    var pairs: [String: (left: TreeEntry?, right: TreeEntry?)] = [:]
    for entry in lefts ?? [] { pairs[entry.name] = (entry, nil) }
    for entry in rights ?? [] {
      if pairs[entry.name]?.left == entry {
        pairs[entry.name] = nil
      } else {
        pairs[entry.name] = (pairs[entry.name]?.left, entry)
      }
    }
    for (name, pair) in pairs {
      let path = prefix + name
      if pair.left?.blobID != pair.right?.blobID { paths.insert(path) }
      try compare(
        pair.left?.treeID, leftObjects, pair.right?.treeID, rightObjects, at: path + "/",
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
      guard let below = try self.tree(folder)[String(part)]?.treeID else { return nil }
      folder = below
    }
    guard let name = parts.last else { return nil }
    return try self.tree(folder)[String(name)]?.blobID
  }
}
