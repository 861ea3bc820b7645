import FileStorage
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

@Suite struct RevisionJournalTests {
  @Test func `revisions are listed newest first, each in its latest state`() throws {
    let sample = try Sample(revisionCount: 3)
    let repository = try sample.repository()
    let journal = RevisionJournal(orders, in: repository)
    for status in [Revision.Status.inProgress, .failed] {
      var revision = Sample.revision(orders, 4)
      revision.status = status
      let recording = Recording(repository, by: Sample.ada)
      _ = try recording.write(revision, after: try journal.head())
      try recording.finish(message: "r4")
    }
    #expect(try journal.revisions().map(\.id) == ["r4", "r3", "r2", "r1"])
    #expect(try journal.latest()?.status == .failed)
    #expect(try journal.revision("r4")?.status == .failed)
    #expect(try journal.latestState()?.revision.id == "r3")
    #expect(try journal.revision("r9") == nil)
    #expect(try repository.recordedTargets() == [billing, orders])
  }

  @Test func `everything in a revision comes back`() throws {
    let repository = try Sample(revisionCount: 1).repository()
    let state = try #require(try RevisionJournal(orders, in: repository).latestState()?.state)
    var revision = Sample.revision(orders, 2)
    revision.origin = .clone
    revision.description = "many\nlines, \"quotes\" and ünïcödé"
    revision.before = state
    revision.after = state
    revision.remote = Revision.Remote(target: "dev/orders", commit: state.commit)
    revision.changes = Revision.Changes(added: 1, modified: 2, deleted: 3)
    revision.conflicts = 4
    revision.followUps = [
      Revision.FollowUp(
        code: "secret_required", kind: "exports", name: "exports/a", hint: "enter it")
    ]
    let recording = Recording(repository, by: Sample.ada)
    let journal = RevisionJournal(orders, in: repository)
    let written = try recording.write(revision, after: try journal.head())
    #expect(try journal.latest()?.id == "r1", "nothing is visible before the end")
    try recording.finish(message: "r2")
    #expect(try journal.latest() == written)
    var expected = revision
    expected.commit = written.commit
    #expect(written == expected)
  }

  /// An entry as another program may have written it.
  private func journal(_ members: JSONObject) throws -> (Repository, RevisionJournal) {
    let repository = try Sample(revisionCount: 1).repository()
    let journal = RevisionJournal(orders, in: repository)
    let known = try #require(try journal.latest())
    guard case .object(var entry) = known.json else { preconditionFailure("no object") }
    for member in members.members { entry[member.key] = member.value }
    let recording = Recording(repository, by: Sample.ada)
    let blob = try recording.objects.writeBlob(JSONValue.object(entry).canonicalBytes())
    let tree = try recording.objects.writeTree(
      Tree([TreeEntry(name: "revision.json", blob: blob)]))
    let commit = try recording.commit(tree, parents: [], message: "r1 snapshot completed: x\n")
    recording.move(try orders.journalRef, to: commit, from: try journal.head())
    try recording.finish(message: "other")
    return (repository, journal)
  }

  @Test(
    arguments: [
      ["id": "r9223372036854775807"], ["id": "r-9223372036854775808"], ["id": "r0"], ["id": "r01"],
      ["id": "r1000000000"], ["id": "x1"], ["newest": "r9223372036854775807"], ["newest": "3"],
      ["id": "r3", "newest": "r2"], ["conflicts": -1], ["conflicts": "many"],
      ["changes": ["added": 9_223_372_036_854_775_807, "modified": 1]],
      ["changes": ["deleted": -1]],
    ] as [JSONObject])
  func `an entry with numbers that cannot be is damage`(members: JSONObject) throws {
    let (repository, journal) = try journal(members)
    let error = #expect(throws: RepositoryError.self) { try journal.latest() }
    #expect(error?.code == .damaged)
    #expect(throws: RepositoryError.self) { try journal.revisions() }
    #expect(!RepositoryVerification.run(repository).isSound)
  }

  @Test func `after an entry that claims too much nothing unreadable is written`() throws {
    let (repository, journal) = try journal(["id": "r999999999"])
    let latest = try #require(try journal.latest())
    let recording = Recording(repository, by: Sample.ada)
    let error = #expect(throws: RepositoryError.self) {
      try recording.write(
        Sample.revision(orders, latest.number + 1), after: try journal.head())
    }
    #expect(error?.code == .damaged)
    // Two thousand million names are not made of a journal that breaks off.
    #expect(RepositoryVerification.run(repository).problems.count < 10)
  }

  @Test func `two recordings that began at one head cannot both be finished`() throws {
    let sample = try Sample(revisionCount: 1)
    let repository = try sample.repository()
    let journal = RevisionJournal(orders, in: repository)
    let (one, other) = (
      Recording(repository, by: Sample.ada), Recording(repository, by: Sample.ada)
    )
    let head = try journal.head()
    _ = try one.write(Sample.revision(orders, 2), after: head)
    _ = try other.write(Sample.revision(orders, 2), after: head)
    try one.finish(message: "one")
    #expect(throws: (any Error).self) { try other.finish(message: "other") }
    #expect(try journal.revisions().map(\.id) == ["r2", "r1"])
    #expect(RepositoryVerification.run(repository).isSound)
  }

  @Test func `a recording that fails at any file call is there whole or not at all`() throws {
    let sample = try Sample(revisionCount: 2)
    for fault in FaultyFileSystem.Fault.allCases {
      var call = 0
      while true {
        call += 1
        let files = sample.files.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        let isDone =
          (try? Sample.record(
            orders, 3, in: Repository(directory: "/home/.ilm", fileSystem: faulty))) != nil
        let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
        let ids = try RevisionJournal(orders, in: repository).revisions().map(\.id)
        let place = "\(fault) at call \(call): \(faulty.calls.last ?? "")"
        #expect(ids == ["r2", "r1"] && !isDone || ids == ["r3", "r2", "r1"], "\(place)")
        let report = RepositoryVerification.run(repository)
        #expect(report.isSound, "\(place): \(report.problems.map(\.message))")
        try Sample.record(orders, ids.count + 1, in: repository)
        guard faulty.hasFailed else { break }
      }
      #expect(call > 10)
    }
  }

  @Test func `a tag names one revision`() throws {
    let sample = try Sample(revisionCount: 2)
    let repository = try sample.repository()
    let commit = try #require(try RevisionJournal(orders, in: repository).revision("r1")?.commit)
    var transaction = repository.refs.transaction()
    transaction.create(try orders.tagRef("golden"), at: commit.objectID)
    try transaction.commit(by: Sample.ada, message: "tag")
    #expect(try sample.repository().revision(tagged: "golden", of: orders)?.id == "r1")
    #expect(try sample.repository().revision(tagged: "golden", of: billing) == nil)
    #expect(try sample.repository().revision(tagged: "silver", of: orders) == nil)
  }

  @Test func `a lock is had by one at a time`() throws {
    let sample = try Sample(revisionCount: 1)
    let lock = try sample.repository().lock(orders)
    #expect {
      _ = try sample.repository().lock(orders)
    } throws: { ($0 as? RepositoryError)?.code == .locked }
    let other = try sample.repository().lock(billing)
    lock.release()
    try sample.repository().lock(orders).release()
    other.release()
  }
}
