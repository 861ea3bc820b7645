import FileStorage
import ObjectModel
import ObjectStore
import PackFormat
import RefStore
import TestKit
import Testing

/// What git writes, we read.
@Suite(.enabled(if: GitProgram.isAvailable)) struct GitWritesTests {
  /// Makes a repository with git: three commits, an annotated tag, a nested ref.
  private func makeRepository(_ format: ObjectFormat) throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    let git = GitProgram(in: folder.path)
    try git.output("init", "-q", "-b", "main", "--object-format=\(format.name)")
    let files = LocalFileSystem()
    for round in 0..<3 {
      for number in 0..<20 {
        let text = document(number) + "\n" + String(repeating: "round \(round)\n", count: 3)
        try files.writeAtomically(folder.path("\(number).json"), Array(text.utf8), durable: false)
      }
      try git.output("add", "-A")
      try git.output("commit", "-q", "-m", "round \(round)\n\nwith a body")
    }
    try git.output("tag", "-a", "-m", "a tag", "v1")
    try git.output("branch", "deep/er/name", "HEAD~1")
    return folder
  }

  private func open(_ folder: TemporaryFolder, _ format: ObjectFormat) throws -> ObjectDatabase {
    #expect(
      try BareRepository.format(of: folder.path(".git"), fileSystem: LocalFileSystem()) == format)
    return try ObjectDatabase(
      directory: folder.path(".git/objects"), format: format, fileSystem: LocalFileSystem())
  }

  private func checkAllObjects(_ folder: TemporaryFolder, _ objects: ObjectDatabase) throws {
    let git = GitProgram(in: folder.path)
    let lines = try git.output("cat-file", "--batch-check", "--batch-all-objects")
      .split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count > 60)
    for line in lines {
      let object = try objects.object(try #require(ObjectID(hex: line[0])))
      #expect(object.kind.name == line[1])
      #expect(object.bytes.count == Int(line[2]))
      if object.kind == .tree {
        #expect(try Tree(decoding: object.bytes, format: objects.format).entries.count == 20)
      }
      if object.kind == .commit {
        let commit = try Commit(decoding: object.bytes, format: objects.format)
        #expect(commit.author == identity)
      }
    }
    let report = objects.verify()
    #expect(report.problems.isEmpty, "\(report.problems)")
    #expect(report.objectCount == lines.count)
  }

  @Test(arguments: ObjectFormat.allCases)
  func `loose objects of git are read`(format: ObjectFormat) throws {
    let folder = try makeRepository(format)
    let objects = try open(folder, format)
    try checkAllObjects(folder, objects)
    let head = try GitProgram(in: folder.path).output("rev-parse", "HEAD")
    #expect(try objects.ids(startingWith: String(head.prefix(8))).map(\.hex) == [head])
  }

  @Test(arguments: ObjectFormat.allCases, [true, false])
  func `packs of git with deltas are read`(format: ObjectFormat, offsets: Bool) throws {
    let folder = try makeRepository(format)
    let git = GitProgram(in: folder.path)
    let objects = try open(folder, format)
    let head = try #require(ObjectID(hex: try git.output("rev-parse", "HEAD")))
    #expect(try objects.object(head).kind == .commit)
    try git.output("config", "repack.useDeltaBaseOffset", "\(offsets)")
    try git.output("repack", "-adfq", "--depth=50")
    let index = try git.output("rev-parse", "--git-path", "objects/pack")
    let entries = try LocalFileSystem().entries(ofDirectory: folder.path(index))
    let pack = try #require(entries.first { $0.name.hasSuffix(".pack") }).name
    #expect(try git.output("verify-pack", "-v", "\(index)/\(pack)").contains("chain length"))
    // The database was opened before the objects moved from their files to the pack.
    try checkAllObjects(folder, objects)
    #expect(try objects.ids(startingWith: String(head.hex.prefix(8))) == [head])
  }

  @Test(arguments: ObjectFormat.allCases)
  func `refs of git are read, loose and packed`(format: ObjectFormat) throws {
    let folder = try makeRepository(format)
    let git = GitProgram(in: folder.path)
    let refs = RefDatabase(
      directory: folder.path(".git"), format: format, fileSystem: LocalFileSystem())
    for round in 0..<3 {
      let lines = try git.output("for-each-ref", "--format=%(objectname) %(refname)")
      let ours = try refs.refs().map { "\($0.target) \($0.name)" }.joined(separator: "\n")
      #expect(ours == lines)
      #expect(
        try refs.refs(startingWith: "refs/heads/deep/").map(\.name.text)
          == ["refs/heads/deep/er/name"])
      #expect(try refs.head() == .symbolic(RefName("refs/heads/main")))
      if round == 0 { try git.output("pack-refs", "--all") }
      if round == 1 { try git.output("commit", "-q", "--allow-empty", "-m", "one more") }
    }
    #expect(try refs.reflog(of: RefName("refs/heads/main")).count == 4)
    #expect(try refs.reflog(of: RefName("refs/heads/main")).last?.message == "commit: one more")
    // We change refs and git still peels the tag.
    var transaction = refs.transaction()
    transaction.delete(try RefName("refs/heads/deep/er/name"), expecting: .any)
    transaction.create(
      try RefName("refs/heads/deep2"),
      at: try #require(ObjectID(hex: git.output("rev-parse", "main"))))
    try transaction.commit(by: identity, message: "ours")
    #expect(try git.output("rev-parse", "v1^{commit}") == git.output("rev-parse", "main~1"))
    #expect(
      try git.output("for-each-ref", "--format=%(*objectname)", "refs/tags/v1")
        == git.output("rev-parse", "main~1"))
    #expect(try git.run(["fsck", "--strict"]).status == 0)
    #expect(try git.run(["rev-parse", "-q", "--verify", "deep/er/name"]).status != 0)
  }

  @Test func `an object whose file is empty is written anew`() throws {
    let repository = try TestRepository(isForGit: false)
    let bytes = Array("left empty by a power cut".utf8)
    let id = StoredObject(kind: .blob, bytes: bytes).id(in: .sha256)
    let folder = repository.path + "/objects/\(id.hex.prefix(2))"
    try repository.files.createDirectories(folder)
    try repository.files.writeAtomically("\(folder)/\(id.hex.dropFirst(2))", [])
    #expect(try !repository.objects().contains(id))
    let transaction = try repository.objects().transaction()
    try transaction.writeBlob(bytes)
    try transaction.commit()
    #expect(try repository.objects().object(id).bytes == bytes)
  }
}
