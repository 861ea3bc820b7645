import FileStorage
import ObjectModel
import PackFormat
import TestKit
import Testing

@testable import ObjectStore

/// Packs with deltas are git's packs.
@Suite struct PackRewriteTests {
  /// Makes a history of small edits and returns its last commit.
  private func makeHistory(
    _ repository: TestRepository, revisions: Int, documents: Int = 30
  ) throws -> CommitID {
    var versions = [Int](repeating: 0, count: documents)
    var last: [CommitID] = []
    for revision in 0..<revisions {
      versions[revision * 7 % documents] += 1
      let texts = versions.enumerated().map { number, version in
        document(number) + " version \(version)"
      }
      let transaction = try repository.objects().transaction()
      last = [try repository.writeCommit(transaction, texts, parents: last)]
      try transaction.commit()
    }
    try repository.point("refs/heads/main", to: last[0])
    return last[0]
  }

  private func allIDs(_ objects: ObjectDatabase) throws -> [ObjectID] {
    Array(Set(try objects.storedPacks().flatMap { Array($0.ids) })).sorted()
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `git verifies a pack of deltas, packs it again, and we read that`(
    format: ObjectFormat
  ) throws {
    let repository = try TestRepository(format)
    let head = try makeHistory(repository, revisions: 20)
    let objects = try repository.objects()
    let ids = try allIDs(objects)
    let expected = try ids.map { try objects.object($0) }
    let old = try objects.storedPacks()
    let rewriting = objects.rewrite()
    // A batch at a time, kinds together.
    for kind in [ObjectKind.commit, .tree, .blob] {
      try rewriting.add(zip(ids, expected).filter { $0.1.kind == kind }.map(\.0))
    }
    let path = try #require(try rewriting.publish())
    try objects.remove(old)
    let size = try repository.files.status(of: path).byteCount
    #expect(try objects.storedPacks().map(\.path) == [path])

    let lines = try repository.git.output("verify-pack", "-v", path).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("chain length = ") })
    let check = try repository.git.run(["fsck", "--full", "--strict"])
    #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
    #expect(try repository.git.output("log", "--format=%H").split(separator: "\n").count == 20)
    let copy = repository.folder.path("copy.git")
    try repository.git.output("clone", "-q", "--mirror", ".", copy)
    #expect(try GitProgram(in: copy).output("rev-parse", "main") == head.hex)

    try repository.git.output("repack", "-adfq", "--window=50", "--depth=50")
    let gits = try repository.objects()
    let gitSize = try #require(try gits.storedPacks().first).byteCount
    #expect(Double(size) <= 1.05 * Double(gitSize), "ours \(size), git's \(gitSize)")
    for (id, object) in zip(ids, expected) { #expect(try gits.object(id) == object) }
    #expect(gits.verify().problems.isEmpty)
  }

  @Test func `small packs become few, and nothing is lost`() throws {
    let repository = try TestRepository()
    let objects = try repository.objects()
    var written: [ObjectID: [UInt8]] = [:]
    var merges = 0
    for round in 0..<24 {
      let transaction = objects.transaction()
      for number in 0..<(round == 0 ? 60 : 3) {
        let bytes = Array((document(number) + " \(round)").utf8)
        written[try transaction.writeBlob(bytes).objectID] = bytes
      }
      try transaction.commit()
      if try objects.consolidatePacks() != nil { merges += 1 }
      #expect(try objects.storedPacks().count <= 6)
    }
    #expect((3...12).contains(merges))
    let fresh = try repository.objects()
    for (id, bytes) in written { #expect(try fresh.object(id).bytes == bytes) }
    #expect(fresh.verify().problems.isEmpty)
    #expect(try fresh.storedPacks().reduce(0) { $0 + $1.objectCount } == written.count)
  }

  @Test func `the number of packs grows with the logarithm, and so does the writing`() {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var counts: [Int] = []
      var total = 0
      var copied = 0
      for _ in 0..<400 {
        let fresh = Int(1 + random.next() % (seed.isMultiple(of: 2) ? 1000 : 10))
        total += fresh
        counts = (counts + [fresh]).sorted()
        let merged = PackConsolidation.mergeCount(counts)
        guard merged > 0 else { continue }
        let sum = counts.prefix(merged).reduce(0, +)
        copied += sum
        counts = (counts.dropFirst(merged) + [sum]).sorted()
        #expect(PackConsolidation.mergeCount(counts) == 0)
      }
      let log = total.bitWidth - total.leadingZeroBitCount
      #expect(counts.count <= log + 4, "seed \(seed): \(counts)")
      #expect(copied <= total * log, "seed \(seed)")
    }
  }

