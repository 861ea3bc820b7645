import Compression
import FileStorage
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

/// A repository that has every sort of file: packs with deltas and without, indexes of one and of
/// several packs, a commit-graph, loose objects, refs in both forms, a tag, an open operation.
struct WholeRepository {
  static let directory = "/home/.ilm"

  let files: MemoryFileSystem
  private var paths: [FileSort: [String]] = [:]
  private var older: [FileSort: Set<[UInt8]>] = [:]

  init() throws {
    files = try Sample(revisionCount: 2).files
    try collect()
    try note()
    for target in [orders, billing] { try Sample.record(target, 3, in: repository()) }
    try tag()
    try declare()
    try repository().objects.writeMultiPackIndex()
    try note()
    for target in [orders, billing] { try Sample.record(target, 4, in: repository()) }
    try note()
    let packed = try files.read(Self.directory + "/packed-refs")
    let packs = try repository().objects.storedPacks().map(\.path)
    try Sample.record(orders, 5, in: repository())
    try begin()
    try loosenObjects(besides: packs)
    try loosenRefs(besides: packed)
    try repository().objects.writeMultiPackIndex()
    try note()
  }

  /// Opens a repository as a new process does.
  static func open(_ files: MemoryFileSystem) throws -> Repository {
    try Repository(directory: directory, fileSystem: files)
  }

  /// The files of a sort.
  func paths(of sort: FileSort) -> [String] { paths[sort] ?? [] }

  /// What files of a sort held at earlier times.
  func olderVersions(of sort: FileSort) -> [[UInt8]] {
    (older[sort] ?? []).sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func repository() throws -> Repository { try Self.open(files) }

  /// Remembers what the files hold.
  private mutating func note() throws {
    paths = [:]
    for path in files.paths {
      guard let sort = FileSort(String(path.dropFirst(Self.directory.utf8.count + 1))) else {
        continue
      }
      paths[sort, default: []].append(path)
      older[sort, default: []].insert(try files.read(path))
    }
  }

  // MARK: What happens to it

  private func collect() throws {
    let late = FileTimestamp(seconds: 1 << 40, nanoseconds: 0)
    _ = try GarbageCollection.run(repository(), removingBefore: late, now: late)
  }

  private func tag() throws {
    let head = try #require(try RevisionJournal(orders, in: repository()).head())
    var tag = try repository().refs.transaction()
    tag.create(try orders.tagRef("first"), at: head.objectID)
    try tag.commit(by: Sample.ada, message: "tag")
  }

  private func declare() throws {
    try repository().changeConfiguration {
      $0.set(RepositoryConfiguration.EnvironmentEntry(name: "prod", url: "dir:/prod"))
    }
    try repository().changeRelation(of: orders, and: billing) {
      $0.pair("flows/one", "flows/one", reason: "by hand")
    }
  }

  /// Leaves an operation in progress.
  private func begin() throws {
    let repository = try repository()
    let journal = RevisionJournal(orders, in: repository)
    var begun = Sample.revision(orders, 6)
    begun.status = .inProgress
    begun.finishedAt = nil
    begun.before = try journal.latestState()?.state
    let recording = Recording(repository, by: Sample.ada)
    _ = try recording.write(begun, after: try journal.head())
    try recording.finish(message: "begin")
    let log = try OperationLog.begin(
      orders, header: ["version": 1, "revision": "r6", "plan": "change it"], in: repository)
    try log.append(["step": 0, "state": "started"])
    try log.append(["step": 0, "state": "done"])
  }

  /// Lets objects be files of their own, as git writes them, that were packed since.
  private func loosenObjects(besides packs: [String]) throws {
    let objects = try repository().objects
    let fresh = try objects.storedPacks().filter { !packs.contains($0.path) }
    for id in fresh.flatMap(\.ids) {
      let object = try objects.object(id)
      let header = Array("\(object.kind.name) \(object.bytes.count)\0".utf8)
      let folder = "\(objects.directory)/\(id.hex.prefix(2))"
      try files.createDirectories(folder)
      try files.writeAtomically(
        "\(folder)/\(id.hex.dropFirst(2))", Deflater().deflate(header + object.bytes))
    }
    try objects.remove(fresh)
  }

  /// Lets refs be files of their own, as git moves them, that moved since.
  private func loosenRefs(besides packed: [UInt8]) throws {
    let refs = try repository().refs.refs()
    try files.writeAtomically(Self.directory + "/packed-refs", packed)
    let before = try repository().refs.refs()
    for ref in refs where !before.contains(ref) {
      let path = "\(Self.directory)/\(ref.name)"
      try files.createDirectories(files.directory(of: path))
      try files.writeAtomically(path, Array("\(ref.target.hex)\n".utf8))
    }
  }
}
