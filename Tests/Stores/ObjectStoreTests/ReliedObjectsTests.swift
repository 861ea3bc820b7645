import FileStorage
import ObjectModel
import ObjectStore
import TestKit
import Testing

/// What a writer relies on is dated anew, so that nobody takes it for old and removes it.
@Suite struct ReliedObjectsTests {
  private let longAgo = FileTimestamp(seconds: 1_000_000_000, nanoseconds: 0)
  private let texts = (0..<20).map(document)

  /// Writes a pack that is old and returns its path.
  private func writeOldPack(_ repository: TestRepository) throws -> String {
    let transaction = try repository.objects().transaction()
    _ = try repository.writeCommit(transaction, texts)
    let path = try #require(try transaction.commit().packPath)
    try repository.files.setModificationTime(of: path, to: longAgo)
    return path
  }

  /// Writes a file of one object, as git does, that is old, and returns its path.
  private func writeOldFile(_ repository: TestRepository, _ text: String) throws -> String {
    let hex = try repository.git.output("hash-object", "-w", "--stdin", input: text)
    let path = "\(repository.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    try repository.files.setModificationTime(of: path, to: longAgo)
    return path
  }

  private func isOld(_ path: String) throws -> Bool {
    try LocalFileSystem().status(of: path).modificationTime == longAgo
  }

  @Test func `a pack is dated once for all that is in it`() throws {
    let repository = try TestRepository()
    let path = try writeOldPack(repository)
    let files = FaultyFileSystem(repository.files)
    let transaction = try repository.objects(files).transaction()
    _ = try repository.writeCommit(transaction, texts)
    #expect(try transaction.commit().packPath == nil)
    #expect(files.calls == ["date \(path)"])
    #expect(try !isOld(path))
  }

  @Test func `a pack that is gone when it is dated is made again`() throws {
    let repository = try TestRepository()
    let path = try writeOldPack(repository)
    let files = FaultyFileSystem(repository.files) { _, call in
      guard call == "date \(path)" else { return }
      for ending in ["pack", "idx"] {
        try? LocalFileSystem().removeFile(path.dropLast(4) + ending)
      }
    }
    let transaction = try repository.objects(files).transaction()
    let commit = try repository.writeCommit(transaction, texts)
    #expect(try transaction.commit().objectCount == texts.count + 3)
    #expect(try repository.objects().contains(commit.objectID))
  }

  @Test func `the same pack is as young as if it were new`() throws {
    let repository = try TestRepository()
    let transaction = try repository.objects().transaction()
    _ = try repository.writeCommit(transaction, texts)
    let path = try writeOldPack(repository)
    #expect(try transaction.commit().packPath == path)
    #expect(try !isOld(path))
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `files of single objects are dated, with one call for each`() throws {
    let repository = try TestRepository()
    let paths = try texts.map { try writeOldFile(repository, $0) }
    let files = FaultyFileSystem(repository.files)
    let transaction = try repository.objects(files).transaction()
    for text in texts { try transaction.writeBlob(Array(text.utf8)) }
    #expect(try transaction.commit().packPath == nil)
    #expect(files.calls == paths.map { "date \($0)" })
    for path in paths { #expect(try !isOld(path)) }
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `a file that is gone when it is dated is made again`() throws {
    let repository = try TestRepository()
    let path = try writeOldFile(repository, "one")
    let files = FaultyFileSystem(repository.files) { _, call in
      if call == "date \(path)" { try? LocalFileSystem().removeFile(path) }
    }
    let transaction = try repository.objects(files).transaction()
    let blob = try transaction.writeBlob(Array("one".utf8))
    #expect(try transaction.commit().objectCount == 1)
    #expect(try repository.objects().contains(blob.objectID))
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `what git removes as old is not what somebody relies on`() throws {
    let repository = try TestRepository()
    let old = try texts.map { try writeOldFile(repository, $0) }
    let unneeded = try writeOldFile(repository, "nobody relies on it")
    let transaction = try repository.objects().transaction()
    let commit = try repository.writeCommit(transaction, texts)
    // Before there is a young tree that needs them, as for a prune that has looked what is needed.
    try repository.git.output("prune", "--expire=2.weeks.ago")
    try transaction.commit()
    try transaction.demandPresence()
    try repository.point("refs/heads/main", to: commit)
    for path in old { #expect(try repository.files.kind(of: path) == .regular) }
    #expect(try repository.files.kind(of: unneeded) == nil)
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `what git dates one by one is written again`() throws {
    let repository = try TestRepository()
    let path = try writeOldFile(repository, "one")
    try repository.git.output("repack", "-q", "--cruft", "-d")
    #expect(try repository.files.kind(of: path) == nil)
    let transaction = try repository.objects().transaction()
    let blob = try transaction.writeBlob(Array("one".utf8))
    #expect(try transaction.commit().objectCount == 1)
    try repository.git.output("repack", "-q", "--cruft", "--cruft-expiration=now", "-d")
    #expect(try !repository.objects().contains(blob.objectID))
  }
}
