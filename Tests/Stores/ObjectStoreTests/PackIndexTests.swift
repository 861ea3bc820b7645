import FileStorage
import ObjectModel
import ObjectStore
import PackFormat
import TestKit
import Testing

@Suite struct PackIndexTests {
  private let folder = TemporaryFolder()
  private let files = LocalFileSystem()

  private func open(_ bytes: [UInt8], _ format: ObjectFormat) throws -> PackIndex {
    try files.writeAtomically(folder.path("x.idx"), bytes, durable: false)
    return try PackIndex(files.map(folder.path("x.idx")), format: format)
  }

  @Test(arguments: ObjectFormat.allCases, [0, 1, 2, 1000])
  func `every id is found with its offset, also beyond two gigabytes`(
    format: ObjectFormat, count: Int
  ) throws {
    var random = SeededRandom(seed: 41)
    let ids = Set(
      (0..<count).compactMap { _ in
        ObjectID(format, bytes: random.bytes(count: format.byteCount, spread: 3))
      })
    let offsets: [Int64] = [0, 0x7fff_ffff, 0x8000_0000, 1 << 40]
    let entries = ids.map { id in
      PackEntry(
        id: id, offset: offsets[Int(id.firstByte) % 4],
        crc: UInt32(truncatingIfNeeded: random.next()))
    }
    let checksum = ObjectID(format, bytes: [UInt8](repeating: 9, count: format.byteCount))!
    let index = try open(
      PackIndex.encode(entries, packChecksum: checksum, format: format), format)
    try index.verify()
    #expect(index.count == ids.count && index.packChecksum == checksum)
    for entry in entries {
      let position = try #require(index.position(of: entry.id))
      #expect(try index.offset(at: position) == Int(entry.offset))
      #expect(index.crc(at: position) == entry.crc)
    }
    for _ in 0..<500 {
      let other = ObjectID(format, bytes: random.bytes(count: format.byteCount, spread: 3))!
      #expect((index.position(of: other) != nil) == ids.contains(other))
    }
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `our index is the very bytes that git makes for our pack`(format: ObjectFormat) throws {
    let repository = try TestRepository(format)
    let transaction = try repository.objects().transaction(options: .init(batchByteCount: 9000))
    _ = try repository.writeCommit(transaction, (0..<30).map(document) + ["", "x"])
    let pack = try #require(try transaction.commit().packPath)
    let other = repository.folder.path("git.idx")
    try repository.git.output("index-pack", "-o", other, pack)
    #expect(try repository.files.read(other) == repository.files.read(pack.dropLast(4) + "idx"))
  }

  @Test func `random damage of an index never crashes a lookup`() throws {
    var random = SeededRandom(seed: 42)
    let entries = (0..<50).map { number in
      PackEntry(
        id: ObjectID(.sha1, bytes: random.bytes(count: 20))!, offset: Int64(number) << 28, crc: 0)
    }
    let checksum = ObjectID.null(.sha1)
    let whole = PackIndex.encode(entries, packChecksum: checksum, format: .sha1)
    for _ in 0..<2000 {
      var damaged = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] = UInt8(random.next() & 255)
      }
      guard damaged != whole, let index = try? open(damaged, .sha1) else { continue }
      for entry in entries {
        if let position = index.position(of: entry.id) { _ = try? index.offset(at: position) }
      }
      #expect(throws: PackError.self) { try index.verify() }
    }
  }
}
