import FileStorage
import ObjectModel
import ObjectStore
import TestKit
import Testing

/// Git's file of all commits says what the commits say, and is not used where it is damaged.
@Suite struct CommitGraphFileTests {
  private struct Sample {
    let repository: TestRepository
    var parents: [ObjectID: [ObjectID]] = [:]

    var path: String { repository.path + "/objects/info/commit-graph" }
  }

  /// Makes a random history with merges of up to five parents, and its file.
  private func makeSample(_ format: ObjectFormat, seed: UInt64) throws -> Sample {
    var random = SeededRandom(seed: seed)
    var sample = Sample(repository: try TestRepository(format))
    let transaction = try sample.repository.objects().transaction()
    var ids: [CommitID] = []
    for number in 0..<40 {
      let count = min(ids.count, [0, 1, 1, 1, 2, 2, 3, 5].randomElement(using: &random) ?? 1)
      let parents = Array(ids.shuffled(using: &random).prefix(count))
      let id = try sample.repository.writeCommit(transaction, ["\(number)"], parents: parents)
      sample.parents[id.objectID] = parents.map(\.objectID)
      ids.append(id)
    }
    try transaction.commit()
    for (number, id) in ids.enumerated() {
      try sample.repository.point("refs/heads/b\(number)", to: id)
    }
    let objects = try sample.repository.objects()
    try objects.writeCommitGraph(
      try ids.map { CommitGraph.Node($0.objectID, try objects.commitScan($0)) })
    return sample
  }

  @Test(arguments: 1...6) func `it knows the parents of every commit`(seed: UInt64) throws {
    let sample = try makeSample(seed % 2 == 0 ? .sha1 : .sha256, seed: seed)
    let objects = try sample.repository.objects()
    for (id, parents) in sample.parents {
      #expect(objects.knownParents(of: id) == parents, "seed \(seed)")
    }
    #expect(objects.knownParents(of: .null(objects.format)) == nil)
    #expect(objects.verifyCommitGraph(comparingCommits: true).isEmpty, "seed \(seed)")
    if GitProgram.isAvailable { try sample.repository.git.output("commit-graph", "verify") }
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `git's own is read`(format: ObjectFormat) throws {
    let sample = try makeSample(format, seed: 7)
    try sample.repository.files.removeFile(sample.path)
    try sample.repository.git.output("commit-graph", "write", "--reachable")
    let objects = try sample.repository.objects()
    for (id, parents) in sample.parents { #expect(objects.knownParents(of: id) == parents) }
    #expect(objects.verifyCommitGraph(comparingCommits: true).isEmpty)
  }

  @Test func `any flipped bit and any cut is noticed, and nothing is taken from it`() throws {
    let seed: UInt64 = 41
    var random = SeededRandom(seed: seed)
    let sample = try makeSample(.sha256, seed: seed)
    sample.repository.folder.expectDamage()
    let whole = try sample.repository.files.read(sample.path)
    for round in 0..<200 {
      let place = round < 80 ? round : Int.random(in: whole.indices, using: &random)
      var damaged = whole
      if round % 8 == 7 {
        damaged.removeLast(whole.count - place)
      } else {
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try sample.repository.files.writeAtomically(sample.path, damaged, durable: false)
      let objects = try sample.repository.objects()
      let comment: Comment = "seed \(seed), round \(round), byte \(place)"
      #expect(
        objects.verifyCommitGraph(comparingCommits: true).map(\.path) == [sample.path], comment)
      for id in sample.parents.keys { #expect(objects.knownParents(of: id) == nil, comment) }
    }
  }

  @Test func `one of another history is noticed`() throws {
    let (sample, other) = (
      try makeSample(.sha256, seed: 51), try makeSample(.sha256, seed: 52)
    )
    let bytes = try other.repository.files.read(other.path)
    sample.repository.folder.expectDamage()
    try sample.repository.files.writeAtomically(sample.path, bytes, durable: false)
    #expect(!(try sample.repository.objects().verifyCommitGraph(comparingCommits: true).isEmpty))
  }
}
