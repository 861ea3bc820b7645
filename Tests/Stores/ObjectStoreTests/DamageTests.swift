import FileStorage
import Foundation
import ObjectModel
import ObjectStore
import PackFormat
import TestKit
import Testing

/// Damage is always noticed: an error or a report, never a crash, never wrong content.
@Suite struct DamageTests {
  private struct Sample {
    let repository: TestRepository
    let contents: [ObjectID: StoredObject]
    let pack: String
    let index: String
  }

  /// Makes a repository of one pack, packed with deltas by git if it is there.
  private func makeSample(_ format: ObjectFormat, deltas: Bool) throws -> Sample {
    let repository = try TestRepository(format, isForGit: false)
    let transaction = try repository.objects().transaction()
    let texts = (0..<12).map { document(1) + String(repeating: "\($0)", count: $0 + 1) }
    try repository.point("refs/heads/main", to: repository.writeCommit(transaction, texts))
    try transaction.commit()
    if deltas && GitProgram.isAvailable { try repository.git.output("repack", "-adfq") }
    let folder = repository.path + "/objects/pack"
    let names = try repository.files.entries(ofDirectory: folder).map(\.name)
    let pack = folder + "/" + (try #require(names.first { $0.hasSuffix(".pack") }))
    var contents: [ObjectID: StoredObject] = [:]
    let objects = try repository.objects()
    for id in try ids(objects) { contents[id] = try objects.object(id) }
    #expect(contents.count == 15)
    return Sample(
      repository: repository, contents: contents, pack: pack, index: pack.dropLast(4) + "idx")
  }

  private func ids(_ objects: ObjectDatabase) throws -> [ObjectID] {
    try (0..<256).flatMap { byte in
      let digits = String(byte + 256, radix: 16).dropFirst()
      return try objects.ids(startingWith: String(digits), countMax: 1000)
    }
  }

  /// Replaces a file as a damaged disk would, by a new inode so that old mappings stay whole.
  private func replace(_ path: String, _ bytes: [UInt8]) throws {
    try LocalFileSystem().writeAtomically(path, bytes, durable: false)
  }

  /// Opens afresh, demands a report, and demands of every object right content or an error.
  private func expectNoticed(_ sample: Sample, _ what: String) throws {
    let objects = try sample.repository.objects()
    #expect(!objects.verify().isSound, "\(what) was not noticed")
    for (id, content) in sample.contents {
      do throws(ObjectReadError) {
        let read = try objects.object(id)
        #expect(read == content, "\(what) gave wrong content")
      } catch {
        let codes: [ObjectReadError.Code] = [.corrupt, .missing, .tooLarge]
        #expect(codes.contains(error.code), "\(what): \(error)")
      }
    }
  }

  @Test(arguments: ObjectFormat.allCases, [true, false])
  func `any flipped bit of pack or index is noticed`(format: ObjectFormat, deltas: Bool) throws {
    let seed: UInt64 = 21
    var random = SeededRandom(seed: seed)
    let sample = try makeSample(format, deltas: deltas)
    for path in [sample.pack, sample.index] {
      let whole = try sample.repository.files.read(path)
      for round in 0..<120 {
        // The first bytes and the last matter most, so that they are surely among those tried.
        let place =
          round < 40
          ? round
          : round < 60
            ? whole.count - round + 39
            : Int.random(in: whole.indices, using: &random)
        var damaged = whole
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try replace(path, damaged)
        try expectNoticed(sample, "seed \(seed), byte \(place) of \(path)")
      }
      try replace(path, whole)
    }
    #expect(try sample.repository.objects().verify().problems.isEmpty)
  }

  @Test func `any cut of pack or index is noticed`() throws {
    var random = SeededRandom(seed: 22)
    let sample = try makeSample(.sha256, deltas: true)
    for path in [sample.pack, sample.index] {
      let whole = try sample.repository.files.read(path)
      for round in 0..<40 {
        let end = round < 3 ? round : Int.random(in: 0..<whole.count, using: &random)
        try replace(path, Array(whole[..<end]))
        try expectNoticed(sample, "cut of \(path) at \(end)")
      }
      try replace(path, whole + [0])
      try expectNoticed(sample, "a byte more in \(path)")
      try replace(path, whole)
    }
  }

  @Test(arguments: ObjectFormat.allCases)
  func `an index that leads to other objects is noticed at each of them`(
    format: ObjectFormat
  ) throws {
    let sample = try makeSample(format, deltas: false)
    let index = try PackIndex(sample.repository.files.map(sample.index), format: format)
    // Every checksum of the index is right; only the ids belong to other offsets.
    let entries = try (0..<index.count).map { position in
      let other = (position + 1) % index.count
      return PackEntry(
        id: index.id(at: position), offset: Int64(try index.offset(at: other)),
        crc: try #require(index.crc(at: other)))
    }
    try replace(
      sample.index,
      PackIndex.encode(entries, packChecksum: index.packChecksum, format: format))
    try expectNoticed(sample, "a wrong index")
    for id in sample.contents.keys {
      let error = #expect(throws: ObjectReadError.self) {
        try sample.repository.objects().object(id)
      }
      #expect(error?.code == .corrupt)
    }
    #expect(try sample.repository.objects().verify().problems.count == index.count)
  }

  @Test func `a missing index and a missing pack are told apart`() throws {
    let sample = try makeSample(.sha256, deltas: false)
    let objects = { try sample.repository.objects() }
    let id = try #require(sample.contents.keys.first)
    try sample.repository.files.rename(sample.index, to: sample.index + ".away")
    #expect(try objects().verify().problems.map(\.code) == [.missingIndex])
    var error = #expect(throws: ObjectReadError.self) { try objects().object(id) }
    #expect(error?.code == .missing)
    #expect(error?.message.contains("has no index") == true)
    try sample.repository.files.rename(sample.index + ".away", to: sample.index)
    try sample.repository.files.removeFile(sample.pack)
    #expect(try objects().verify().problems.map(\.code) == [.missingPack])
    error = #expect(throws: ObjectReadError.self) { try objects().object(id) }
    #expect(error?.code == .corrupt)
    #expect(throws: ObjectReadError.self) { try objects().contains(id) }
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `damaged loose objects are noticed`() throws {
    let repository = try TestRepository(.sha1, isForGit: false)
    let hex = try repository.git.output("hash-object", "-w", "--stdin", input: document(3))
    let id = try #require(ObjectID(hex: hex))
    let path = "\(repository.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    let whole = try repository.files.read(path)
    let content = try repository.objects().object(id)
    var random = SeededRandom(seed: 23)
    for _ in 0..<200 {
      var damaged = whole
      damaged[Int.random(in: whole.indices, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
      try replace(path, damaged)
      if let read = try? repository.objects().object(id) { #expect(read == content) }
    }
    for end in 0..<whole.count {
      try replace(path, Array(whole[..<end]))
      #expect(throws: ObjectReadError.self) { try repository.objects().object(id) }
      #expect(try !repository.objects().verify().isSound)
    }
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `a damaged copy does not hide a good one`() throws {
    let sample = try makeSample(.sha1, deltas: false)
    let hex = try sample.repository.git.output("rev-parse", "main:dir/3.json")
    let id = try #require(ObjectID(hex: hex))
    let bytes = try #require(sample.contents[id]).bytes
    var whole = try sample.repository.files.read(sample.pack)
    for place in 12..<(whole.count - 20) { whole[place] ^= 0x55 }
    try replace(sample.pack, whole)
    let text = String(decoding: bytes, as: UTF8.self)
    // Git writes a loose copy because it finds its packed one broken.
    let other = try TestRepository(.sha1)
    #expect(try other.git.output("hash-object", "-w", "--stdin", input: text) == hex)
    let folder = "/objects/\(hex.prefix(2))"
    try sample.repository.files.createDirectories(sample.repository.path + folder)
    try replace(
      sample.repository.path + folder + "/" + hex.dropFirst(2),
      other.files.read(other.path + folder + "/" + hex.dropFirst(2)))
    #expect(try sample.repository.objects().object(id).bytes == bytes)
  }
}
