import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

@Suite struct RepositoryVerificationTests {
  private func verify(_ files: MemoryFileSystem, expecting: String? = nil) throws
    -> RepositoryVerification.Report
  {
    var options = RepositoryVerification.Options()
    options.isFull = true
    options.expectedCommit = expecting
    return RepositoryVerification.run(
      try Repository(directory: "/home/.ilm", fileSystem: files), options)
  }

  @Test func `a sound repository has no problems`() throws {
    let report = try verify(try Sample().files)
    #expect(report.problems.map(\.message) == [])
    #expect(report.revisionCount == 8)
  }

  @Test func `any flipped bit of a pack is found`() throws {
    let seed: UInt64 = 41
    var random = SeededRandom(seed: seed)
    let sample = try Sample()
    let packs = sample.files.paths.filter { $0.hasSuffix(".pack") }
    #expect(packs.count > 0)
    for path in packs {
      let size = try sample.files.read(path).count
      for _ in 0..<12 {
        let files = sample.files.copy()
        let place = Int.random(in: 0..<size, using: &random)
        files.damage(path) { $0[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        #expect(try !verify(files).isSound, "seed \(seed), byte \(place) of \(path)")
      }
    }
  }

  @Test func `any flipped bit of a commit-graph is found by every check`() throws {
    let seed: UInt64 = 43
    var random = SeededRandom(seed: seed)
    let sample = try Sample()
    let soon = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)
    _ = try GarbageCollection.run(try sample.repository(), removingBefore: soon, now: soon)
    let path = "/home/.ilm/objects/info/commit-graph"
    let size = try sample.files.read(path).count
    for _ in 0..<20 {
      let files = sample.files.copy()
      let place = Int.random(in: 0..<size, using: &random)
      files.damage(path) { $0[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
      let objects = RepositoryVerification.run(repository).problems.map(\.object)
      #expect(objects == [path], "seed \(seed), byte \(place)")
    }
  }

  @Test func `a missing pack is found and the revisions that need it are named`() throws {
    // The first four packs have become one.
    let sample = try Sample(revisionCount: 3)
    var named: Set<String> = []
    for path in sample.files.paths where path.hasSuffix(".pack") {
      let files = sample.files.copy()
      files.expectDamage()
      try files.removeFile(path)
      try files.removeFile(String(path.dropLast(5)) + ".idx")
      let report = try verify(files)
      #expect(!report.isSound, "\(path)")
      named.formUnion(report.problems.flatMap(\.revisions))
    }
    #expect(named.isSuperset(of: ["prod/orders@r1", "prod/billing@r2"]), "\(named.sorted())")
  }

  @Test func `damage of one blob names the one revision that holds it`() throws {
    let sample = try Sample()
    let blob = try #require(sample.blobs["prod/orders@r2"])
    let objects = try sample.repository().objects
    // Every pack in turn is damaged at every place until the blob is what cannot be read.
    var found = 0
    for path in sample.files.paths where path.hasSuffix(".pack") {
      for place in try stride(from: 12, to: sample.files.read(path).count - 32, by: 3) {
        let files = sample.files.copy()
        files.damage(path) { $0[place] ^= 0x40 }
        let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
        guard (try? repository.objects.object(blob.objectID)) == nil,
          (try? objects.object(blob.objectID)) != nil
        else { continue }
        let report = RepositoryVerification.run(repository)
        let problems = report.problems.filter { $0.object == blob.objectID.hex }
        #expect(problems.count == 1, "byte \(place) of \(path)")
        #expect(problems.first?.revisions == ["prod/orders@r2"], "byte \(place) of \(path)")
        found += 1
      }
    }
    #expect(found > 6)
  }

  @Test func `a ref to nothing is found`() throws {
    let sample = try Sample()
    let nothing = String(repeating: "ab", count: 32)
    for ref in ["refs/heads/prod/lost", "refs/revisions/prod/lost", "refs/tags/prod/orders/lost"] {
      let files = sample.files.copy()
      let path = "/home/.ilm/\(ref)"
      try files.createDirectories(files.directory(of: path))
      try files.writeAtomically(path, Array("\(nothing)\n".utf8))
      let report = try verify(files)
      #expect(report.problems.contains { $0.message.contains("lost") }, "\(ref)")
    }
  }

  @Test func `a detached HEAD to nothing, or to what is no commit, is found`() throws {
    let sample = try Sample()
    let commit = try #require(
      try sample.repository().refs.target(of: orders.contentRef))
    let blob = try #require(sample.blobs["prod/orders@r1"]).objectID
    let nothing = String(repeating: "ab", count: 32)
    for (id, problem) in [
      (commit.hex, nil), (nothing, "HEAD points to '\(nothing)', which is missing or damaged"),
      (blob.hex, "HEAD points to '\(blob)', which is no commit"),
    ] {
      let files = sample.files.copy()
      files.expectDamage()
      try files.writeAtomically("/home/.ilm/HEAD", Array("\(id)\n".utf8))
      let messages = try verify(files).problems.map(\.message)
      #expect(problem.map(messages.contains) ?? messages.isEmpty, "\(messages)")
    }
  }

  @Test func `a journal whose end was cut off is found by its newest commit`() throws {
    let sample = try Sample()
    let repository = try sample.repository()
    let journal = RevisionJournal(orders, in: repository)
    let newest = try #require(try journal.revision("r4")?.commit)
    let older = try #require(try journal.revision("r3")?.commit)
    #expect(try verify(sample.files, expecting: newest.hex).isSound)
    var transaction = repository.refs.transaction()
    transaction.update(
      try orders.journalRef, to: older.objectID, expecting: .exactly(newest.objectID))
    try transaction.commit(by: Sample.ada, message: "cut")
    let report = try verify(sample.files, expecting: newest.hex)
    #expect(report.problems.contains { $0.object == newest.objectID.hex })
    #expect(try !verify(sample.files, expecting: "r4").isSound)
  }

  @Test func `a revision that names other content than its commit is found`() throws {
    let sample = try Sample()
    let repository = try sample.repository()
    let journal = RevisionJournal(orders, in: repository)
    let states = try journal.revisions().compactMap(\.after)
    var forged = Sample.revision(orders, 5)
    forged.after = RecordedState(
      commit: states[0].commit, content: states[1].content, facts: states[0].facts)
    let recording = Recording(repository, by: Sample.ada)
    _ = try recording.write(forged, after: try journal.head())
    try recording.finish(message: "forged")
    let report = try verify(sample.files)
    #expect(report.problems.map(\.revisions) == [["prod/orders@r5"]])
  }
}
