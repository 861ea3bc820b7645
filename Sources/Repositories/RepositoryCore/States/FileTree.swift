import ByteCoding
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
    blobs.keys.sorted(byBytesOf: { $0 })
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
    try Self.trees(of: sorted, in: format)
  }

  /// A file that is in no tree yet.
  public typealias File = (path: String, blob: BlobID)

  /// Returns the trees of files without writing them, and the id of the top one.
  ///
  /// - Parameter files: Sorted by the bytes of their paths.
  public static func trees(
    of files: [File], in format: ObjectFormat
  ) throws -> (top: TreeID, trees: [IdentifiedObject]) {
    var trees: [IdentifiedObject] = []
    let top = try build(files[...], in: 0) { tree in
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

  private var sorted: [File] {
    blobs.map { File($0.key, $0.value) }.sorted(byBytesOf: { $0.path })
  }

  private func build(_ write: (Tree) throws -> TreeID) throws -> TreeID {
    try Self.build(sorted[...], in: 0, write)
  }

  /// Writes the folder whose path, with the slash behind it, is the first `prefix` bytes of all paths.
  private static func build(
    _ files: ArraySlice<File>, in prefix: Int, _ write: (Tree) throws -> TreeID
  ) throws -> TreeID {
    var entries: [TreeEntry] = []
    var rest = files
    while let first = rest.first {
      let name = first.path.utf8.dropFirst(prefix)
      guard let slash = name.firstIndex(of: UInt8(ascii: "/")) else {
        entries.append(TreeEntry(name: String(Substring(name)), blob: first.blob))
        rest.removeFirst()
        continue
      }
      // The paths are sorted: what is in one folder stands together.
      let folder = first.path.utf8[...slash]
      let end = rest.firstIndex { !$0.path.utf8.starts(with: folder) } ?? rest.endIndex
      let tree = try build(rest[..<end], in: folder.count, write)
      entries.append(TreeEntry(name: String(Substring(name[..<slash])), tree: tree))
      rest = rest[end...]
    }
    return try write(try Tree(entries))
  }
}
