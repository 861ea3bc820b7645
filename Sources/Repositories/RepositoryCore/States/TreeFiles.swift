public import ObjectModel

/// Finds files in trees of which most is never looked at; each tree is read once.
public final class TreeFiles {
  private let objects: any ObjectReading
  private var views: [TreeID: TreeView] = [:]
  private var folders: [Folder: TreeID?] = [:]

  private struct Folder: Hashable {
    let tree: TreeID
    let path: Substring
  }

  /// Prepares to read trees.
  public init(_ objects: any ObjectReading) {
    self.objects = objects
  }

  /// The format of all ids.
  public var format: ObjectFormat { objects.format }

  /// Returns a tree.
  public func view(_ id: TreeID) throws -> TreeView {
    if let view = views[id] { return view }
    let view = try objects.treeView(id)
    views[id] = view
    return view
  }

  /// Takes a tree that was read already.
  public func keep(_ view: TreeView, of id: TreeID) { views[id] = view }

  /// Returns the blob at a path of a tree, or `nil` if there is no file.
  public func blob(at path: String, of tree: TreeID) throws -> BlobID? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return try view(tree).entry(named: path)?.blobID
    }
    guard let folder = try folder(at: path[..<slash], of: tree) else { return nil }
    let name = path[path.index(after: slash)...]
    return try view(folder).entry(named: String(name))?.blobID
  }

  /// Returns the files that lie in a folder of a tree, with their paths.
  public func files(
    in folder: String, of tree: TreeID
  ) throws -> [(path: String, blob: BlobID)] {
    guard let below = try self.folder(at: folder[...], of: tree) else { return [] }
    let view = try view(below)
    return try (0..<view.count).compactMap { position in
      let entry = try view.entry(at: position)
      return entry.blobID.map { ("\(folder)/\(entry.name)", $0) }
    }
  }

  private func folder(at path: Substring, of tree: TreeID) throws -> TreeID? {
    let key = Folder(tree: tree, path: path)
    if let known = folders[key] { return known }
    var folder: TreeID? = tree
    for part in path.split(separator: "/") {
      folder = try folder.flatMap { try view($0).entry(named: String(part))?.treeID }
    }
    folders[key] = .some(folder)
    return folder
  }

  /// Returns the files that differ between two trees.
  public func difference(_ left: TreeID, _ right: TreeID) throws -> TreeDifference {
    try TreeDifference(left, right) { try view($0) }
  }

  /// Returns all files of a tree.
  public func files(of tree: TreeID) throws -> FileTree {
    try FileTree(tree, from: objects)
  }
}