  @Test(arguments: [
    PackLimits(deltaDepthMax: 3), PackLimits(objectByteCountMax: 4000),
  ])
  func `a chain longer or larger than allowed is refused, not followed`(
    limits: PackLimits
  ) throws {
    let repository = try TestRepository()
    let objects = try repository.objects()
    let transaction = objects.transaction()
    var random = SeededRandom(seed: 5)
    var bytes = random.bytes(count: 3000)
    var ids: [ObjectID] = []
    for number in 0..<15 {
      // Each is like the one before, and after some no more like the first.
      bytes.replaceSubrange(
        (number * 900 % 2000)..<(number * 900 % 2000 + 900), with: random.bytes(count: 900))
      ids.append(try transaction.writeBlob(bytes).objectID)
    }
    try transaction.commit()
    let old = try objects.storedPacks()
    let rewriting = objects.rewrite()
    try rewriting.add(ids)
    _ = try rewriting.publish()
    try objects.remove(old)
    let limited = try ObjectDatabase(
      directory: objects.directory, format: .sha256, fileSystem: repository.files, limits: limits)
    #expect(try limited.object(ids[0]).bytes.count == 3000)
    let error = #expect(throws: ObjectReadError.self) { try limited.object(ids[14]) }
    #expect(error?.code == .corrupt)
    #expect(try repository.objects().object(ids[14]).bytes == bytes)
  }

  @Test func `a reader that had opened packs which are gone looks again`() throws {
    let repository = try TestRepository()
    let head = try makeHistory(repository, revisions: 4)
    let reader = try repository.objects()
    _ = try reader.storedPacks()
    let tidier = try repository.objects()
    let ids = try allIDs(tidier)
    let old = try tidier.storedPacks()
    let rewriting = tidier.rewrite()
    try rewriting.add(ids)
    _ = try rewriting.publish()
    try tidier.remove(old)
    #expect(try reader.commit(head).message == "snapshot\n")
    for id in ids { _ = try reader.object(id) }
  }

  @Test func `a damaged object is never copied`() throws {
    let repository = try TestRepository()
    repository.folder.expectDamage()
    _ = try makeHistory(repository, revisions: 1, documents: 4)
    let pack = try #require(try repository.objects().storedPacks().first)
    var bytes = try repository.files.read(pack.path)
    bytes[bytes.count / 2] ^= 1
    try repository.files.removeFile(pack.path)
    try repository.files.writeAtomically(pack.path, bytes, durable: false)
    let objects = try repository.objects()
    let rewriting = objects.rewrite()
    #expect(throws: ObjectWriteError.self) {
      try rewriting.add(Array(pack.ids))
      _ = try rewriting.publish()
    }
    #expect(try objects.storedPacks().count == 1)
  }

  @Test func `who relies on an object that was removed is told before a ref points to it`() throws {
    let repository = try TestRepository()
    let objects = try repository.objects()
    let first = objects.transaction()
    try first.writeBlob(Array("nobody needs it yet".utf8))
    try first.commit()
    let second = objects.transaction()
    try second.writeBlob(Array("nobody needs it yet".utf8))
    try second.writeBlob(Array("something else".utf8))
    try second.commit()
    try second.demandPresence()
    let other = try repository.objects()
    try other.remove(try other.storedPacks().filter { $0.objectCount == 1 }.dropLast())
    #expect(throws: ObjectWriteError.self) { try second.demandPresence() }
  }
}
