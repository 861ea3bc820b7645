import FileStorage
import Foundation
import ObjectModel
import ObjectStore
import PackFormat
import Synchronization
import TestKit
import Testing

/// Reading a whole pack base by base says what reading its objects one after another says.
@Suite struct VerificationTests {
  /// A repository whose pack git made: chains of deltas, and one that is large.
  private func makeRepository(_ format: ObjectFormat, settings: [String]) throws -> TestRepository {
    let repository = try TestRepository(format)
    let transaction = try repository.objects().transaction()
    var random = SeededRandom(seed: 77)
    var texts = (0..<20).map(document) + [Self.large]
    var head: [CommitID] = []
    for round in 0..<12 {
      texts[Int.random(in: 0..<20, using: &random)] += "edited \(round)\n"
      texts[20] += "edited \(round)\n"
      head = [try repository.writeCommit(transaction, texts, parents: head)]
    }
    try repository.point("refs/heads/main", to: head[0])
    try transaction.commit()
    let repack = settings.flatMap { ["-c", $0] } + ["repack", "-adfq", "--depth=9"]
    #expect(try repository.git.run(repack).status == 0)
    return repository
  }

  private static let large = String(
    decoding: (0..<1_500_000).map { UInt8(97 + $0 / 7 % 25) }, as: UTF8.self)

  private func ids(_ objects: ObjectDatabase) throws -> [ObjectID] {
    try objects.storedPacks().flatMap(\.ids)
  }

  @Test(
    .enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases,
    ["repack.useDeltaBaseOffset=true", "repack.useDeltaBaseOffset=false"])
  func `every object is visited once and as it is`(format: ObjectFormat, setting: String) throws {
    let repository = try makeRepository(format, settings: [setting])
    let objects = try repository.objects()
    let visited = Mutex<[ObjectID: [StoredObject]]>([:])
    let report = objects.verify(comparingIndexes: true) { id, object in
      visited.withLock { $0[id, default: []].append(object) }
    }
    #expect(report.problems == [])
    let ids = try ids(objects)
    #expect(ids.count == report.objectCount && ids.count > 60)
    for id in ids {
      let object = try objects.object(id)
      #expect(visited.withLock { $0[id] } == [object])
    }
    #expect(visited.withLock { $0.count } == ids.count)
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: [true, false])
  func `packs under other names, and links to packs, are read`(isLink: Bool) throws {
    let repository = try makeRepository(.sha256, settings: [])
    let ids = try ids(repository.objects())
    let stem = try #require(try repository.objects().storedPacks().first?.path).dropLast(5)
    let other = isLink ? repository.path + "/moved" : repository.path + "/objects/pack/mine"
    for ending in ["pack", "idx"] {
      try repository.files.rename("\(stem).\(ending)", to: "\(other).\(ending)")
      guard isLink else { continue }
      try FileManager.default.createSymbolicLink(
        atPath: "\(stem).\(ending)", withDestinationPath: "\(other).\(ending)")
    }
    let objects = try repository.objects()
    #expect(objects.verify(comparingIndexes: true).problems == [])
    for id in ids { #expect(try objects.object(id).id(in: .sha256) == id) }
    #expect(try objects.rebuildIndexes(settingAsideIn: repository.path + "/aside").isEmpty)
  }

  @Test func `a repository without a folder for packs is sound`() throws {
    let repository = try TestRepository()
    try repository.files.removeDirectory(repository.path + "/objects/pack")
    #expect(try repository.objects().verify(comparingIndexes: true).problems == [])
  }

  @Test(arguments: ["objects/info/alternates", "shallow"])
  func `of a repository that has a part of its objects it is said where others are`(
    name: String
  ) throws {
    let repository = try TestRepository(isForGit: false)
    let path = "\(repository.path)/\(name)"
    try repository.files.createDirectories(repository.files.directory(of: path))
    try repository.files.writeAtomically(path, Array("elsewhere\n".utf8))
    let error = #expect(throws: ObjectReadError.self) {
      try repository.objects().object(ObjectID(.sha256, bytes: [UInt8](repeating: 7, count: 32))!)
    }
    #expect(error?.code == .missing)
    #expect(error?.message.contains("not supported") == true)
  }

  /// Whatever form git chose: version 1 has no checksums, the other puts small offsets elsewhere.
  @Test(
    .enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases,
    ["--index-version=1", "--index-version=2,0x40"])
  func `an index of another form is read and no damage`(
    format: ObjectFormat, form: String
  ) throws {
    let repository = try makeRepository(format, settings: [])
    let ids = try ids(repository.objects())
    let pack = try #require(try repository.objects().storedPacks().first?.path)
    let index = String(pack.dropLast(4)) + "idx"
    let usual = try repository.files.read(index)
    try repository.files.removeFile(index)
    try repository.git.output("index-pack", form, "-o", index, pack)
    #expect(try repository.files.read(index) != usual)
    let objects = try repository.objects()
    for isFull in [false, true] {
      #expect(objects.verify(comparingIndexes: isFull).problems == [])
    }
    for id in ids { #expect(try objects.object(id).id(in: format) == id) }
    #expect(try objects.rebuildIndexes(settingAsideIn: repository.path + "/aside").isEmpty)
    var bytes = try repository.files.read(index)
    bytes[bytes.count / 2] ^= 1
    try repository.files.removeFile(index)
    try repository.files.writeAtomically(index, bytes)
    #expect(try !repository.objects().verify().isSound)
    #expect(
      try repository.objects().rebuildIndexes(settingAsideIn: repository.path + "/aside").count == 1
    )
    #expect(try repository.files.read(index) == usual)
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: [0, 1, 2, 4, 9])
  func `what has too long a chain is reported, and so is what is built on it`(depth: Int) throws {
    let repository = try makeRepository(.sha256, settings: [])
    func open() throws -> ObjectDatabase {
      try ObjectDatabase(
        directory: repository.path + "/objects", format: .sha256, fileSystem: repository.files,
        limits: PackLimits(deltaDepthMax: depth))
    }
    // One that has bases in memory would get by with shorter chains.
    let refused = try ids(try open()).filter { (try? open().object($0)) == nil }
    let reported = try open().verify().problems.compactMap(\.objectID)
    #expect(Set(reported) == Set(refused))
    #expect(refused.isEmpty == (depth == 9))
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `damage in a base is reported of all that is built on it, and of nothing else`() throws {
    let repository = try makeRepository(.sha256, settings: [])
    repository.folder.expectDamage()
    let sound = try repository.objects()
    let path = repository.path + "/objects/pack/"
    let name = try #require(
      try repository.files.entries(ofDirectory: path).map(\.name).first { $0.hasSuffix(".pack") })
    let whole = try repository.files.read(path + name)
    let all = try ids(sound)
    var random = SeededRandom(seed: 5)
    for round in 0..<60 {
      var bytes = whole
      let place = Int.random(in: 12..<(whole.count - 32), using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try LocalFileSystem().writeAtomically(path + name, bytes, durable: false)
      let objects = try repository.objects()
      let reported = Set(objects.verify().problems.compactMap(\.objectID))
      // A checksum is also wrong where the object comes out right.
      let unreadable = Set(all.filter { (try? objects.object($0)) == nil })
      #expect(unreadable.isSubset(of: reported), "round \(round), byte \(place)")
      #expect(!reported.isEmpty, "round \(round), byte \(place)")
    }
  }
}
