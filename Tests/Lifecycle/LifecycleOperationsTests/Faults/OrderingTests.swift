import FileStorage
import TestKit
import Testing

/// The tests of store faults can fail: where something is left out or comes too early, they notice.
@Suite struct OrderingTests {
  private static let commands = MutatingCommand.writing { try Stages.small.get() }.filter {
    ["revert", "clone"].contains($0.description)
  }

  private func isNoticed(_ course: StoreCourse, _ judgement: StoreJudgement) -> Bool {
    course.moments.contains { moment in
      [true, false].contains { continues in
        judgement.trouble(
          moment.stage, isCut: true, isReportedDone: false, continues: continues) != nil
      }
    }
  }

  /// Whether a cut is noticed that comes after a synchronisation that was left out.
  private func isMissed(
    _ place: Int, _ whole: StoreCourse, _ judgement: StoreJudgement
  ) throws -> Bool {
    let calls = whole.calls
    let number = calls[...place].count { $0.hasPrefix("sync") }
    let course = try StoreCourse(whole.command, ignoring: number) { call in
      // What is durable changes with a synchronisation only.
      guard call > place + 1, calls[call - 2].hasPrefix("sync") else { return [] }
      return [.nothing]
    }
    return isNoticed(course, judgement)
  }

  @Test(arguments: commands)
  func `a synchronisation of the journal that is left out is missed`(
    _ command: MutatingCommand
  ) throws {
    let whole = try StoreCourse(command) { _ in [] }
    let judgement = try StoreJudgement(whole)
    let journal = whole.calls.indices.filter {
      whole.calls[$0].hasPrefix("sync") && whole.calls[$0].contains("/ilm/operations")
    }
    // The header and its name come first; then every step is begun and done.
    #expect(try isMissed(journal[0], whole, judgement), "\(command): the header")
    #expect(try isMissed(journal[1], whole, judgement), "\(command): the journal's name")
    let begun = stride(from: 2, to: journal.count - 2, by: 2)
    let missed = try begun.filter { try isMissed(journal[$0], whole, judgement) }
    // Some steps are known by what they made, without the line that says so.
    #expect(missed.count > 1, "\(command): steps begun, \(missed) of \(Array(begun))")
  }

  @Test(arguments: commands)
  func `refs that move before their objects are noticed`(_ command: MutatingCommand) throws {
    let whole = try StoreCourse(command) { _ in [] }
    let judgement = try StoreJudgement(whole)
    let refs = try whole.end.files.read("\(TestWorld.folder)/.ilm/packed-refs")
    let course = try StoreCourse(command, movingEarly: refs) { _ in [.everything] }
    #expect(isNoticed(course, judgement), "\(command)")
  }
}
