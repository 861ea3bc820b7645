import FileStorage
import ObjectModel
import RepositoryCore
import TestKit
import Testing

/// Every command, with each of its changing calls to the repository's files failing in turn, and
/// with the process killed or the power cut there: the old state, the new state, nothing between.
@Suite struct StoreFaultTests {
  private static let stages: @Sendable () throws -> Stages = { try Stages.small.get() }
  static let commands = MutatingCommand.recording(stages) + MutatingCommand.writing(stages)

  @Test(arguments: commands)
  func `a command whose process is killed at any file call leaves the old or the new state`(
    _ command: MutatingCommand
  ) throws {
    let course = try StoreCourse(command) { call in
      let all = PowerCutFileSystem.Survival.all(seed: UInt64(call))
      return TestRounds.isLong ? all : [all[call % all.count]]
    }
    #expect(course.calls.count > 3)
    print("faults: \(command), \(course.calls.count) file calls")
    let judgement = try StoreJudgement(course)
    for moment in course.moments {
      let trouble = judgement.trouble(
        moment.stage, isCut: moment.survival != .everything, isReportedDone: false,
        continues: moment.call.isMultiple(of: 2))
      #expect(
        trouble == nil,
        "\(command), call \(moment.call), \(course.calls[moment.call - 1]), \(moment.survival)")
    }
    let heard =
      TestRounds.isLong ? course.moments.map(\.stage) : course.moments.suffix(1).map(\.stage)
    for stage in heard + [course.end] {
      #expect(try stage.files.judgementOfGit(on: TestWorld.folder + "/.ilm") == "", "\(command)")
    }
  }

  @Test(arguments: commands)
  func `a command with any file call failing leaves the old or the new state`(
    _ command: MutatingCommand
  ) throws {
    let course = try StoreCourse(command) { _ in [] }
    let judgement = try StoreJudgement(course)
    for (index, name) in course.calls.enumerated() {
      for fault in faults(at: name) {
        let (left, isDone) = try course.attempt(fault, at: index + 1)
        let trouble = judgement.trouble(
          left, isCut: false, isReportedDone: isDone, continues: index.isMultiple(of: 2))
        #expect(trouble == nil, "\(command), \(fault) at call \(index + 1), \(name)")
      }
    }
  }

  @Test(arguments: FaultyFileSystem.Fault.allCases)
  func `an interrupted init can be repeated`(_ fault: FaultyFileSystem.Fault) throws {
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      let files = MemoryFileSystem()
      let gate = FaultyFileSystem(files, fault: fault, failingCall: call)
      func initialize(_ files: any FileSystem) throws {
        _ = try Repository.initialize(in: TestWorld.folder, format: .sha256, fileSystem: files)
      }
      isDone = (try? initialize(gate)) != nil && !gate.hasFailed
      let directory = TestWorld.folder + "/.ilm"
      if (try? Repository(directory: directory, fileSystem: files)) == nil {
        try initialize(files)
      }
      let problems = RepositoryVerification.run(
        try Repository(directory: directory, fileSystem: files)
      ).problems
      #expect(problems.isEmpty, "\(fault) at call \(call), \(gate.calls.last ?? "")")
    }
    #expect(call > 10)
  }

  /// Only a write can be done by half.
  private func faults(at name: String) -> [FaultyFileSystem.Fault] {
    [.failure, .noSpace] + (name.hasPrefix("write") ? [.shortWrite] : [])
  }
}
