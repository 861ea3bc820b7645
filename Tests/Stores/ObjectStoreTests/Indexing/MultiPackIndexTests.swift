import FileStorage
import ObjectModel
import ObjectStore
import PackFormat
import TestKit
import Testing

/// The index of several packs leads to objects and is never relied on.
@Suite struct MultiPackIndexTests {
  private struct Sample {
    let repository: TestRepository
    let path: String
    var contents: [ObjectID: StoredObject] = [:]
  }

  /// Makes a repository of several packs, some of which have objects of others too.
  private func makeSample(_ format: ObjectFormat, packCount: Int = 5) throws -> Sample {
    let repository = try TestRepository(format)
    var sample = Sample(
      repository: repository, path: repository.path + "/objects/pack/multi-pack-index")
    var parents: [CommitID] = []
    for number in 0..<packCount {
      let transaction = try repository.objects().transaction()
      let texts = (0..<3).map { document($0 == 0 ? 0 : 10 * number + $0) }
      parents = [try repository.writeCommit(transaction, texts, parents: parents)]
      try transaction.commit()
    }
    try repository.point("refs/heads/main", to: parents[0])
    let objects = try repository.objects()
    for pack in try objects.storedPacks() {
      for id in pack.ids { sample.contents[id] = try objects.object(id) }
    }
    return sample
  }

  private func expectAllThere(_ sample: Sample, _ comment: Comment) throws {
    let objects = try sample.repository.objects()
    for (id, content) in sample.contents {
      #expect(try objects.object(id) == content, comment)
      #expect(try objects.contains(id), comment)
    }
  }

  @Test(arguments: ObjectFormat.allCases)
  func `it names for every object a pack that has it`(format: ObjectFormat) throws {
    let sample = try makeSample(format)
    try sample.repository.objects().writeMultiPackIndex()
    let index = try MultiPackIndex(sample.repository.files.map(sample.path), format: format)
    try index.verify()
    #expect(index.ids.count == sample.contents.count)
    let packs = try sample.repository.objects().storedPacks()
    for id in sample.contents.keys {
      let name = try #require(index.packName(of: id))
      let pack = try #require(packs.first { $0.path.hasSuffix("/\(name).pack") })
      #expect(pack.contains(id))
    }
    #expect(index.packName(of: .null(format)) == nil)
    #expect(try sample.repository.objects().verify().problems.isEmpty)
    try expectAllThere(sample, "as written")
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `git takes ours and we take git's`(format: ObjectFormat) throws {
    let sample = try makeSample(format)
    let git = sample.repository.git
    try sample.repository.objects().writeMultiPackIndex()
    try git.output("multi-pack-index", "verify")
    try git.output("fsck", "--full", "--strict")
    #expect(
      try git.output("rev-list", "--objects", "--all").split(separator: "\n").count
        == sample.contents.count)
    let ours = try sample.repository.files.read(sample.path)
    try sample.repository.files.removeFile(sample.path)
    try git.output("multi-pack-index", "write")
    let index = try MultiPackIndex(sample.repository.files.map(sample.path), format: format)
    try index.verify()
    #expect(index.ids.count == sample.contents.count)
    #expect(ours.count <= (try sample.repository.files.read(sample.path)).count)
    #expect(try sample.repository.objects().verify().problems.isEmpty)
    try expectAllThere(sample, "git's")
  }

  @Test func `any flipped bit and any cut is noticed, and no object is lost by it`() throws {
    let seed: UInt64 = 31
    var random = SeededRandom(seed: seed)
    let sample = try makeSample(.sha256, packCount: 4)
    sample.repository.folder.expectDamage()
    try sample.repository.objects().writeMultiPackIndex()
    let whole = try sample.repository.files.read(sample.path)
    for round in 0..<160 {
      let place = round < 60 ? round : Int.random(in: whole.indices, using: &random)
      var damaged = whole
      if round % 8 == 7 {
        damaged.removeLast(whole.count - place)
      } else {
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try sample.repository.files.writeAtomically(sample.path, damaged, durable: false)
      let comment: Comment = "seed \(seed), round \(round), byte \(place)"
      let problems = try sample.repository.objects().verify().problems
      #expect(problems.map(\.path) == [sample.path], comment)
      try expectAllThere(sample, comment)
    }
  }

  @Test func `one that is out of date or wrong with right checksums is noticed`() throws {
    let sample = try makeSample(.sha1)
    let objects = try sample.repository.objects()
    try objects.writeMultiPackIndex()
    let old = try sample.repository.files.read(sample.path)
    let pack = try #require(try objects.storedPacks().first)
    let name = pack.path.dropLast(5)
    for ending in [".pack", ".idx"] {
      try sample.repository.files.rename(name + ending, to: name + ending + ".away")
    }
    let report = try sample.repository.objects().verify()
    #expect(report.problems.map(\.path) == [sample.path])
    #expect(report.problems[0].message.contains("which is not there"))
    for ending in [".pack", ".idx"] {
      try sample.repository.files.rename(name + ending + ".away", to: name + ending)
    }
    // One of other packs under the same names: every checksum is right.
    let packs = try objects.storedPacks().map { String($0.path.dropLast(5)) }
    let indexes = try packs.map {
      try PackIndex(sample.repository.files.map($0 + ".idx"), format: .sha1)
    }
    let names = packs.map { String($0.split(separator: "/").last ?? "") }
    let turned = try MultiPackIndex.encode(
      zip(names, indexes.dropFirst() + [indexes[0]]).map { ($0, $1) }, format: .sha1)
    try sample.repository.files.writeAtomically(sample.path, turned, durable: false)
    #expect(try sample.repository.objects().verify().problems.map(\.path) == [sample.path])
    try expectAllThere(sample, "turned")
    try sample.repository.files.writeAtomically(sample.path, old, durable: false)
    #expect(try sample.repository.objects().verify().problems.isEmpty)
  }

  @Test func `it goes when packs go, and is not kept for one pack`() throws {
    let sample = try makeSample(.sha256)
    let objects = try sample.repository.objects()
    try objects.writeMultiPackIndex()
    let packs = try objects.storedPacks()
    let rewriting = objects.rewrite()
    try rewriting.add(sample.contents.keys.sorted())
    _ = try rewriting.publish()
    try objects.remove(packs)
    #expect(try sample.repository.files.kind(of: sample.path) == nil)
    try objects.writeMultiPackIndex()
    #expect(try sample.repository.files.kind(of: sample.path) == nil)
    try expectAllThere(sample, "one pack")
  }
}
