import Foundation
import Synchronization
import Testing

/// Lets git judge the repositories that tests leave: each is checked, and one in eight, or each in a
/// long run, is also copied, repacked and read again. What was judged is told at the end.
enum Judgement {
  private static let wholeShare: UInt64 = 8
  private static let copyShare: UInt64 = 8

  private struct Tally {
    var countByTest: [String: UInt64] = [:]
    var seen: Set<UInt64> = []
    var judged = 0
    var whole = 0
    var isAnnounced = false
  }

  private static let tally = Mutex(Tally())

  /// Judges all repositories in a folder that is about to be removed.
  static func passed(onFolder folder: String) {
    for repository in GitReferee.repositories(in: folder) { passed(on: repository, key: nextKey()) }
  }

  /// Judges one repository, and records what is wrong as an issue of the test.
  static func passed(on repository: String, key: UInt64) {
    guard GitProgram.isAvailable else { return }
    let isWhole = TestRounds.isLong || key % wholeShare == 0
    count(isWhole)
    do {
      let referee = GitReferee(repository)
      let problems = try isWhole ? referee.problemsOfWhole() : referee.problems()
      if !problems.isEmpty {
        Issue.record("git judges '\(repository)': \(problems.joined(separator: "\n"))")
      }
    } catch {
      Issue.record("git cannot judge '\(repository)': \(error)")
    }
  }

  /// Judges the repositories that are left in memory, each content once; of copies, of which there
  /// is one for each fault of each command, a share.
  static func passed(on files: MemoryFileSystem.State, isCopy: Bool) {
    for repository in files.repositories {
      let digest = files.digest(of: repository)
      guard tally.withLock({ $0.seen.insert(digest).inserted }) else { continue }
      guard TestRounds.isLong || !isCopy || digest % copyShare == 0 else { continue }
      let folder = TemporaryFolder(isJudged: false)
      guard (try? files.write(repository, to: folder.path)) != nil else { continue }
      passed(on: folder.path, key: digest / copyShare)
    }
  }

  /// A number that is the same in every run for the n-th repository of a test.
  private static func nextKey() -> UInt64 {
    let test = Test.current.map { "\($0.id)" } ?? ""
    let number = tally.withLock { tally in
      tally.countByTest[test, default: 0] += 1
      return tally.countByTest[test, default: 0]
    }
    var digest = StableDigest()
    digest.add("\(test) \(number)".utf8)
    return digest.value
  }

  private static func count(_ isWhole: Bool) {
    let isFirst = tally.withLock { tally in
      tally.judged += 1
      tally.whole += isWhole ? 1 : 0
      defer { tally.isAnnounced = true }
      return !tally.isAnnounced
    }
    guard isFirst else { return }
    atexit {
      let tally = Judgement.tally.withLock { $0 }
      print(
        "referee: git judged \(tally.judged) repositories, \(tally.whole) of them wholly; "
          + "\(tally.seen.count) different ones were in memory")
    }
  }
}

/// A digest that is the same in every process (FNV-1a).
struct StableDigest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}
