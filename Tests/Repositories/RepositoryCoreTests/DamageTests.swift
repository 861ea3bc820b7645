import FileStorage
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

/// Thousands of random damages to every kind of file: each is reported, or does no harm at all.
///
/// Harmless means that everything that can be read reads as before: every object, ref, revision and
/// the settings that content depends on. That is so for the words of reflogs and comments, for
/// files that were left behind, and for spellings that read the same.
@Suite struct DamageTests {
  private static let seed: UInt64 = 20_261
  private static let roundCount = 1200

  /// What a reader sees of a repository.
  private struct Sight: Equatable {
    var objects: [ObjectID: StoredObject] = [:]
    var refs: [RefName: ObjectID] = [:]
    var revisions: [TargetName: [Revision]] = [:]
    var operation: [JSONValue]?
  }

  private struct Prepared {
    let files: MemoryFileSystem
    let sight: Sight
  }

  /// A repository with packs, refs in both forms, a tag, an open operation and a loose object.
  private func prepare() throws -> Prepared {
    let sample = try Sample(revisionCount: 3)
    let repository = try sample.repository()
    let head = try #require(try RevisionJournal(orders, in: repository).head())
    var tag = repository.refs.transaction()
    tag.create(try orders.tagRef("first"), at: head.objectID)
    try tag.commit(by: Sample.ada, message: "tag")
    var begun = Sample.revision(orders, 4)
    begun.status = .inProgress
    begun.finishedAt = nil
    begun.before = try RevisionJournal(orders, in: repository).latestState()?.state
    let recording = Recording(repository, by: Sample.ada)
    _ = try recording.write(begun, after: head)
    try recording.finish(message: "begin")
    let log = try OperationLog.begin(
      orders, header: ["version": 1, "plan": "change it"], in: repository)
    try log.append(["step": 0, "state": "started"])
    try log.append(["step": 0, "state": "done"])
    return Prepared(files: sample.files, sight: try sight(sample.files, known: nil))
  }

  /// Reads everything that can be read; what cannot is left out.
  private func sight(_ files: MemoryFileSystem, known: Sight?) throws -> Sight {
    let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
    var sight = Sight()
    let ids =
      try known.map { Array($0.objects.keys) }
      ?? (0..<256).flatMap { byte in
        try repository.objects.ids(
          startingWith: String(String(byte + 256, radix: 16).dropFirst()), countMax: 1000)
      }
    for id in ids { sight.objects[id] = try? repository.objects.object(id) }
    for ref in (try? repository.refs.refs()) ?? [] { sight.refs[ref.name] = ref.target }
    for target in [orders, billing] {
      sight.revisions[target] = try? RevisionJournal(target, in: repository).revisions()
    }
    if let log = try? OperationLog.open(orders, in: repository) {
      sight.operation = [log.header] + log.events
    }
    return sight
  }

  /// Changes one file, or more, and says how.
  private func damage(
    _ files: MemoryFileSystem, _ random: inout SeededRandom
  ) throws -> String {
    let paths = files.paths.filter { !$0.contains("/ilm/locks/") }
    guard let path = paths.randomElement(using: &random) else { return "nothing" }
    let size = try files.read(path).count
    let place = Int.random(in: 0..<max(1, size), using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<6:
      let bit = UInt8.random(in: 0..<8, using: &random)
      files.damage(path) { if !$0.isEmpty { $0[place] ^= 1 << bit } }
      return "bit \(bit) of byte \(place) of \(path)"
    case 6:
      files.damage(path) { $0 = Array($0[..<min(place, $0.count)]) }
      return "\(path) cut to \(place) of \(size) bytes"
    case 7:
      let end = min(size, place + Int.random(in: 1...64, using: &random))
      files.damage(path) { for byte in min(place, end)..<end { $0[byte] = 0 } }
      return "\(path) zeroed from \(place) to \(end)"
    case 8:
      try files.removeFile(path)
      return "\(path) deleted"
    case 9:
      return try swap(path, paths, files, &random)
    case 10:
      let noise = random.bytes(count: Int.random(in: 1...40, using: &random))
      files.damage(path) { $0.insert(contentsOf: noise, at: min(place, $0.count)) }
      return "\(noise.count) bytes inserted at \(place) of \(path)"
    default:
      let count = Int.random(in: 1...16, using: &random)
      files.damage(path) { bytes in
        guard !bytes.isEmpty else { return }
        for byte in place..<min(bytes.count, place + count) {
          bytes[byte] = UInt8.random(in: 0...255, using: &random)
        }
      }
      return "\(count) random bytes at \(place) of \(path)"
    }
  }

