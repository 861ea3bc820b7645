public import ObjectModel
import ObjectStore

/// Changes files of a recorded tree, reading and writing only the folders on their way.
public struct TreeEdit {
  /// What becomes of the files of one folder and of those in folders below it.
  private struct Folder {
    var files: [String: BlobID?] = [:]
    var folders: [String: Folder] = [:]

    mutating func set(_ path: Substring, to blob: BlobID?) {
      guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else {
        files[String(path)] = .some(blob)
        return
      }
      folders[String(path[..<slash]), default: Folder()]
        .set(path[path.index(after: slash)...], to: blob)
    }
  }

  private let root: Folder

  /// Gathers changes: the new blob of each path, or `nil` for a file that goes away.
  public init(_ changes: [String: BlobID?]) {
    var root = Folder()
    for (path, blob) in changes { root.set(path[...], to: blob) }
    self.root = root
  }

  /// Makes the changes and returns the new tree, and the paths at which it differs from the old one.
  ///
  /// - Parameter write: Stores a tree, or merely names it.
  public func apply(
    to base: TreeID, from objects: some ObjectReading, write: (Tree) throws -> TreeID
  ) throws -> (tree: TreeID, changed: Set<String>) {
    var changed: Set<String> = []
    let tree = try Self.apply(root, to: base, at: "", objects, &changed, write)
    return (try tree ?? write(try Tree()), changed)
  }

  /// Returns `nil` for a folder in which nothing is left; one that stays as it is is not written.
  private static func apply(
    _ folder: Folder, to base: TreeID?, at prefix: String, _ objects: some ObjectReading,
    _ changed: inout Set<String>, _ write: (Tree) throws -> TreeID
  ) throws -> TreeID? {
    let old = try base.map { try objects.tree($0).entries } ?? []
    var entries: [String: TreeEntry] = [:]
    for entry in old { entries[entry.name] = entry }
    for (name, blob) in folder.files where entries[name]?.blobID != blob {
      changed.insert(prefix + name)
      entries[name] = blob.map { TreeEntry(name: name, blob: $0) }
    }
    for (name, below) in folder.folders {
      let tree = try apply(
        below, to: entries[name]?.treeID, at: "\(prefix)\(name)/", objects, &changed, write)
      entries[name] = tree.map { TreeEntry(name: name, tree: $0) }
    }
    if let base, entries.count == old.count, old.allSatisfy({ entries[$0.name] == $0 }) {
      return base
    }
    return entries.isEmpty ? nil : try write(try Tree(Array(entries.values)))
  }
}
