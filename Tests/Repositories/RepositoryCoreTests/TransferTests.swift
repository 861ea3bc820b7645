import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// Two repositories in one file system exchange what they recorded.
@Suite struct TransferTests {
  private let here = "/home"
  private let there = "/there"

  /// Two repositories; the first has revisions of two targets.
  private func prepare(_ revisionCount: Int = 2) throws -> MemoryFileSystem {
    let files = try Sample(revisionCount: revisionCount).files
    _ = try Repository.initialize(in: there, format: .sha256, fileSystem: files)
    return files
  }

  private func open(_ folder: String, _ files: any FileSystem) throws -> Repository {
    try Repository(directory: folder + "/.ilm", fileSystem: files)
  }

  @discardableResult
  private func transfer(
    from one: String, to other: String, _ files: any FileSystem,
    _ change: (inout RepositoryTransfer.Options) -> Void = { _ in }
  ) throws -> TransferReport {
    var options = RepositoryTransfer.Options()
    change(&options)
    return try RepositoryTransfer(from: try open(one, files), to: try open(other, files), options)
      .run(by: Sample.ada, message: "transfer")
  }

  private func refs(_ folder: String, _ files: any FileSystem) throws -> [Ref] {
    try open(folder, files).refs.refs()
  }

  private func expectSound(_ folder: String, _ files: any FileSystem, _ what: String = "") throws {
    let report = RepositoryVerification.run(try open(folder, files))
    #expect(report.isSound, "\(what): \(report.problems.map(\.message))")
  }

  private func statuses(_ report: TransferReport) -> [String] {
    report.targets.map { "\($0.name) \($0.status.rawValue)" }
  }

  @Test func `everything arrives, and again nothing is to do`() throws {
    let files = try prepare()
    let head = try #require(try RevisionJournal(orders, in: try open(here, files)).head())
    var tag = try open(here, files).refs.transaction()
    tag.create(try orders.tagRef("first"), at: head.objectID)
    try tag.commit(by: Sample.ada, message: "tag")
    let report = try transfer(from: here, to: there, files)
    #expect(statuses(report) == ["prod/billing new", "prod/orders new"])
    #expect(report.targets.map(\.after) == ["r2", "r2"])
    #expect(report.tags.map(\.text) == ["refs/tags/prod/orders/first"])
    #expect(try refs(there, files) == refs(here, files))
    try expectSound(there, files)
    let again = try transfer(from: here, to: there, files)
    #expect(again.objectCount == 0 && again.byteCount == 0 && !again.isIncomplete)
    #expect(statuses(again) == ["prod/billing up_to_date", "prod/orders up_to_date"])
    #expect(try open(there, files).refs.head() == .symbolic(try billing.contentRef))
  }

  @Test func `only what is missing is copied`() throws {
    let files = try prepare(20)
    let first = try transfer(from: here, to: there, files)
    try Sample.record(orders, 21, in: try open(here, files))
    let dry = try transfer(from: here, to: there, files) { $0.isDryRun = true }
    #expect(try refs(there, files) != refs(here, files))
    let report = try transfer(from: here, to: there, files)
    // A blob, two trees for content and facts alike, two commits; the entry's blob, tree, commit.
    #expect(report.objectCount == 8 && dry.objectCount == 8)
    #expect(first.objectCount == 20 * 2 * 8)
    #expect(statuses(report) == ["prod/billing up_to_date", "prod/orders updated"])
    try expectSound(there, files)
  }

