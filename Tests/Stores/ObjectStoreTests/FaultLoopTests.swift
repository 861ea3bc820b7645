import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import TestKit
import Testing

/// An operation like a snapshot fails at every single step; the old or the new state remains, never
/// one between.
@Suite struct FaultLoopTests {
  private let names = ["refs/heads/dev/order", "refs/facts/dev/order", "refs/heads/main"]

  /// Writes objects, commits the pack, then moves all refs and deletes one.
  private func snapshot(
    _ repository: TestRepository, _ fileSystem: any FileSystem, from old: CommitID
  ) throws {
    let transaction = try repository.objects(fileSystem)
      .transaction(options: .init(batchByteCount: 6000))
    let commit = try repository.writeCommit(transaction, (0..<6).map(document), parents: [old])
    try transaction.commit()
    var changes = repository.refs(fileSystem).transaction()
    for name in names {
      changes.update(try RefName(name), to: commit.objectID, expecting: .exactly(old.objectID))
    }
    changes.create(try RefName("refs/revisions/dev/order"), at: commit.objectID)
    changes.delete(try RefName("refs/heads/old"), expecting: .exactly(old.objectID))
    try changes.commit(by: identity, message: "snapshot")
  }

  /// Makes a repository with a first commit, one of its refs loose as git would leave it.
  private func makeRepository(_ format: ObjectFormat) throws -> (TestRepository, CommitID) {
    let repository = try TestRepository(format)
    let transaction = try repository.objects().transaction()
    let old = try repository.writeCommit(transaction, ["first"])
    try transaction.commit()
    for name in names.dropFirst() + ["refs/heads/old"] { try repository.point(name, to: old) }
    try repository.files.createDirectories(repository.path + "/refs/heads/dev")
    try repository.files.writeAtomically(
      repository.path + "/" + names[0], Array("\(old)\n".utf8), durable: false)
    return (repository, old)
  }

  private func state(_ repository: TestRepository) throws -> [String] {
    try repository.refs().refs().map { "\($0.target) \($0.name)" }
  }

  /// Does what the error messages say after a crash.
  private func recover(_ repository: TestRepository) throws {
    for path in try repository.refs().lockFiles() { try repository.files.removeFile(path) }
    try repository.objects().removeLeftovers()
  }

  private func checkObjects(_ repository: TestRepository, _ what: String) throws {
    let objects = try repository.objects()
    // A crash may leave a pack that got its name and not yet its index; nothing refers to it.
    let problems = objects.verify().problems.filter {
      $0.code != .leftover && $0.code != .missingIndex
    }
    #expect(problems.isEmpty, "\(what): \(problems)")
    for ref in try repository.refs().refs() {
      let commit = try objects.commit(CommitID(ref.target))
      for entry in try objects.tree(commit.tree).entries {
        for file in try objects.tree(try #require(entry.treeID)).entries {
          _ = try objects.blob(try #require(file.blobID))
        }
      }
    }
  }

  @Test(arguments: FaultyFileSystem.Fault.allCases)
  func `every failing call leaves the old or the new state`(
    fault: FaultyFileSystem.Fault
  ) throws {
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      let (repository, old) = try makeRepository(call.isMultiple(of: 2) ? .sha1 : .sha256)
      let before = try state(repository)
      let faulty = FaultyFileSystem(repository.files, fault: fault, failingCall: call)
      isDone = (try? snapshot(repository, faulty, from: old)) != nil && !faulty.hasFailed
      let what = "\(fault) of call \(call), \(faulty.calls.last ?? "")"
      let after = try state(repository)
      let isOld = after == before
      let isNew = after.count == 4 && after.allSatisfy { !$0.hasPrefix(old.hex) }
      #expect(isOld || isNew, "\(what): \(after)")
      try checkObjects(repository, what)
      try recover(repository)
      #expect(try state(repository) == after)
      try checkObjects(repository, what)
      if GitProgram.isAvailable, call.isMultiple(of: 5) || isDone {
        let check = try repository.git.run(["fsck", "--full", "--strict"])
        #expect(check.status == 0, "\(what): \(check.errors)")
      }
      // Trying once more without a fault succeeds wherever it stopped.
      if isOld { try snapshot(repository, repository.files, from: old) }
      #expect(try state(repository).count == 4)
      #expect(try repository.refs().lockFiles().isEmpty)
      #expect(
        try repository.objects().verify().problems.allSatisfy { $0.code == .missingIndex })
      #expect(call < 500)
    }
    #expect(call > 40)
  }

  @Test(arguments: FaultyFileSystem.Fault.allCases)
  func `an interrupted initialisation can be repeated`(fault: FaultyFileSystem.Fault) throws {
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      let folder = TemporaryFolder()
      let files = LocalFileSystem()
      let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
      let initialize = { (fileSystem: any FileSystem) in
        try BareRepository.initialize(
          folder.path("r"), format: .sha256, head: RefName("refs/heads/main"),
          fileSystem: fileSystem)
      }
      isDone = (try? initialize(faulty)) != nil && !faulty.hasFailed
      if try files.kind(of: folder.path("r/HEAD")) == nil { try initialize(files) }
      #expect(try BareRepository.format(of: folder.path("r"), fileSystem: files) == .sha256)
    }
    #expect(call > 15)
  }
}
