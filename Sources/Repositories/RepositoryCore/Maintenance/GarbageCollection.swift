public import FileStorage
import ObjectModel
import ObjectStore
import RefStore

/// Packs everything that is needed into one pack of deltas, and removes what nobody needs.
///
/// Other processes may read and record meanwhile. What came while the packs were written is looked
/// at again under the lock of the refs, before anything is removed; who relies on an object that
/// was not needed then looks for it again under the same lock, before a ref points to it.
public struct GarbageCollection {
  /// What was done.
  public struct Report: Sendable {
    /// How many objects are in the fresh pack.
    public internal(set) var packedCount = 0
    /// How many objects nobody needs that were removed.
    public internal(set) var removedCount = 0
    /// How many objects nobody needs that are not old enough to be removed.
    public internal(set) var heldCount = 0
    /// How many temporary files of interrupted writes were removed.
    public internal(set) var temporaryCount = 0
    /// The bytes of all packs and loose objects before.
    public internal(set) var byteCountBefore = 0
    /// The bytes of all packs and loose objects afterwards.
    public internal(set) var byteCountAfter = 0
  }

  // A temporary file that was written to within the last hour may belong to a running process.
  private static let temporarySecondsMin: Int64 = 3600

  private let repository: Repository
  private let objects: ObjectDatabase
  private let cutoff: FileTimestamp
  private let temporaryCutoff: FileTimestamp
  private var walk: ReachabilityWalk
  private var report = Report()

  private init(_ repository: Repository, _ cutoff: FileTimestamp, _ now: FileTimestamp) {
    self.repository = repository
    objects = repository.objects
    self.cutoff = cutoff
    let hourAgo = FileTimestamp(seconds: now.seconds - Self.temporarySecondsMin, nanoseconds: 0)
    temporaryCutoff = min(cutoff, hourAgo)
    walk = ReachabilityWalk(repository.objects)
  }

  /// Collects garbage.
  ///
  /// - Parameter cutoff: What nobody needs is removed if it was written before.
  /// - Throws: ``RepositoryError`` `.locked` if another process is at it, `.precious` if nothing may be
  ///   removed; ``ObjectReadError`` if something that is needed is missing or damaged. Nothing was removed then.
  public static func run(
    _ repository: Repository, removingBefore cutoff: FileTimestamp, now: FileTimestamp
  ) throws -> Report {
    let lock = try repository.lockPacks()
    defer { lock.release() }
    guard try !repository.configuration().arePreciousObjects else {
      throw RepositoryError(
        .precious,
        "cannot collect garbage: git's setting 'extensions.preciousObjects' of the repository says "
          + "that no object may be removed")
    }
    var collection = GarbageCollection(repository, cutoff, now)
    try collection.run()
    return collection.report
  }

  private mutating func run() throws {
    let old = try objects.storedPacks()
    let loose = try objects.looseFiles()
    report.byteCountBefore =
      old.reduce(0) { $0 + $1.byteCount }
      + loose.reduce(0) { $0 + $1.byteCount }
    try followRoots(old, loose)
    let walked = walk.count
    let rewriting = objects.rewrite()
    try rewriting.add(walk.sortedIDs())
    let packed = try rewriting.publish()
    report.packedCount = walked
    var held = try hold(old)
    let looseNames = try repository.refs.packableNames()
    try repository.changeRefs(looseNames) {
      try repository.refs.pack(looseNames)
      try followRoots(old, loose)
      let late = Array(walk.ids(since: walked))
      try objects.writeCommitGraph(walk.commits)
      held.formUnion(try holdRenewed(old))
      let removable = old.filter { pack in
        !pack.isKept && pack.path != packed && !held.contains(pack.path)
          && !late.contains(where: pack.contains)
      }
      countRemoved(removable)
      try objects.remove(removable)
      try remove(loose, except: Set(late))
    }
    try objects.writeMultiPackIndex()
    report.temporaryCount =
      try objects.removeLeftovers(before: temporaryCutoff)
      + repository.removeTemporaryFiles(before: temporaryCutoff)
    report.byteCountAfter =
      try objects.storedPacks().reduce(0) { $0 + $1.byteCount }
      + objects.looseFiles().reduce(0) { $0 + $1.byteCount }
  }

  /// Follows what refs and files of this moment name.
  private mutating func followRoots(_ packs: [StoredPack], _ loose: [LooseFile]) throws {
    try walk.follow(RepositoryRoots(repository))
    let staged = try StagedObjects.ids(in: repository) {
      var ids = Set(loose.map(\.id))
      for pack in packs { ids.formUnion(pack.ids) }
      return ids.filter { !walk.contains($0) }
    }
    try walk.hold(staged)
  }

  /// Copies what nobody needs but is not old enough into a pack of its own, which is dated like
  /// what it was copied from. Returns the paths of packs that must stay.
  private mutating func hold(_ packs: [StoredPack]) throws -> Set<String> {
    var staying: Set<String> = []
    var copied: Set<ObjectID> = []
    var newest = cutoff
    for pack in packs where !pack.isKept && pack.modificationTime >= cutoff {
      let unneeded = pack.ids.filter { !walk.contains($0) }
      report.heldCount += unneeded.count
      if unneeded.count == pack.objectCount {
        staying.insert(pack.path)
      } else if !unneeded.isEmpty {
        copied.formUnion(unneeded)
        newest = max(newest, pack.modificationTime)
      }
    }
    let rewriting = objects.rewrite()
    try rewriting.add(copied.sorted())
    if let path = try rewriting.publish() {
      staying.insert(path)
      try repository.fileSystem.setModificationTime(of: path, to: newest)
    }
    return staying
  }

  /// Returns the paths of packs that were dated anew since they were listed: who did that, git or
  /// somebody who records, is about to point to something in them.
  private mutating func holdRenewed(_ packs: [StoredPack]) throws -> Set<String> {
    let renewed = try packs.filter { try !isStill($0.modificationTime, at: $0.path) }
    for pack in renewed where !pack.isKept && pack.modificationTime < cutoff {
      report.heldCount += pack.ids.count { !walk.contains($0) }
    }
    return Set(renewed.map(\.path))
  }

  /// Tells whether a file has the date that was listed.
  private func isStill(_ listed: FileTimestamp, at path: String) throws -> Bool {
    try repository.fileSystem.statusIfPresent(of: path)?.modificationTime == listed
  }

  private mutating func countRemoved(_ packs: [StoredPack]) {
    var removed: Set<ObjectID> = []
    for pack in packs where pack.modificationTime < cutoff {
      removed.formUnion(pack.ids.filter { !walk.contains($0) })
    }
    report.removedCount += removed.count
  }

  /// Removes files of objects that are in the pack now or that nobody needs any more.
  private mutating func remove(_ files: [LooseFile], except late: Set<ObjectID>) throws {
    for file in files {
      let isNeeded = walk.contains(file.id)
      guard isNeeded ? !late.contains(file.id) : file.modificationTime < cutoff,
        try isStill(file.modificationTime, at: file.path)
      else {
        report.heldCount += isNeeded ? 0 : 1
        continue
      }
      report.removedCount += isNeeded ? 0 : 1
      try objects.remove(file)
    }
  }
}

extension Repository {
  /// Takes the lock of who removes packs.
  func lockPacks() throws -> any FileLock { try lock(named: "packs") }

  /// Makes one of small packs that have gathered.
  ///
  /// Nothing depends on it: what fails, or what another process is doing, is left to the next one.
  public func consolidatePacks() {
    guard let lock = try? lockPacks() else { return }
    defer { lock.release() }
    _ = try? objects.consolidatePacks()
  }
}
