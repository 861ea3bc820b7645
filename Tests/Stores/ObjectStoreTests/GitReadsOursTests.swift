import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import TestKit
import Testing

/// What we write, git reads and finds nothing to complain about.
@Suite(.enabled(if: GitProgram.isAvailable)) struct GitReadsOursTests {
  @Test(arguments: ObjectFormat.allCases)
  func `git finds our repository sound, clones it and shows its history`(
    format: ObjectFormat
  ) throws {
    let repository = try TestRepository(format)
    var last: [CommitID] = []
    for round in 0..<3 {
      let transaction = try repository.objects().transaction()
      let texts = (0..<40).map { document($0 < 38 ? $0 : $0 + round * 100) }
      last = [try repository.writeCommit(transaction, texts, parents: last)]
      let summary = try transaction.commit()
      #expect(summary.objectCount == (round == 0 ? 43 : 5))
      try repository.point("refs/heads/main", to: last[0])
      try repository.point("refs/facts/dev/order", to: last[0])
      let pack = try #require(summary.packPath)
      let lines = try repository.git.output("verify-pack", "-v", pack)
      #expect(lines.contains(last[0].hex))
    }
    let check = try repository.git.run(["fsck", "--full", "--strict"])
    #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)\(check.output)")
    #expect(
      try repository.git.output("log", "--format=%H %an %s", "--all").split(separator: "\n")
        .count == 3)
    #expect(
      try repository.git.output("cat-file", "blob", "main:dir/7.json") == document(7))
    let log = try repository.git.output("log", "-g", "--format=%gd %gs", "refs/facts/dev/order")
    #expect(log.split(separator: "\n").count == 3)
    try repository.git.output("clone", "--mirror", "-q", ".", repository.folder.path("copy.git"))
    let copy = GitProgram(in: repository.folder.path("copy.git"))
    #expect(try copy.output("rev-parse", "refs/facts/dev/order") == last[0].hex)
    #expect(try copy.output("rev-list", "--objects", "--all").split(separator: "\n").count == 53)
  }

  @Test(arguments: ObjectFormat.allCases)
  func `git gives trees and commits the ids that we give them`(format: ObjectFormat) throws {
    let repository = try TestRepository(format)
    var random = SeededRandom(seed: 11)
    let blob = BlobID(ObjectID(hex: try repository.git.output("hash-object", "-w", "--stdin"))!)
    for _ in 0..<5 {
      let names = Set(
        (0..<30).map { _ in
          String(
            decoding: random.bytes(count: 3, spread: 5).map { [45, 46, 48, 97, 98, 126][Int($0)] },
            as: UTF8.self)
        }
      ).filter(Tree.isValid)
      let inner = try Tree([TreeEntry(name: "x", blob: blob)])
      let writing = try repository.objects().transaction()
      let innerID = try writing.writeTree(inner)
      let tree = try Tree(
        names.enumerated().map { number, name in
          number.isMultiple(of: 2)
            ? TreeEntry(name: name, blob: blob) : TreeEntry(name: name, tree: innerID)
        })
      let id = try writing.writeTree(tree)
      try writing.commit()
      let lines = tree.entries.shuffled(using: &random).map { entry in
        let kind = entry.isDirectory ? "tree" : "blob"
        let mode = entry.isDirectory ? "040000" : "100644"
        return "\(mode) \(kind) \(entry.id)\t\(entry.name)\n"
      }
      #expect(try repository.git.output("mktree", input: lines.joined()) == id.hex)
    }
  }

  @Test func `an empty transaction leaves no pack, and nothing is written twice`() throws {
    let repository = try TestRepository()
    let objects = try repository.objects()
    #expect(try objects.transaction().commit().packPath == nil)
    let first = objects.transaction()
    let id = try first.writeBlob(Array("abc".utf8))
    #expect(try first.writeBlob(Array("abc".utf8)) == id)
    #expect(try first.object(id.objectID).bytes == Array("abc".utf8))
    #expect(try !objects.contains(id.objectID))
    #expect(try first.commit().objectCount == 1)
    #expect(try objects.contains(id.objectID))
    let second = objects.transaction()
    try second.write([StoredObject(kind: .blob, bytes: Array("abc".utf8))])
    #expect(try second.commit().packPath == nil)
    #expect(try repository.files.entries(ofDirectory: repository.path + "/objects/pack").count == 2)
  }

  @Test func `what is written is readable before the commit, from memory and from the file`() throws
  {
    let repository = try TestRepository()
    let objects = try repository.objects()
    let transaction = objects.transaction(options: .init(batchByteCount: 10_000))
    let ids = try transaction.write(
      (0..<50).map { StoredObject(kind: .blob, bytes: Array(document($0).utf8)) })
    for (number, id) in ids.enumerated() {
      #expect(try transaction.object(id).bytes == Array(document(number).utf8))
      #expect(try transaction.contains(id))
    }
    transaction.abandon()
    #expect(try repository.files.entries(ofDirectory: repository.path + "/objects/pack").isEmpty)
    #expect(throws: ObjectReadError.self) { try objects.object(ids[0]) }
  }
}
