public import ObjectModel
public import ObjectStore

/// The files of a tree by path, such as `flows/order-to-cash.json`.
public struct FileTree: Sendable, Equatable {
  /// The blobs by path.
  public var blobs: [String: BlobID]

  public init(_ blobs: [String: BlobID] = [:]) {
    self.blobs = blobs
  }

  /// Reads a tree with everything below it.
  ///
  /// - Throws: ``ObjectReadError``; ``RepositoryError`` for what is neither a file nor a folder.
  public init(_ id: TreeID, from objects: some ObjectReading) throws {
    blobs = [:]
    try read(id, from: objects, at: "", depth: 0)
  }

  /// The paths, sorted by their bytes.
  public var paths: [String] {
    blobs.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Refuses a tree that is nested deeper than any that is recorded.
  public static func checkDepth(_ depth: Int, of id: TreeID) throws {
    guard depth < 16 else {
      throw RepositoryError(.damaged, "the tree '\(id)' is nested deeper than any that is recorded")
    }
  }

  private mutating func read(
    _ id: TreeID, from objects: some ObjectReading, at prefix: String, depth: Int
  ) throws {
    try Self.checkDepth(depth, of: id)
    for entry in try objects.tree(id).entries {
      if let tree = entry.treeID {
        try read(tree, from: objects, at: prefix + entry.name + "/", depth: depth + 1)
      } else if let blob = entry.blobID {
        blobs[prefix + entry.name] = blob
      }
    }
  }

  /// Writes the trees and returns the id of the top one.
  public func write(into transaction: ObjectTransaction) throws -> TreeID {
    try build { try transaction.writeTree($0) }
  }

  /// Returns the trees without writing them, and the id of the top one.
  public func trees(in format: ObjectFormat) throws -> (top: TreeID, trees: [IdentifiedObject]) {
    var trees: [IdentifiedObject] = []
    let top = try build { tree in
      let object = IdentifiedObject(
        StoredObject(kind: .tree, bytes: tree.encoded()), in: format)
      trees.append(object)
      return TreeID(object.id)
    }
    return (top, trees)
  }

  /// Returns the id that the top tree has once it is written.
  public func id(in format: ObjectFormat) throws -> TreeID {
    let hasher = ObjectHasher(format)
    return try build { TreeID(hasher.id(of: .tree, $0.encoded())) }
  }

  private func build(_ write: (Tree) throws -> TreeID) throws -> TreeID {
    try Self.build(blobs.map { ($0.key[...], $0.value) }, write)
  }

  private static func build(
    _ files: [(path: Substring, blob: BlobID)], _ write: (Tree) throws -> TreeID
  ) throws -> TreeID {
    var entries: [TreeEntry] = []
    var folders: [Substring: [(path: Substring, blob: BlobID)]] = [:]
    for (path, blob) in files {
      if let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) {
        folders[path[..<slash], default: []].append((path[path.index(after: slash)...], blob))
      } else {
        entries.append(TreeEntry(name: String(path), blob: blob))
      }
    }
    for (name, files) in folders {
      entries.append(TreeEntry(name: String(name), tree: try build(files, write)))
    }
    return try write(try Tree(entries))
  }
}
