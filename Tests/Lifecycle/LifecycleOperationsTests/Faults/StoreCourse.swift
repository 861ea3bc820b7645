import FileStorage
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Synchronization
import TestKit

/// A command whose every changing call to the repository's files fails in turn, or at which the
/// process is killed or the power cut.
struct StoreCourse: Sendable {
  typealias Survival = PowerCutFileSystem.Survival

  /// What is left by a process that is killed, or by a power cut, right before a call.
  struct Moment: Sendable {
    let stage: Stage
    let call: Int
    let survival: Survival
  }

  let command: MutatingCommand
  let moments: [Moment]
  /// What the calls were.
  let calls: [String]
  /// What there is in the end.
  let end: Stage
  private let start: Stage

  /// Does the command once, without a fault.
  ///
  /// - Parameters:
  ///   - ignored: The number of the synchronisation that is left out, counted from 1; 0 for none.
  ///   - early: What `packed-refs` holds in the end, if it is to do so before the objects are there.
  ///   - survivals: What is left at a call, in all the ways that are to be looked at.
  init(
    _ command: MutatingCommand, ignoring ignored: Int = 0, movingEarly early: [UInt8]? = nil,
    survivals: @escaping @Sendable (Int) -> [Survival]
  ) throws {
    self.command = command
    start = try command.makeStage()
    let stage = start.copy()
    let isSabotaged = ignored > 0 || early != nil
    if isSabotaged { stage.files.expectDamage() }
    let cut = PowerCutFileSystem(over: stage.files, ignoredSynchronization: ignored)
    let moments = Mutex<[Moment]>([])
    let gate = FaultyFileSystem(cut) { call, name in
      if let early { stage.moveRefs(to: early, at: name) }
      for survival in survivals(call) {
        let left = Stage(copying: cut.afterPowerCut(survival), stage.accounts, stage.clock)
        moments.withLock { $0.append(Moment(stage: left, call: call, survival: survival)) }
      }
    }
    let world = try stage.world(through: gate) { _, account in
      FaultyEnvironment(account.environment, canRestore: command.canRestore)
    }
    // Where something is left out or comes too early, it may be missed at once.
    if isSabotaged { try? command.run(world) } else { try command.run(world) }
    calls = gate.calls
    end = stage
    self.moments = moments.withLock { $0 }
  }

  /// Does the command with a call that fails.
  func attempt(
    _ fault: FaultyFileSystem.Fault, at call: Int
  ) throws -> (left: Stage, isReportedDone: Bool) {
    let stage = start.copy()
    let gate = FaultyFileSystem(stage.files, fault: fault, failingCall: call)
    let world = try stage.world(through: gate) { _, account in
      FaultyEnvironment(account.environment, canRestore: command.canRestore)
    }
    return (stage, (try? command.run(world)) != nil)
  }
}

extension Stage {
  /// Lets refs move as soon as the first pack is begun, which is too early.
  fileprivate func moveRefs(to bytes: [UInt8], at call: String) {
    guard call.hasPrefix("create"), call.contains("/objects/pack/") else { return }
    try? files.writeAtomically("\(TestWorld.folder)/.ilm/packed-refs", bytes)
  }
}

/// Judges what a fault left: the old state, the new one, or an operation that can be ended either way.
struct StoreJudgement {
  private typealias View = (documents: [String: JSONValue], record: [String])

  private let command: MutatingCommand
  private let (old, new): (View, View)
  private let origin: [String: JSONValue]

  init(_ course: StoreCourse) throws {
    command = course.command
    let start = try command.makeStage()
    old = (try start.namedDocuments(), try start.record())
    new = (try course.end.namedDocuments(), try course.end.record())
    origin = try (command.makeOrigin?() ?? start).namedDocuments()
  }

  /// What is wrong, or `nil`.
  ///
  /// - Parameters:
  ///   - isCut: Whether lock files are left that somebody removes by hand.
  ///   - isReportedDone: Whether the command said that it was done.
  func trouble(
    _ left: Stage, isCut: Bool, isReportedDone: Bool, continues: Bool
  ) -> String? {
    do {
      let stage = left.copy()
      if isCut { try stage.removeLocks() }
      if let problem = try stage.problems().first { return problem }
      let record = try stage.record()
      if record == new.record { return try compare(stage, new.documents, "new") }
      if isReportedDone { return "reported and not there: \(record)" }
      guard let target = command.target,
        try stage.world().revisions(target).first?.status == .inProgress
      else {
        guard record == old.record else { return "neither old nor new: \(record)" }
        return try compare(stage, old.documents, "old")
      }
      return try end(stage, target, continues: continues)
    } catch {
      return "\(error)"
    }
  }

  /// Ends what is in progress.
  private func end(_ stage: Stage, _ target: TargetName, continues: Bool) throws -> String? {
    let world = try stage.world { _, account in
      FaultyEnvironment(account.environment, canRestore: command.canRestore)
    }
    if continues { try command.goOn(world, target) } else { _ = try world.cancel(target) }
    if let problem = try stage.problems().first { return "ended: \(problem)" }
    guard continues else {
      return command.canRestore ? try compare(stage, origin, "canceled") : nil
    }
    guard try stage.record() == new.record else { return "continued: \(try stage.record())" }
    return try compare(stage, new.documents, "continued")
  }

  private func compare(
    _ stage: Stage, _ expected: [String: JSONValue], _ what: String
  ) throws -> String? {
    let found = try stage.namedDocuments()
    let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
    return differing.isEmpty ? nil : "\(what), and these differ: \(differing.sorted())"
  }
}

extension Stage {
  /// Does what the messages say after a crash.
  fileprivate func removeLocks() throws {
    for folder in [TestWorld.folder, Self.other] where files.paths.contains("\(folder)/.ilm/HEAD") {
      let repository = try Repository(directory: folder + "/.ilm", fileSystem: files)
      for path in try repository.refs.lockFiles() { try files.removeFile(path) }
    }
  }
}
