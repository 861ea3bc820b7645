import ObjectModel
import ObjectStore

/// Finds what one repository has and another lacks, looking only at what is new.
///
/// What a ref of the destination reaches is there with everything below it; what merely lies in its
/// packs may be a part of something, so that is no reason to stop.
struct MissingObjects {
  private let source: ObjectDatabase
  private let destination: ObjectDatabase
  private(set) var ids: [ObjectID] = []
  private var seen: Set<ObjectID> = []
  private var trees: [ObjectID] = []

  init(from source: ObjectDatabase, to destination: ObjectDatabase) {
    self.source = source
    self.destination = destination
  }

  /// Gathers everything that `wanted` reaches and `present` does not: commits, trees, blobs.
  mutating func find(_ wanted: [ObjectID], present: [ObjectID]) throws {
    let known = try commits(below: present)
    var edge: Set<ObjectID> = []
    var queue = wanted
    while let id = queue.popLast() {
      if known.contains(id) {
        edge.insert(id)
      } else if seen.insert(id).inserted {
        ids.append(id)
        try follow(id, &queue)
      }
    }
    for id in edge { try passOver(try destination.commit(CommitID(id)).tree.objectID) }
    while let tree = trees.popLast() { try take(tree) }
  }

  /// All commits that refs of the destination reach.
  private func commits(below heads: [ObjectID]) throws -> Set<ObjectID> {
    var known: Set<ObjectID> = []
    var queue = heads
    while let id = queue.popLast() {
      guard known.insert(id).inserted else { continue }
      if let parents = destination.knownParents(of: id) {
        queue += parents
        continue
      }
      let object = try destination.object(id)
      guard object.kind == .commit else {
        known.remove(id)
        continue
      }
      queue += try Self.commit(id, object, destination).parents.map(\.objectID)
    }
    return known
  }

  /// Follows a commit of the source, or an annotated tag.
  private mutating func follow(_ id: ObjectID, _ queue: inout [ObjectID]) throws {
    let object = try source.object(id)
    switch object.kind {
    case .commit:
      let commit = try Self.commit(id, object, source)
      trees.append(commit.tree.objectID)
      queue += commit.parents.map(\.objectID)
    case .tag:
      if let target = Self.target(ofTag: object.bytes) { queue.append(target) }
    case .tree:
      seen.remove(id)
      ids.removeLast()
      trees.append(id)
    case .blob: return
    }
  }

  private static func commit(
    _ id: ObjectID, _ object: StoredObject, _ objects: ObjectDatabase
  ) throws -> Commit {
    do throws(ObjectCodingError) {
      return try Commit(decoding: object.bytes, format: objects.format)
    } catch {
      throw ObjectReadError(.corrupt, id, "commit '\(id)' is damaged: \(error.message)")
    }
  }

  /// The id in the first line of an annotated tag.
  private static func target(ofTag bytes: [UInt8]) -> ObjectID? {
    let line = bytes.prefix { $0 != 0x0a }
    guard line.starts(with: "object ".utf8) else { return nil }
    return ObjectID(hexDigits: line.dropFirst(7))
  }

  /// Marks a tree that the destination has, with everything below it.
  private mutating func passOver(_ tree: ObjectID) throws {
    // No recursion: trees of others may be deeper than the stack.
    var queue = [tree]
    while let tree = queue.popLast() {
      guard seen.insert(tree).inserted else { continue }
      for entry in try destination.tree(TreeID(tree)).entries where entry.mode != .submodule {
        if entry.isDirectory { queue.append(entry.id) } else { seen.insert(entry.id) }
      }
    }
  }

  private mutating func take(_ tree: ObjectID) throws {
    guard seen.insert(tree).inserted else { return }
    ids.append(tree)
    for entry in try source.tree(TreeID(tree)).entries where entry.mode != .submodule {
      if entry.isDirectory {
        trees.append(entry.id)
      } else if seen.insert(entry.id).inserted {
        ids.append(entry.id)
      }
    }
  }
}
