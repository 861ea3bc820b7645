import FileStorage
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

/// Ten thousand random damages to every sort of file: each is reported, or does no harm at all.
///
/// Harmless means that everything that can be read reads as before: every object, ref, revision and
/// recorded file. That is so for the words of reflogs and comments, for files that were left behind,
/// and for spellings that read the same.
@Suite struct DamageTests {
  private static let seed: UInt64 = 20_261
  private static let roundCount = 10_000

  /// What must not be after a damage, or `nil`.
  private func trouble(_ files: MemoryFileSystem, _ before: Sight) -> String? {
    guard let repository = try? WholeRepository.open(files) else {
      // Refusing to open is a report.
      return nil
    }
    var options = RepositoryVerification.Options()
    options.isFull = true
    let report = RepositoryVerification.run(repository, options)
    guard let after = try? Sight(WholeRepository.open(files), known: before) else {
      return "the repository vanished"
    }
    if let wrong = after.wrongContent(before) { return "wrong content of \(wrong)" }
    if !after.isUnharmed(before), report.isSound, report.notices.isEmpty { return "not noticed" }
    let lost = after.lostRevisions(before)
    let named = Set(report.problems.flatMap(\.revisions))
    let unnamed = lost.filter { revision, target in
      !named.contains(revision) && !named.contains(target)
    }
    return unnamed.isEmpty ? nil : "\(unnamed.keys.sorted()) not named, but \(named.sorted())"
  }

  @Test func `the repository to be damaged is sound and has every sort of file`() throws {
    let whole = try WholeRepository()
    let report = RepositoryVerification.run(try WholeRepository.open(whole.files))
    #expect(report.problems.map(\.message) == [] && report.notices.map(\.message) == [])
    #expect(try whole.files.judgementOfGit(on: WholeRepository.directory) == "")
    for sort in FileSort.allCases { #expect(!whole.paths(of: sort).isEmpty, "\(sort)") }
    #expect(whole.paths(of: .pack).count > 1)
  }

  @Test func `every damage is reported or harmless, and names its revisions`() throws {
    let whole = try WholeRepository()
    let before = try Sight(WholeRepository.open(whole.files))
    let count = Self.roundCount * min(TestRounds.factor, 20)
    print("damage: \(count) rounds from seed \(Self.seed)")
    var done: [FileSort: Int] = [:]
    for round in 0..<count {
      let seed = Self.seed + UInt64(round)
      var random = SeededRandom(seed: seed)
      let files = whole.files.copy()
      let damage = Damage(to: whole, &random)
      let what = try damage.apply(to: files, &random)
      done[damage.sort, default: 0] += what == "nothing" ? 0 : 1
      if let trouble = trouble(files, before) {
        Issue.record("seed \(seed): \(what): \(trouble)")
      }
    }
    for sort in FileSort.allCases { #expect(done[sort, default: 0] > count / 20, "\(sort)") }
  }

  @Test func `a lost or damaged index is made anew and nothing is deleted`() throws {
    let whole = try WholeRepository()
    let before = try Sight(WholeRepository.open(whole.files))
    let packs = whole.files.paths.filter { $0.hasSuffix(".pack") }
    for (number, pack) in packs.enumerated() {
      let files = whole.files.copy()
      let index = String(pack.dropLast(4)) + "idx"
      let original = try files.read(index)
      if number.isMultiple(of: 2) {
        files.expectDamage()
        try files.removeFile(index)
      } else {
        files.damage(index) { $0[$0.count / 2] ^= 1 }
      }
      let damaged = try? files.read(index)
      let repository = try WholeRepository.open(files)
      #expect(!RepositoryVerification.run(repository).isSound)
      let actions = try RepositoryRepair.run(repository)
      #expect(actions.map(\.path) == [index])
      #expect(try files.read(index) == original)
      let kept = try actions[0].setAside.map { try files.read($0) }
      #expect(kept == damaged)
      #expect(RepositoryVerification.run(repository).isSound)
      #expect(try Sight(WholeRepository.open(files), known: before) == before)
      #expect(try RepositoryRepair.run(repository).isEmpty)
    }
  }

  @Test func `a damaged pack is left alone by a repair`() throws {
    let files = try WholeRepository().files
    let pack = try #require(files.paths.first { $0.hasSuffix(".pack") })
    files.damage(pack) { $0[$0.count / 2] ^= 1 }
    let before = files.paths
    let repository = try WholeRepository.open(files)
    #expect(try RepositoryRepair.run(repository).isEmpty)
    #expect(Set(files.paths).subtracting(before).allSatisfy { $0.hasSuffix(".lock") })
    #expect(!RepositoryVerification.run(repository).isSound)
  }
}
