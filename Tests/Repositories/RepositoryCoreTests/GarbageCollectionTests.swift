import FileStorage
import Glibc
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

/// What is needed stays, what is not goes when it is old enough.
@Suite struct GarbageCollectionTests {
  private let folder = TemporaryFolder()
  private let files = LocalFileSystem()
  private let soon = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)
  private let longAgo = FileTimestamp(seconds: 1_000_000_000, nanoseconds: 0)
  private var path: String { folder.path(".ilm") }
  private var git: GitProgram { GitProgram(in: path) }

  private func makeRepository(
    _ format: ObjectFormat = .sha256, revisions: Int = 5
  ) throws -> Repository {
    let repository = try Repository.initialize(
      in: folder.path("."), format: format, fileSystem: files)
    for number in 1...revisions {
      for target in [orders, billing] { try Sample.record(target, number, in: repository) }
    }
    return try reopened()
  }

  private func reopened() throws -> Repository {
    try Repository(directory: path, fileSystem: files)
  }

  /// Writes a blob to which nothing points.
  private func writeGarbage(_ repository: Repository, _ text: String) throws -> ObjectID {
    let transaction = repository.objects.transaction()
    let id = try transaction.writeBlob(Array(text.utf8)).objectID
    try transaction.commit()
    return id
  }

  private func collect(
    _ repository: Repository, before cutoff: FileTimestamp
  ) throws -> GarbageCollection.Report {
    try GarbageCollection.run(repository, removingBefore: cutoff, now: soon)
  }

  private func demandSound(_ repository: Repository) throws {
    let report = RepositoryVerification.run(repository)
    #expect(report.problems.map(\.message) == [])
    guard GitProgram.isAvailable else { return }
    let check = try git.run(["fsck", "--full", "--strict"])
    #expect(check.status == 0, "\(check.errors)\(check.output)")
  }

  @Test(arguments: ObjectFormat.allCases)
  func `everything ends in one pack, and git finds it sound`(format: ObjectFormat) throws {
    let repository = try makeRepository(format)
    let before = try repository.refs.refs()
    let report = try collect(repository, before: soon)
    #expect(report.removedCount == 0 && report.heldCount == 0)
    #expect(report.byteCountAfter < report.byteCountBefore)
    #expect(try repository.objects.storedPacks().map(\.objectCount) == [report.packedCount])
    #expect(try reopened().refs.refs() == before)
    try demandSound(try reopened())
    // Doing it once more changes nothing.
    let names = try files.entries(ofDirectory: path + "/objects/pack")
    let again = try collect(try reopened(), before: soon)
    #expect(again.byteCountBefore == again.byteCountAfter)
    #expect(try files.entries(ofDirectory: path + "/objects/pack") == names)
    if GitProgram.isAvailable {
      try git.output("commit-graph", "verify")
      try git.output("gc", "-q", "--prune=now")
      try demandSound(try reopened())
    }
  }

  @Test func `what nobody needs is kept while it is young, and keeps its age`() throws {
    let repository = try makeRepository()
    let id = try writeGarbage(repository, "young")
    let pack = try #require(try repository.objects.storedPacks().first { $0.contains(id) })
    let age = FileTimestamp(seconds: 1_500_000_000, nanoseconds: 0)
    // Its pack also holds something needed, as after a consolidation.
    let rewriting = repository.objects.rewrite()
    try rewriting.add([id, try repository.refs.refs()[0].target])
    let mixed = try #require(try rewriting.publish())
    try repository.objects.remove([pack])
    try files.setModificationTime(of: mixed, to: age)

    for _ in 0..<3 {
      let report = try collect(try reopened(), before: longAgo)
      #expect(report.heldCount == 1 && report.removedCount == 0)
      #expect(try reopened().objects.contains(id))
      let holding = try #require(try reopened().objects.storedPacks().first { $0.contains(id) })
      #expect(holding.modificationTime == age && holding.objectCount == 1)
    }
    let later = FileTimestamp(seconds: 1_500_000_001, nanoseconds: 0)
    let report = try collect(try reopened(), before: later)
    #expect(report.removedCount == 1)
    #expect(try !reopened().objects.contains(id))
    try demandSound(try reopened())
  }

  @Test func `what reflogs and open operations name is held`() throws {
    let repository = try makeRepository()
    let named = try writeGarbage(repository, "named by an operation")
    let lost = try writeGarbage(repository, "named by nobody")
    let log = try OperationLog.begin(orders, header: ["plan": "x"], in: repository)
    try log.append(["step": 1, "blob": .string(.init(named.hex))])
    let first = try #require(
      try repository.refs.reflog(of: try orders.journalRef).first?.new)
    var changes = repository.refs.transaction()
    let tree = try repository.objects.commit(CommitID(first)).tree.objectID
    changes.delete(try billing.contentRef, expecting: .any)
    try changes.commit(by: Sample.ada, message: "gone")
    _ = try collect(repository, before: soon)
    let objects = try reopened().objects
    #expect(try objects.contains(named) && objects.contains(first) && objects.contains(tree))
    #expect(try !objects.contains(lost))
    try log.end()
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 1)
  }

  @Test func `without any refs nothing that was recorded is removed`() throws {
    let repository = try makeRepository()
    folder.expectDamage()
    let states = try RevisionJournal(orders, in: repository).revisions().compactMap(\.after)
    try files.removeFile(path + "/packed-refs")
    _ = try collect(try reopened(), before: soon)
    let objects = try reopened().objects
    #expect(states.count == 5)
    for state in states {
      #expect(try objects.contains(state.commit.objectID))
      #expect(try objects.contains(state.facts.objectID))
    }
  }

  @Test func `what a lost ref led to is held after its history began anew`() throws {
    let repository = try makeRepository()
    folder.expectDamage()
    let journal = try #require(try RevisionJournal(orders, in: repository).head())
    let states = try RevisionJournal(orders, in: repository).revisions().compactMap(\.after)
    let refs = String(decoding: try files.read(path + "/packed-refs"), as: UTF8.self)
    let left = refs.split(separator: "\n").filter { !$0.hasSuffix("/\(orders)") }
    try files.writeAtomically(
      path + "/packed-refs", Array((left.joined(separator: "\n") + "\n").utf8))
    try Sample.record(orders, 1, in: try reopened())
    #expect(try RevisionJournal(orders, in: reopened()).revisions().count == 1)
    _ = try collect(try reopened(), before: soon)
    let objects = try reopened().objects
    #expect(try objects.contains(journal.objectID))
    for state in states {
      #expect(try objects.contains(state.commit.objectID))
      #expect(try objects.contains(state.facts.objectID))
    }
  }

  @Test func `the states that a journal names are held, whatever the branches say`() throws {
    let repository = try makeRepository()
    folder.expectDamage()
    let named = try RevisionJournal(orders, in: repository).revisions().compactMap(\.after)
    #expect(named.count == 5)
    var changes = repository.refs.transaction()
    changes.delete(try orders.contentRef, expecting: .any)
    changes.delete(try orders.factsRef, expecting: .any)
    try changes.commit(by: Sample.ada, message: "gone")
    #expect(try repository.refs.reflog(of: orders.contentRef).isEmpty)
    _ = try collect(try reopened(), before: soon)
    let objects = try reopened().objects
    for state in named {
      for id in [state.commit.objectID, state.content.objectID, state.facts.objectID] {
        #expect(try objects.contains(id))
      }
    }
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `loose objects, loose refs and tags of git's are packed`() throws {
    let repository = try makeRepository()
    let head = try repository.refs.refs()[0].target
    try git.output(
      "-c", "user.name=a", "-c", "user.email=b", "tag", "-a", "-m", "note", "v1", head.hex)
    let loose = try git.output("hash-object", "-w", "--stdin", input: "nobody needs it")
    let refs = try repository.refs.refs()
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 1)
    #expect(try files.kind(of: path + "/refs/tags/v1") == nil)
    #expect(try reopened().refs.refs() == refs)
    #expect(try reopened().objects.looseFiles().isEmpty)
    #expect(try !reopened().objects.contains(try #require(ObjectID(hex: loose))))
    try demandSound(try reopened())
    #expect(try git.output("cat-file", "-t", "v1") == "tag")
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `git's own files about packs and commits are not left behind wrong`(
    format: ObjectFormat
  ) throws {
    let repository = try makeRepository(format)
    // A history that is gone afterwards, and a merge of three.
    let head = try #require(try repository.refs.target(of: try orders.contentRef)).hex
    let tree = try git.output("rev-parse", "\(head)^{tree}")
    let commit = ["-c", "user.name=a", "-c", "user.email=b", "commit-tree", "-m", "x", tree]
    let lost = String(try git.run(commit + ["-p", head]).output.dropLast())
    let second = String(try git.run(commit + ["-p", "\(head)~1"]).output.dropLast())
    let third = String(try git.run(commit + ["-p", "\(head)~2"]).output.dropLast())
    let merge = try git.run(commit + [head, second, third].flatMap { ["-p", $0] })
    try git.output("update-ref", "refs/heads/prod/merge", String(merge.output.dropLast()))
    try git.output("update-ref", "refs/heads/prod/lost", lost)
    try git.output("gc", "-q")
    try git.output("commit-graph", "write", "--reachable", "--split")
    try git.output("multi-pack-index", "write")
    try git.output("update-ref", "-d", "refs/heads/prod/lost")
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 1)
    try git.output("commit-graph", "verify")
    try git.output("fsck", "--full", "--strict")
    #expect(try git.output("rev-list", "--count", "refs/heads/prod/merge") == "8")
    try demandSound(try reopened())
  }

  @Test func `temporary files go when they are old, packs to keep stay`() throws {
    let repository = try makeRepository(revisions: 1)
    let folder = path + "/objects/pack/"
    for (name, time) in [("tmp_pack_7", longAgo), ("tmp_idx_8", soon)] {
      try files.writeAtomically(folder + name, [1], durable: false)
      try files.setModificationTime(of: folder + name, to: time)
    }
    // Those of our own files lie beside them; what only looks like one is somebody's.
    let own = ["config.tmp0", "ilm/cache/prod.tmp12", "ilm/resolutions/b5/a7.json.tmp0"]
    let others = ["ilm/resolutions/b5/a7.json", "ilm/cache/prod.tmp", "ilm/tmp3", "ilm/x.tmp1a"]
    try files.createDirectories(path + "/ilm/resolutions/b5")
    try files.createDirectories(path + "/ilm/cache")
    for name in own + others + ["ilm/new.tmp0"] {
      try files.createFile("\(path)/\(name)", permissions: 0o600).close()
      try files.setModificationTime(
        of: "\(path)/\(name)", to: name == "ilm/new.tmp0" ? soon : longAgo)
    }
    let kept = try #require(try repository.objects.storedPacks().first)
    try files.writeAtomically(String(kept.path.dropLast(4)) + "keep", [], durable: false)
    let report = try collect(try reopened(), before: soon)
    #expect(report.temporaryCount == 1 + own.count)
    for name in own { #expect(try files.kind(of: "\(path)/\(name)") == nil, "\(name)") }
    for name in others + ["ilm/new.tmp0"] {
      #expect(try files.kind(of: "\(path)/\(name)") == .regular, "\(name)")
    }
    #expect(try files.kind(of: folder + "tmp_idx_8") == .regular)
    #expect(try files.kind(of: kept.path) == .regular)
    try demandSound(try reopened())
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `a commit that is not UTF-8 is packed like others`(format: ObjectFormat) throws {
    let repository = try makeRepository(format, revisions: 2)
    let parent = try #require(try repository.refs.target(of: try orders.contentRef))
    let tree = try repository.objects.commit(CommitID(parent)).tree
    let writing = repository.objects.transaction()
    let text =
      Array("tree \(tree)\nparent \(parent)\nauthor J".utf8) + [0xf6]
      + Array("rg <j@example.com> 1700000000 +0100\ncommitter J".utf8) + [0xf6]
      + Array("rg <j@example.com> 1700000007 +0100\nencoding ISO-8859-1\n\nx\n".utf8)
    let commit = try writing.write(.commit, text)
    try writing.commit()
    try git.output("update-ref", "refs/heads/prod/latin", commit.hex)
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 0)
    #expect(try reopened().objects.contains(commit))
    #expect(try git.output("log", "-1", "--format=%ct", commit.hex) == "1700000007")
    try git.output("commit-graph", "verify")
    try git.output("fsck", "--full", "--strict")
    try demandSound(try reopened())
  }

  @Test func `wherever it is killed, no lock of a ref stands in the way of the next one`() throws {
    let sample = try Sample(revisionCount: 1)
    let target = try #require(try sample.repository().refs.refs().first?.target)
    let names = ["refs/heads/one", "refs/heads/two"]
    for name in names {
      try sample.files.writeAtomically("/home/.ilm/\(name)", Array("\(target)\n".utf8))
    }
    var (call, isOver, lockCount) = (0, false, 0)
    while !isOver {
      call += 1
      let files = sample.files.copy()
      let dying = FaultyFileSystem(files, fault: .crash, failingCall: call)
      let repository = try Repository(directory: "/home/.ilm", fileSystem: dying)
      _ = try? collect(repository, before: soon)
      isOver = !dying.hasFailed
      let next = try Repository(directory: "/home/.ilm", fileSystem: files.copy())
      lockCount += try next.refs.lockFiles().count
      _ = try collect(next, before: soon)
      #expect(try next.refs.lockFiles() == [], "call \(call)")
      var changes = next.refs.transaction()
      for name in names { changes.delete(try RefName(name), expecting: .exactly(target)) }
      try changes.commit(by: Sample.ada, message: "gone")
    }
    #expect(lockCount > names.count)
  }

  @Test func `nothing is removed where git must not remove objects`() throws {
    let repository = try makeRepository(.sha1, revisions: 1)
    let id = try writeGarbage(repository, "nobody needs it")
    let config = try files.read(path + "/config")
    func set(_ lines: String) throws {
      try files.writeAtomically(path + "/config", config + Array("[extensions]\n\t\(lines)\n".utf8))
    }
    let packs = try files.entries(ofDirectory: path + "/objects/pack")
    for lines in ["preciousObjects", "PreciousObjects = Yes", "preciousobjects = 1"] {
      try set(lines)
      let error = #expect(throws: RepositoryError.self) { try collect(reopened(), before: soon) }
      #expect(error?.code == .precious)
      #expect(try files.entries(ofDirectory: path + "/objects/pack") == packs)
    }
    try set("preciousObjects = Off")
    #expect(try collect(reopened(), before: soon).removedCount == 1)
    #expect(try !reopened().objects.contains(id))
    try files.writeAtomically(path + "/config", config)
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `what worktrees have checked out and staged is held`(format: ObjectFormat) throws {
    let repository = try makeRepository(format, revisions: 2)
    let head = try #require(try repository.refs.target(of: try orders.contentRef)).hex
    let place = folder.path("worktree")
    try git.output("worktree", "add", "-q", "--detach", place, head)
    let worktree = GitProgram(in: place)
    try files.writeAtomically(place + "/one", Array("committed".utf8))
    try worktree.output("add", "-A")
    try worktree.output("commit", "-q", "-m", "of nobody's branch")
    try files.writeAtomically(place + "/two", Array("staged".utf8))
    try worktree.output("add", "-A")
    try worktree.output("reflog", "expire", "--expire=now", "--all")
    // The repository has an index of its own once somebody gives it files.
    try files.createDirectories(folder.path("files"))
    try files.writeAtomically(folder.path("files/three"), Array("staged, too".utf8))
    let mine = try git.run([
      "--git-dir=\(path)", "--work-tree=\(folder.path("files"))", "-c", "core.bare=false",
      "-C", folder.path("files"), "add", "three",
    ])
    #expect(mine.status == 0, "\(mine.errors)")
    let unneeded = try writeGarbage(repository, "nobody needs it")
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 1)
    #expect(try !reopened().objects.contains(unneeded))
    #expect(try worktree.output("show", "HEAD:one") == "committed")
    #expect(try worktree.output("show", ":two") == "staged")
    #expect(try git.output("show", ":three") == "staged, too")
    try demandSound(try reopened())
  }

  @Test func `trees may be nested deeper than calls`() throws {
    let repository = try makeRepository(revisions: 1)
    // Git itself gives up on such a tree.
    folder.expectDamage()
    let writing = repository.objects.transaction()
    var tree = try writing.writeTree(
      Tree([TreeEntry(name: "end", blob: try writing.writeBlob([1]))]))
    for _ in 0..<50_000 { tree = try writing.writeTree(Tree([TreeEntry(name: "t", tree: tree)])) }
    let commit = try writing.writeCommit(
      Commit(tree: tree, author: Sample.ada, committer: Sample.ada, message: "deep\n"))
    try writing.commit()
    var changes = repository.refs.transaction()
    changes.create(try RefName("refs/heads/deep"), at: commit.objectID)
    try changes.commit(by: Sample.ada, message: "deep")
    let report = try collect(try reopened(), before: soon)
    #expect(report.removedCount == 0 && report.packedCount > 50_000)
    #expect(try reopened().objects.contains(tree.objectID))
  }

  @Test func `a folder that cannot be listed stands in nobody's way`() throws {
    let repository = try makeRepository(revisions: 1)
    try files.createDirectories(path + "/ilm/cache")
    let name = (path + "/ilm/cache/").utf8.map(CChar.init(bitPattern:)) + [-1, 0]
    let number = open(name, O_CREAT | O_WRONLY, 0o600)
    #expect(number >= 0 && close(number) == 0)
    #expect(throws: FileSystemError.self) { try files.entries(ofDirectory: path + "/ilm/cache") }
    let left = path + "/ilm/matches.json.tmp0"
    try files.createFile(left, permissions: 0o600).close()
    try files.setModificationTime(of: left, to: longAgo)
    let report = try collect(repository, before: soon)
    #expect(report.temporaryCount == 1 && report.packedCount > 0)
  }

  @Test func `a repository with something missing is left as it is`() throws {
    let repository = try makeRepository()
    folder.expectDamage()
    let pack = try #require(try repository.objects.storedPacks().first)
    let packs = try repository.objects.storedPacks().count
    try repository.objects.remove([pack])
    #expect(throws: ObjectReadError.self) { try collect(try reopened(), before: soon) }
    #expect(try reopened().objects.storedPacks().count == packs - 1)
  }
}
