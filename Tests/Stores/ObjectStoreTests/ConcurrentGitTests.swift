import FileStorage
import Foundation
import ObjectModel
import ObjectStore
import RefStore
import Synchronization
import TestKit
import Testing

/// Git tidies a repository up while it is read: packs and packed-refs are replaced under the reader,
/// who finds everything all the same.
@Suite struct ConcurrentGitTests {
  /// Runs git again and again while `body` runs.
  private func tidying(
    _ repository: TestRepository, _ commands: [[String]], during body: () throws -> Void
  ) throws -> Int {
    let isDone = Mutex(false)
    let rounds = Mutex(0)
    let git = repository.git
    let thread = Thread {
      while !isDone.withLock({ $0 }) {
        for command in commands { _ = try? git.run(command) }
        rounds.withLock { $0 += 1 }
      }
    }
    thread.start()
    defer {
      isDone.withLock { $0 = true }
      while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
    }
    while rounds.withLock({ $0 }) < 3 * TestRounds.factor { try body() }
    return rounds.withLock { $0 }
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: ObjectFormat.allCases)
  func `objects are found while git packs them anew`(format: ObjectFormat) throws {
    let repository = try TestRepository(format)
    let transaction = try repository.objects().transaction()
    let head = try repository.writeCommit(transaction, (0..<40).map(document))
    try repository.point("refs/heads/main", to: head)
    try transaction.commit()
    let objects = try repository.objects()
    let contents = try objects.storedPacks().flatMap(\.ids).map { ($0, try objects.object($0)) }
    #expect(contents.count == 43)
    let commands = [
      ["repack", "-adfq", "--depth=1"], ["repack", "-adfq", "--depth=50"],
      ["multi-pack-index", "write"], ["gc", "-q", "--prune=now"],
    ]
    let rounds = try tidying(repository, commands) { () throws in
      for (id, content) in contents {
        #expect(try objects.object(id) == content)
        #expect(try objects.contains(id))
      }
      // One that begins now sees everything, too.
      #expect(try repository.objects().contains(head.objectID))
    }
    #expect(rounds >= 3)
    #expect(try repository.objects().verify().isSound)
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `refs are whole while git moves and packs them`() throws {
    let repository = try TestRepository()
    let transaction = try repository.objects().transaction()
    let commits = try (0..<2).map { try repository.writeCommit(transaction, ["\($0)"]) }
    try transaction.commit()
    let names = try (0..<30).map { try RefName("refs/heads/b\($0)") }
    for name in names { try repository.point(name.text, to: commits[0]) }
    let moved = names[7]
    let commands = [
      ["update-ref", moved.text, commits[1].hex], ["pack-refs", "--all", "--prune"],
      ["update-ref", "refs/heads/other", commits[0].hex], ["update-ref", "-d", "refs/heads/other"],
      ["update-ref", moved.text, commits[0].hex], ["pack-refs", "--all"],
    ]
    let refs = repository.refs()
    let either = commits.map { Optional($0.objectID) }
    _ = try tidying(repository, commands) { () throws in
      for name in names {
        let target = try refs.target(of: name)
        #expect(name == moved ? either.contains(target) : target == commits[0].objectID)
      }
      let listed = try refs.refs(startingWith: "refs/heads/b")
      #expect(listed.map(\.name).sorted() == names.sorted())
      #expect(try repository.refs().refs(startingWith: "refs/heads/b").count == names.count)
    }
    #expect(repository.refs().verify().problems.isEmpty)
  }
}