  @Test func `one target alone, and one that is not there`() throws {
    let files = try prepare()
    try transfer(from: here, to: there, files) { $0.targets = [billing] }
    #expect(try open(there, files).recordedTargets() == [billing])
    try expectSound(there, files)
    let error = #expect(throws: RepositoryError.self) {
      try transfer(from: there, to: here, files) { $0.targets = [orders] }
    }
    #expect(error?.code == .unknownTarget)
  }

  @Test func `histories that diverged are left alone, or replaced and kept`() throws {
    let files = try prepare()
    try transfer(from: here, to: there, files)
    try Sample.record(orders, 3, in: try open(here, files))
    try Sample.record(billing, 3, in: try open(there, files))
    try Self.recordDifferently(orders, 3, "/there/.ilm", files)
    let before = try refs(there, files)
    let refused = try transfer(from: here, to: there, files)
    #expect(statuses(refused) == ["prod/billing ahead", "prod/orders diverged"])
    #expect(refused.isIncomplete)
    #expect(try refs(there, files) == before)
    let replaced = try transfer(from: here, to: there, files) {
      $0.targets = [orders]
      $0.replacesDiverged = true
    }
    #expect(statuses(replaced) == ["prod/orders replaced"])
    let after = try refs(there, files)
    for ref in before where ref.name.text.hasSuffix("prod/orders") {
      #expect(
        after.contains { $0.name.text.hasPrefix("refs/replaced/") && $0.target == ref.target })
    }
    #expect(
      try RevisionJournal(orders, in: try open(there, files)).head()
        == RevisionJournal(orders, in: try open(here, files)).head())
    try expectSound(there, files)
  }

  @Test func `names of a history that was replaced go with it`() throws {
    let files = try prepare()
    try transfer(from: here, to: there, files)
    try Sample.record(orders, 3, in: try open(here, files))
    try Self.recordDifferently(orders, 3, "/there/.ilm", files)
    func tag(_ name: String, _ number: Int, in folder: String) throws -> ObjectID {
      let repository = try open(folder, files)
      let journal = RevisionJournal(orders, in: repository)
      let commit = try #require(try journal.revision("r\(number)")?.commit)
      var changes = repository.refs.transaction()
      changes.create(try orders.tagRef(name), at: commit.objectID)
      try changes.commit(by: Sample.ada, message: "tag")
      return commit.objectID
    }
    let ours = try tag("release", 3, in: here)
    let theirs = try tag("release", 3, in: there)
    _ = try tag("own", 3, in: there)
    let common = try tag("common", 1, in: there)
    let report = try transfer(from: here, to: there, files) {
      $0.targets = [orders]
      $0.replacesDiverged = true
    }
    #expect(statuses(report) == ["prod/orders replaced"] && !report.isIncomplete)
    let repository = try open(there, files)
    #expect(try repository.refs.target(of: orders.tagRef("release")) == ours)
    #expect(try repository.refs.target(of: orders.tagRef("own")) == nil)
    #expect(try repository.refs.target(of: orders.tagRef("common")) == common)
    let kept = try refs(there, files).filter {
      $0.name.text.hasPrefix("refs/replaced/") && $0.name.text.contains("/tags/prod/orders/")
    }
    #expect(kept.map { $0.name.text.split(separator: "/").last } == ["own", "release"])
    #expect(kept.allSatisfy { $0.target == theirs })
    try expectSound(there, files)
  }

  @Test func `what is in progress does not travel`() throws {
    let files = try prepare(1)
    let repository = try open(here, files)
    var begun = Sample.revision(orders, 2)
    begun.status = .inProgress
    let recording = Recording(repository, by: Sample.ada)
    _ = try recording.write(begun, after: try RevisionJournal(orders, in: repository).head())
    try recording.finish(message: "begin")
    let report = try transfer(from: here, to: there, files)
    #expect(statuses(report) == ["prod/billing new", "prod/orders in_progress"])
    #expect(try open(there, files).recordedTargets() == [billing])
  }

  @Test func `repositories that do not fit are refused`() throws {
    let files = try prepare()
    _ = try Repository.initialize(in: "/sha1", format: .sha1, fileSystem: files)
    for folder in ["/sha1", here] {
      let error = #expect(throws: RepositoryError.self) {
        try transfer(from: here, to: folder, files)
      }
      #expect(error?.code == .mismatch)
    }
  }

  @Test func `a damaged source gives an error and changes nothing`() throws {
    let files = try prepare()
    for path in files.paths where path.hasPrefix(here) && path.hasSuffix(".pack") {
      let copy = files.copy()
      copy.damage(path) { $0[$0.count / 2] ^= 4 }
      let before = try refs(there, copy)
      guard (try? transfer(from: here, to: there, copy)) == nil else { continue }
      #expect(try refs(there, copy) == before)
      try expectSound(there, copy)
    }
  }

  @Test func `a transfer that is cut anywhere moves all refs or none`() throws {
    let prepared = try prepare(1)
    try transfer(from: here, to: there, prepared)
    try Sample.record(orders, 2, in: try open(here, prepared))
    try Sample.record(billing, 2, in: try open(here, prepared))
    let old = try refs(there, prepared)
    let new = try refs(here, prepared)
    var call = 0
    var isOver = false
    while !isOver {
      call += 1
      let fault = FaultyFileSystem.Fault.allCases[call % FaultyFileSystem.Fault.allCases.count]
      let files = PowerCutFileSystem(over: prepared.copy())
      let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
      let isDone = (try? transfer(from: here, to: there, faulty)) != nil
      isOver = isDone && !faulty.hasFailed
      for survival in PowerCutFileSystem.Survival.all(seed: UInt64(call)) {
        let what = "\(fault) at call \(call), \(faulty.calls.last ?? ""), \(survival)"
        let left = files.afterPowerCut(survival)
        let found = try refs(there, left)
        #expect(found == new || (found == old && !isOver), "\(what)")
        try expectSound(there, left, what)
        // A power cut may leave a lock of git's form, whose message says what to do; a process that
        // merely dies leaves none that the next one does not remove.
        if survival != .everything {
          for path in try open(there, left).refs.lockFiles() { try left.removeFile(path) }
        }
        // Whatever happened, doing it again ends it.
        try transfer(from: here, to: there, left)
        #expect(try refs(there, left) == new, "\(what)")
      }
    }
    #expect(call > 20)
  }

  @Test func `refs that move during a transfer are looked at again`() throws {
    let files = try prepare(1)
    try transfer(from: here, to: there, files)
    try Sample.record(orders, 2, in: try open(here, files))
    try Sample.record(billing, 2, in: try open(here, files))
    let report = try transfer(from: here, to: there, files) { options in
      options.isInterrupted = once {
        try Self.recordDifferently(billing, 2, "/there/.ilm", files)
      }
    }
    #expect(statuses(report) == ["prod/billing diverged", "prod/orders updated"])
    try expectSound(there, files)
    let orders = try RevisionJournal(orders, in: try open(there, files)).latest()
    #expect(orders?.id == "r2")
  }

  /// Does something once; what a transfer asks is asked between the look at the refs and their change.
  private func once(_ body: @escaping @Sendable () throws -> Void) -> @Sendable () -> Bool {
    let isDone = Mutex(false)
    return {
      let isFirst = isDone.withLock { isDone in
        defer { isDone = true }
        return !isDone
      }
      if isFirst {
        do { try body() } catch { Issue.record(error) }
      }
      return false
    }
  }

  /// A file system in which something happens when everything is copied and no ref has moved.
  private func beforeRefsMove(
    _ files: MemoryFileSystem, _ body: @escaping @Sendable () -> Bool
  ) -> FaultyFileSystem {
    FaultyFileSystem(
      files, visit: { path in if path == "/there/.ilm/ilm/locks/refs.lock" { _ = body() } })
  }

  @Test func `what lay there unneeded and is collected meanwhile is copied again`() throws {
    let files = try prepare()
    let (source, destination) = (try open(here, files), try open(there, files))
    let transaction = destination.objects.transaction()
    for pack in try source.objects.storedPacks() {
      try transaction.write(pack.ids.map { try source.objects.object($0) })
    }
    try transaction.commit()
    let now = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)
    let removed = Mutex(0)
    let collect = once {
      let repository = try Repository(directory: "/there/.ilm", fileSystem: files)
      let collected = try GarbageCollection.run(repository, removingBefore: now, now: now)
      removed.withLock { $0 = collected.removedCount }
    }
    let report = try transfer(from: here, to: there, beforeRefsMove(files, collect))
    #expect(removed.withLock { $0 } > 0)
    #expect(statuses(report) == ["prod/billing new", "prod/orders new"])
    try expectSound(there, files)
  }

  @Test func `history that a ref reached which is gone is copied, too`() throws {
    let files = try prepare()
    try transfer(from: here, to: there, files)
    // Only branches of git's own reach the history in the destination, and they go.
    let names = [try orders.contentRef, try orders.factsRef, try orders.journalRef]
    let branches = try (0..<3).map { try RefName("refs/heads/kept/\($0)") }
    let refs = try open(there, files).refs
    var changes = refs.transaction()
    for (name, branch) in zip(names, branches) {
      changes.create(branch, at: try #require(try refs.target(of: name)))
      changes.delete(name, expecting: .any)
    }
    try changes.commit(by: Sample.ada, message: "git branch")
    let now = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)
    let remove = once {
      let repository = try Repository(directory: "/there/.ilm", fileSystem: files)
      var changes = repository.refs.transaction()
      for branch in branches { changes.delete(branch, expecting: .any) }
      try changes.commit(by: Sample.ada, message: "git branch -D")
      _ = try GarbageCollection.run(repository, removingBefore: now, now: now)
    }
    let report = try transfer(from: here, to: there, beforeRefsMove(files, remove))
    #expect(statuses(report) == ["prod/billing up_to_date", "prod/orders new"])
    try expectSound(there, files)
  }

  @Test func `a revision that ends while both sides are looked at does not travel half`() throws {
    let files = try prepare(1)
    let repository = try open(here, files)
    var begun = Sample.revision(orders, 2)
    begun.status = .inProgress
    let recording = Recording(repository, by: Sample.ada)
    let open = try recording.write(
      begun, after: try RevisionJournal(orders, in: repository).head())
    try recording.finish(message: "begin")
    let cancel = once {
      let recording = Recording(repository, by: Sample.ada)
      var canceled = open
      canceled.status = .canceled
      _ = try recording.write(canceled, after: open.commit)
      try recording.finish(message: "cancel")
    }
    // The refs of the source are read before those of the destination, its journals after them.
    let watched = FaultyFileSystem(
      files, visit: { path in if path == "/there/.ilm/packed-refs" { _ = cancel() } })
    let report = try RepositoryTransfer(
      from: try self.open(here, watched), to: try self.open(there, watched)
    ).run(by: Sample.ada, message: "transfer")
    #expect(statuses(report) == ["prod/billing new", "prod/orders in_progress"])
    #expect(try RevisionJournal(orders, in: repository).latest()?.status == .canceled)
  }

  private static func recordDifferently(
    _ target: TargetName, _ number: Int, _ directory: String, _ files: MemoryFileSystem
  ) throws {
    let repository = try Repository(directory: directory, fileSystem: files)
    let journal = RevisionJournal(target, in: repository)
    var revision = Sample.revision(target, number)
    revision.description = "recorded on the other side"
    revision.after = try journal.latestState()?.state
    let recording = Recording(repository, by: Sample.ada)
    _ = try recording.write(revision, after: try journal.head())
    try recording.finish(message: "other")
  }
}
