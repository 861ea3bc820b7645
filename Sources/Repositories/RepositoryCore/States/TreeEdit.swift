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
  /// - Parameters:
  ///   - files: Reads the trees.
  ///   - write: Stores git's encoding of a tree, or merely names it.
  public func apply(
    to base: TreeID, from files: TreeFiles, write: ([UInt8]) throws -> TreeID
  ) throws -> (tree: TreeID, changed: Set<String>) {
    var changed: Set<String> = []
    let tree = try Self.apply(root, to: base, at: "", files, &changed, write)
    return (try tree ?? write([]), changed)
  }

  /// Returns `nil` for a folder in which nothing is left; one that stays as it is is not written.
  private static func apply(
    _ folder: Folder, to base: TreeID?, at prefix: String, _ trees: TreeFiles,
    _ changed: inout Set<String>, _ write: ([UInt8]) throws -> TreeID
  ) throws -> TreeID? {
    let view = try base.map { try trees.view($0) } ?? TreeView(emptyOf: trees.format)
    var entries: [String: TreeEntry?] = [:]
    for (name, blob) in folder.files {
      guard try view.entry(named: name)?.blobID != blob else { continue }
      changed.insert(prefix + name)
      entries[name] = .some(blob.map { TreeEntry(name: name, blob: $0) })
    }
    for (name, below) in folder.folders {
      let tree = try apply(
        below, to: view.entry(named: name)?.treeID, at: "\(prefix)\(name)/", trees, &changed,
        write)
      entries[name] = .some(tree.map { TreeEntry(name: name, tree: $0) })
    }
    guard let bytes = try view.encoded(replacing: entries) else { return base }
    return bytes.isEmpty ? nil : try write(bytes)
  }
}