  /// Exchanges a file with another of its kind, as a stale index or a mixed-up restore does.
  private func swap(
    _ path: String, _ paths: [String], _ files: MemoryFileSystem, _ random: inout SeededRandom
  ) throws -> String {
    let ending = path.split(separator: ".").last
    let others = paths.filter { $0 != path && $0.split(separator: ".").last == ending }
    guard let other = others.randomElement(using: &random) else { return "nothing" }
    let (one, two) = (try files.read(path), try files.read(other))
    files.damage(path) { $0 = two }
    files.damage(other) { $0 = one }
    return "\(path) and \(other) exchanged"
  }

  /// What must not be after a damage, or `nil`.
  private func trouble(_ files: MemoryFileSystem, _ before: Sight) -> String? {
    guard let repository = try? Repository(directory: "/home/.ilm", fileSystem: files) else {
      // Refusing to open is a report.
      return nil
    }
    var options = RepositoryVerification.Options()
    options.isFull = true
    let report = RepositoryVerification.run(repository, options)
    guard let after = try? sight(files, known: before) else { return "the repository vanished" }
    for (id, object) in after.objects where before.objects[id] != object {
      return "wrong content of \(id)"
    }
    if !isHarmless(before, after), report.isSound, report.notices.isEmpty { return "not noticed" }
    let lost = lostRevisions(before, after)
    let named = Set(report.problems.flatMap(\.revisions))
    let unnamed = lost.filter { revision, target in
      !named.contains(revision) && !named.contains(target)
    }
    return unnamed.isEmpty ? nil : "\(unnamed.keys.sorted()) not named, but \(named.sorted())"
  }

  /// A journal that ends after one of its whole lines is what a crash leaves: resuming looks at the
  /// environment for what the lost lines said.
  private func isHarmless(_ before: Sight, _ after: Sight) -> Bool {
    guard let whole = before.operation, let left = after.operation, whole.starts(with: left) else {
      return before == after
    }
    var before = before
    before.operation = left
    return before == after
  }

  /// The revisions of which an object is gone, each with its target.
  private func lostRevisions(_ before: Sight, _ after: Sight) -> [String: String] {
    var lost: [String: String] = [:]
    for (target, revisions) in before.revisions {
      for revision in revisions {
        let ids = [
          revision.after?.commit.objectID, revision.after?.content.objectID,
          revision.after?.facts.objectID,
        ]
        if ids.contains(where: { $0.map { after.objects[$0] == nil } ?? false }) {
          lost["\(target)@\(revision.id)"] = "\(target)"
        }
      }
    }
    return lost
  }

  @Test func `every damage is reported or harmless, and names its revisions`() throws {
    let prepared = try prepare()
    #expect(trouble(prepared.files.copy(), prepared.sight) == nil)
    let count = Self.roundCount * min(TestRounds.factor, 20)
    print("damage: \(count) rounds from seed \(Self.seed)")
    for round in 0..<count {
      let seed = Self.seed + UInt64(round)
      var random = SeededRandom(seed: seed)
      let files = prepared.files.copy()
      let what = try damage(files, &random)
      if let trouble = trouble(files, prepared.sight) {
        Issue.record("seed \(seed): \(what): \(trouble)")
      }
    }
  }

  @Test func `a lost or damaged index is made anew and nothing is deleted`() throws {
    let prepared = try prepare()
    let packs = prepared.files.paths.filter { $0.hasSuffix(".pack") }
    for (number, pack) in packs.enumerated() {
      let files = prepared.files.copy()
      let index = String(pack.dropLast(4)) + "idx"
      let whole = try files.read(index)
      if number.isMultiple(of: 2) {
        try files.removeFile(index)
      } else {
        files.damage(index) { $0[$0.count / 2] ^= 1 }
      }
      let damaged = try? files.read(index)
      let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
      #expect(!RepositoryVerification.run(repository).isSound)
      let actions = try RepositoryRepair.run(repository)
      #expect(actions.map(\.path) == [index])
      #expect(try files.read(index) == whole)
      let kept = try actions[0].setAside.map { try files.read($0) }
      #expect(kept == damaged)
      #expect(RepositoryVerification.run(repository).isSound)
      #expect(try sight(files, known: prepared.sight) == prepared.sight)
      #expect(try RepositoryRepair.run(repository).isEmpty)
    }
  }

  @Test func `a damaged pack is left alone by a repair`() throws {
    let prepared = try prepare()
    let pack = try #require(prepared.files.paths.first { $0.hasSuffix(".pack") })
    prepared.files.damage(pack) { $0[$0.count / 2] ^= 1 }
    let before = prepared.files.paths
    let repository = try Repository(directory: "/home/.ilm", fileSystem: prepared.files)
    #expect(try RepositoryRepair.run(repository).isEmpty)
    #expect(Set(prepared.files.paths).subtracting(before).allSatisfy { $0.hasSuffix(".lock") })
    #expect(!RepositoryVerification.run(repository).isSound)
  }
}
