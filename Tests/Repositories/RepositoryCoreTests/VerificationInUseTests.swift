import FileStorage
import ObjectModel
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// A sound repository is found sound whatever others do to it meanwhile, at whatever moment.
@Suite struct VerificationInUseTests {
  /// What another process does, all at once.
  enum Work: CaseIterable {
    /// Records revisions, also of a target that was never recorded.
    case record
    /// Makes one pack of all that are needed and removes the others.
    case collect
    /// Both, so that the journals grow and are packed at once.
    case recordAndCollect
  }

  private static let work: [Work: @Sendable (Repository) throws -> Void] = [
    .record: record, .collect: collect,
    .recordAndCollect: {
      try record($0)
      try collect($0)
    },
  ]

  @Sendable private static func record(_ repository: Repository) throws {
    let fresh = TargetName(environment: "prod", integration: "fresh")
    try Sample.record(orders, 3, in: repository)
    for number in 1...2 { try Sample.record(fresh, number, in: repository) }
  }

  @Sendable private static func collect(_ repository: Repository) throws {
    let soon = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)
    _ = try GarbageCollection.run(repository, removingBefore: soon, now: soon)
  }

  /// Has something done before the call of that number, of all that read, and returns what is found
  /// then and how many calls there were.
  private func verify(
    _ files: MemoryFileSystem, before number: Int, isFull: Bool,
    _ work: @escaping @Sendable (Repository) throws -> Void
  ) throws -> (messages: [String], callCount: Int) {
    let calls = Mutex(0)
    let trouble = Mutex<String?>(nil)
    let watched = FaultyFileSystem(
      files,
      visit: { _ in
        guard
          calls.withLock({ calls in
            calls += 1
            return calls == number
          })
        else { return }
        do {
          try work(Repository(directory: "/home/.ilm", fileSystem: files))
        } catch {
          trouble.withLock { $0 = "\(error)" }
        }
      })
    let repository = try Repository(directory: "/home/.ilm", fileSystem: watched)
    var options = RepositoryVerification.Options()
    options.isFull = isFull
    let report = RepositoryVerification.run(repository, options)
    let messages = report.problems.map(\.message) + [trouble.withLock { $0 }].compactMap(\.self)
    return (messages, calls.withLock { $0 })
  }

  @Test(arguments: Work.allCases, [false, true])
  func `what others do meanwhile is no damage`(_ kind: Work, isFull: Bool) throws {
    let start = try Sample(revisionCount: 2).files
    try Self.collect(Repository(directory: "/home/.ilm", fileSystem: start))
    for number in 3...5 {
      try Sample.record(billing, number, in: Repository(directory: "/home/.ilm", fileSystem: start))
    }
    let work = try #require(Self.work[kind])
    let callCount = try verify(start, before: 0, isFull: isFull, work).callCount
    #expect(callCount > 20)
    for number in 1...callCount {
      let files = start.copy()
      // Git judges one of them; they are many.
      if number > 1 { files.expectDamage() }
      let messages = try verify(files, before: number, isFull: isFull, work).messages
      #expect(messages == [], "\(kind) before call \(number) of \(callCount)")
    }
  }
}
