import ByteCoding
import ObjectModel
import ObjectStore

/// Follows all links from some objects, and remembers where each object was met first.
struct ReachabilityWalk {
  private struct Place {
    let id: ObjectID
    let kind: ObjectKind
    /// The number of the path in `paths`; 0 for what has none.
    let path: Int
  }

  private static let pathByteCountMax = 4096

  private let objects: ObjectDatabase
  private var places: [Place] = []
  private var found: Set<ObjectID> = []
  /// The commits that were met, for git's file of all commits.
  private(set) var commits: [CommitGraph.Node] = []
  private var paths = [""]
  private var pathNumbers = ["": 0]
  /// Whether the walk goes on where an object is missing.
  private var isForgiving = false

  init(_ objects: ObjectDatabase) {
    self.objects = objects
  }

  /// How many objects were found.
  var count: Int { places.count }

  func contains(_ id: ObjectID) -> Bool { found.contains(id) }

  /// The ids found since there were `count` of them.
  func ids(since count: Int) -> some Sequence<ObjectID> { places[count...].lazy.map(\.id) }

  /// Follows everything that the roots lead to.
  ///
  /// - Throws: ``ObjectReadError`` if something that is required is missing or damaged.
  mutating func follow(_ roots: RepositoryRoots) throws {
    isForgiving = false
    for id in roots.required { try follow(id) }
    try hold(roots.held)
  }

  /// Follows everything that some objects lead to, as far as it is there.
  mutating func hold(_ ids: [ObjectID]) throws {
    isForgiving = true
    for id in ids { try follow(id) }
  }

  /// All ids, so that objects stand together that are alike: by kind, then by path, then from the
  /// newest history to the oldest.
  func sortedIDs() -> [ObjectID] {
    let order = paths.indices.sorted {
      paths[$0].precedesInBytes(paths[$1])
    }
    var rank = [Int](repeating: 0, count: paths.count)
    for (place, path) in order.enumerated() { rank[path] = place }
    return places.indices.sorted {
      let (one, other) = (places[$0], places[$1])
      return (one.kind.rawValue, rank[one.path], $0) < (other.kind.rawValue, rank[other.path], $1)
    }.map { places[$0].id }
  }

  private mutating func follow(_ root: ObjectID) throws {
    var queue = [root]
    while let id = queue.popLast() {
      guard !found.contains(id), let object = try read(id) else { continue }
      note(id, object.kind, path: 0)
      switch object.kind {
      case .blob: continue
      case .tree: try followTree(object.bytes)
      case .commit:
        // Git takes commits that are not UTF-8.
        let commit = try CommitScan(object.bytes, format: objects.format)
        commits.append(CommitGraph.Node(id, commit))
        try followTree(commit.tree.objectID)
        queue += commit.parents.reversed().map(\.objectID)
      case .tag:
        if let target = Self.target(ofTag: object.bytes) { queue.append(target) }
      }
    }
  }

  private mutating func followTree(_ id: ObjectID) throws {
    guard !found.contains(id), let tree = try read(id) else { return }
    note(id, .tree, path: 0)
    try followTree(tree.bytes)
  }

  /// A tree that is being gone through.
  private struct OpenTree {
    let bytes: [UInt8]
    let path: Int
    var scan: TreeScan
  }

  /// Follows a tree that was noted. Trees may be nested deeper than calls, so the open ones are in a
  /// list.
  private mutating func followTree(_ bytes: [UInt8]) throws {
    var open: [OpenTree] = []
    func enter(_ bytes: [UInt8], path: Int) {
      open.append(
        OpenTree(bytes: bytes, path: path, scan: TreeScan(bytes, format: objects.format)))
    }
    enter(bytes, path: 0)
    while let last = open.indices.last {
      guard let entry = try open[last].scan.next() else {
        open.removeLast()
        continue
      }
      guard !entry.isForeign, !found.contains(entry.id) else { continue }
      let below = number(ofPathBelow: open[last].path, open[last].bytes[entry.name])
      if entry.isTree {
        guard let tree = try read(entry.id) else { continue }
        note(entry.id, .tree, path: below)
        enter(tree.bytes, path: below)
      } else if try !isForgiving || objects.contains(entry.id) {
        note(entry.id, .blob, path: below)
      }
    }
  }

  private mutating func note(_ id: ObjectID, _ kind: ObjectKind, path: Int) {
    found.insert(id)
    places.append(Place(id: id, kind: kind, path: path))
  }

  private mutating func number(ofPathBelow folder: Int, _ name: ArraySlice<UInt8>) -> Int {
    // What lies deeper than any file system allows needs no place of its own.
    guard paths[folder].utf8.count < Self.pathByteCountMax else { return folder }
    let path = "\(paths[folder])/\(String(decoding: name, as: UTF8.self))"
    if let known = pathNumbers[path] { return known }
    paths.append(path)
    pathNumbers[path] = paths.count - 1
    return paths.count - 1
  }

  private func read(_ id: ObjectID) throws -> StoredObject? {
    do throws(ObjectReadError) {
      return try objects.object(id)
    } catch {
      if isForgiving, error.code == .missing { return nil }
      throw error
    }
  }

  /// The first line of a tag names its object.
  private static func target(ofTag bytes: [UInt8]) -> ObjectID? {
    let line = bytes.prefix { $0 != 0x0a }
    guard line.starts(with: "object ".utf8) else { return nil }
    return ObjectID(hexDigits: line.dropFirst(7))
  }
}
