import FileStorage
import TestKit
import Testing

/// The tests of store faults can fail: where something is left out or comes too early, they notice.
@Suite struct OrderingTests {
  private static let commands = MutatingCommand.writing { try Stages.small.get() }.filter {
    ["revert", "clone", "delete"].contains($0.description)
  }

  /// How many calls after a synchronisation the power may be cut for that to be missed.
  private static let reach = 30

  private func isNoticed(_ course: StoreCourse, _ judgement: StoreJudgement) -> Bool {
    course.moments.contains { moment in
      judgement.trouble(
        moment.stage, isCut: true, isReportedDone: false,
        continues: moment.call.isMultiple(of: 2)) != nil
    }
  }

  @Test(arguments: commands)
  func `a synchronisation that is left out is missed`(_ command: MutatingCommand) throws {
    let whole = try StoreCourse(command) { _ in [] }
    let judgement = try StoreJudgement(whole)
    let places = whole.calls.indices.filter { whole.calls[$0].hasPrefix("sync") }
    for (number, place) in places.enumerated() {
      let course = try StoreCourse(command, ignoring: number + 1) { call in
        guard call > place + 1, call <= place + 1 + Self.reach else { return [] }
        return [.nothing, .some(seed: UInt64(call))]
      }
      if !isNoticed(course, judgement) {
        print("unmissed: \(command) \(place) of \(whole.calls.count) \(whole.calls[place])")
      }
    }
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
