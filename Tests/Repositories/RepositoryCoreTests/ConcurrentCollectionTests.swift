import FileStorage
import Foundation
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// So that temporary files of who is writing are left alone.
private let longAgo = FileTimestamp(seconds: 1_000_000_000, nanoseconds: 0)
private let soon = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)

/// Recording, reading and collecting at the same time, each with a repository of its own as
/// processes have.
@Suite struct ConcurrentCollectionTests {
  private enum Role: CaseIterable { case firstWriter, secondWriter, reader, collector }

  private let folder = TemporaryFolder()
  private let files = LocalFileSystem()
  private var worker: Worker { Worker(directory: folder.path(".ilm")) }

  @Test func `recording, reading and collecting at once lose nothing`() throws {
    _ = try Repository.initialize(in: folder.path("."), format: .sha256, fileSystem: files)
    let count = 15 * min(TestRounds.factor, 10)
    let failures = Shared<[String]>([])
    let writersLeft = Shared(2)
    let threads = DispatchGroup()
    let worker = worker
    for role in Role.allCases {
      threads.enter()
      Thread.detachNewThread {
        defer { threads.leave() }
        do {
          switch role {
          case .firstWriter, .secondWriter:
            defer { writersLeft.value.withLock { $0 -= 1 } }
            try worker.record(role == .firstWriter ? orders : billing, count: count)
          case .reader: while writersLeft.value.withLock({ $0 > 0 }) { try worker.read() }
          case .collector: while writersLeft.value.withLock({ $0 > 0 }) { try worker.collect() }
          }
        } catch {
          failures.value.withLock { $0.append("\(role): \(error)") }
        }
      }
    }
    threads.wait()
    #expect(failures.value.withLock { $0 } == [])
    try worker.collect()
    let repository = try worker.opened()
    let report = RepositoryVerification.run(repository)
    #expect(report.problems.map(\.message) == [])
    for target in [orders, billing] {
      #expect(try RevisionJournal(target, in: repository).revisions().count == count)
    }
    guard GitProgram.isAvailable else { return }
    let check = try GitProgram(in: folder.path(".ilm")).run(["fsck", "--full", "--strict"])
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test func `what is dated anew while garbage is collected stays`() throws {
    let repository = try Repository.initialize(
      in: folder.path("."), format: .sha256, fileSystem: files)
    for number in 1...3 { try Sample.record(orders, number, in: repository) }
    let texts = ["relied on meanwhile", "relied on by nobody"]
    let packs = try texts.map { text in
      let garbage = repository.objects.transaction()
      try garbage.writeBlob(Array(text.utf8))
      return try #require(try garbage.commit().packPath)
    }
    for pack in packs { try files.setModificationTime(of: pack, to: longAgo) }
    // It is used by one thread, in turns.
    nonisolated(unsafe) let writer = try worker.opened().objects.transaction()
    let meanwhile = FaultyFileSystem(files) { _, call in
      // The fresh pack is there: what nobody needs is known.
      guard call.hasPrefix("create"), call.hasSuffix("/commit-graph.tmp0") else { return }
      _ = try? writer.writeBlob(Array(texts[0].utf8))
    }
    let collected = try GarbageCollection.run(
      Repository(directory: folder.path(".ilm"), fileSystem: meanwhile),
      removingBefore: FileTimestamp(seconds: longAgo.seconds + 1, nanoseconds: 0), now: soon)
    #expect(collected.removedCount == 1 && collected.heldCount == 1)
    #expect(try files.kind(of: packs[0]) == .regular)
    #expect(try files.kind(of: packs[1]) == nil)
    try writer.commit()
    try writer.demandPresence()
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `what git dates anew while garbage is collected stays`() throws {
    let repository = try Repository.initialize(
      in: folder.path("."), format: .sha256, fileSystem: files)
    try Sample.record(orders, 1, in: repository)
    let git = GitProgram(in: folder.path(".ilm"))
    let paths = try ["relied on meanwhile", "relied on by nobody"].map { text in
      let hex = try git.output("hash-object", "-w", "--stdin", input: text)
      let path = folder.path(".ilm/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
      try files.setModificationTime(of: path, to: longAgo)
      return path
    }
    let meanwhile = FaultyFileSystem(files) { _, call in
      guard call.hasPrefix("create"), call.hasSuffix("/commit-graph.tmp0") else { return }
      _ = try? git.output("hash-object", "-w", "--stdin", input: "relied on meanwhile")
    }
    let report = try GarbageCollection.run(
      Repository(directory: folder.path(".ilm"), fileSystem: meanwhile),
      removingBefore: FileTimestamp(seconds: longAgo.seconds + 1, nanoseconds: 0), now: soon)
    #expect(report.removedCount == 1 && report.heldCount == 1)
    #expect(try files.kind(of: paths[0]) == .regular)
    #expect(try files.kind(of: paths[1]) == nil)
  }

  @Test func `a recording that relied on what was collected is refused and moves nothing`() throws {
    let repository = try Repository.initialize(
      in: folder.path("."), format: .sha256, fileSystem: files)
    try Sample.record(orders, 1, in: repository)
    let garbage = repository.objects.transaction()
    try garbage.writeBlob(Array("wanted by nobody, then by somebody".utf8))
    try garbage.commit()
    let recording = Recording(repository, by: Sample.ada)
    let blob = try recording.objects.writeBlob(Array("wanted by nobody, then by somebody".utf8))
    let tree = try FileTree(["flows/one.json": blob]).write(into: recording.objects)
    let commit = try recording.commit(tree, parents: [], message: "content\n")
    recording.move(try billing.contentRef, to: commit, from: nil)
    try worker.collect()
    let error = #expect(throws: ObjectWriteError.self) { try recording.finish(message: "late") }
    #expect(error?.code == .failed)
    #expect(try worker.opened().refs.target(of: try billing.contentRef) == nil)
    #expect(RepositoryVerification.run(try worker.opened()).isSound)
  }
}

/// What one process does.
private struct Worker: Sendable {
  let directory: String

  func opened() throws -> Repository {
    try Repository(directory: directory, fileSystem: LocalFileSystem())
  }

  /// Records revisions, each again if garbage collection took away what it relied on.
  func record(_ target: TargetName, count: Int) throws {
    for number in 1...count {
      var isDone = false
      while !isDone {
        do {
          try Sample.record(target, number, in: try opened())
          isDone = true
        } catch let error as ObjectWriteError where error.code == .failed {
          continue
        }
      }
    }
  }

  /// Reads every object that the refs of one moment lead to.
  func read() throws {
    let repository = try opened()
    for target in [orders, billing] {
      for revision in try RevisionJournal(target, in: repository).revisions() {
        guard let state = revision.after else { continue }
        let commit = try repository.objects.commit(state.commit)
        for blob in try FileTree(commit.tree, from: repository.objects).blobs.values {
          _ = try repository.objects.object(blob.objectID)
        }
      }
    }
  }

  func collect() throws {
    do {
      _ = try GarbageCollection.run(try opened(), removingBefore: soon, now: longAgo)
    } catch let error as RepositoryError where error.code == .locked {
      return
    }
  }
}

/// A value that threads share.
private final class Shared<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ initial: Value) { value = Mutex(initial) }
}
