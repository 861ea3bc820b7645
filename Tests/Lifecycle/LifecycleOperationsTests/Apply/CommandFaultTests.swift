import EnvironmentAdapters
import FileStorage
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RefStore
import RepositoryCore
import TestKit
import Testing

/// What each command does, with file calls failing in turn and the power cut at them: the old or the
/// new state is there, and what is in progress can be continued or canceled.
///
/// By default a sample of the calls, chosen by a seed; all of them in a long run.
@Suite struct CommandFaultTests {
  private static let seed: UInt64 = 404

  @Test func `every command leaves the old or the new state`() throws {
    for trial in Trial.all {
      let stage = try Stage(trial)
      let places = TestRounds.places(
        upTo: stage.callCount + 1, sampleCount: 14, seed: Self.seed)
      print("faults: \(trial.name), \(places.count) of \(stage.callCount) calls, seed \(Self.seed)")
      #expect(stage.callCount > 4, "\(trial.name)")
      for call in places { try check(stage, call) }
    }
  }

  private func check(_ stage: Stage, _ call: Int) throws {
    let faults = FaultyFileSystem.Fault.allCases
    let survivals = PowerCutFileSystem.Survival.all(seed: UInt64(call))
    let fault = faults[call % faults.count]
    let survival = survivals[(call / 2) % survivals.count]
    let outcome = try stage.run(failingAt: call, fault, survival)
    let place = "\(stage.trial.name), \(fault) at call \(call), \(outcome.call), \(survival)"
    let report = RepositoryVerification.run(try outcome.world.context().repository)
    #expect(report.isSound, "\(place): \(report.problems.map(\.message))")
    let ended = try end(outcome.world, stage.trial.target, continues: call.isMultiple(of: 2))
    let (documents, record) = (try outcome.documents(), try outcome.record())
    switch ended {
    case .completed: #expect(documents == stage.after.documents, "\(place), continued")
    case .canceled: #expect(documents == stage.before.documents, "\(place), canceled")
    default:
      let isOld = documents == stage.before.documents && record == stage.before.record
      let isNew = documents == stage.after.documents && record == stage.after.record
      #expect(isOld || isNew, "\(place): \(record) is neither old nor new")
      #expect(isNew || !outcome.isDone, "\(place): reported and not there")
    }
    let again = RepositoryVerification.run(try outcome.world.context().repository)
    #expect(again.isSound, "\(place), afterwards: \(again.problems.map(\.message))")
  }

  /// Ends what is in progress, and tells how.
  private func end(
    _ world: TestWorld, _ target: TargetName?, continues: Bool
  ) throws -> Revision.Status? {
    guard let target, try world.revisions(target).first?.status == .inProgress else { return nil }
    let application = PlanApplication(try world.resolver())
    if continues {
      _ = try application.resume(target)
      return .completed
    }
    _ = try application.cancel(target)
    return .canceled
  }
}

/// A command to be tried.
private struct Trial: Sendable {
  let name: String
  /// Changes the account before the command.
  var edits = false
  /// The target on which an operation may be left open.
  var target: TargetName?
  let run: @Sendable (TestWorld) throws -> Void

  static let all = [
    Trial(name: "env add") { world in
      try world.context().repository.changeConfiguration {
        $0.set(RepositoryConfiguration.EnvironmentEntry(name: "more", url: "dir:/more"))
      }
    },
    Trial(name: "remote add") { world in
      try world.context().repository.changeConfiguration {
        $0.set(RepositoryConfiguration.RemoteEntry(name: "team", url: "file:///team"))
      }
    },
    Trial(name: "tag") { world in
      let revision = try #require(
        try world.revisions(LifecycleOperationsTests.target("prod/orders")).first)
      try TagRecording(try world.context()).tag(revision, try #require(revision.commit), "first")
    },
    Trial(name: "snapshot --all", edits: true) { _ = try $0.snapshotAll("prod") },
    Trial(name: "clone", target: LifecycleOperationsTests.target("dev/orders")) { world in
      _ = try PlanApplication(try world.resolver())
        .apply(try world.clonePlan("prod/orders", to: "dev"))
    },
    Trial(name: "delete", target: LifecycleOperationsTests.target("prod/orders")) { world in
      let resolver = try world.resolver()
      let plan = try IntegrationManagement(resolver).planDeletion("prod/orders")
      _ = try PlanApplication(resolver).apply(plan)
    },
    Trial(name: "gc") { world in
      _ = try GarbageCollection.run(
        try world.context().repository,
        removingBefore: FileTimestamp(seconds: 1 << 40, nanoseconds: 0),
        now: FileTimestamp(seconds: 1 << 40, nanoseconds: 0))
    },
  ]
}

/// A repository and two accounts before a command, and what the command makes of them.
private struct Stage {
  struct View: Equatable {
    let documents: [[String: JSONValue]]
    let record: [String]
  }

  struct Outcome {
    let world: TestWorld
    let accounts: [MemoryAccount]
    let isDone: Bool
    let call: String

    func documents() throws -> [[String: JSONValue]] {
      try accounts.map { withoutIDs(try $0.documents()) }
    }

    /// Revisions with their states and contents, tags, settings.
    func record() throws -> [String] {
      let repository = try world.context().repository
      var lines = [String(describing: try repository.configuration().environments.map(\.name))]
      lines.append(String(describing: try repository.configuration().remotes.map(\.name)))
      for target in try repository.recordedTargets() {
        for revision in try world.revisions(target) {
          let content = revision.after?.content.hex.prefix(12) ?? "-"
          lines.append("\(target)@\(revision.id) \(revision.status.rawValue) \(content)")
        }
      }
      return lines
        + (try repository.refs.refs(startingWith: "refs/tags/").map(\.name.text))
    }
  }

  let trial: Trial
  let callCount: Int
  let before: View
  let after: View
  private let files: MemoryFileSystem
  private let documents: [Documents]

  init(_ trial: Trial) throws {
    self.trial = trial
    let accounts = [try MemoryAccount(SmallAccount.documents), try MemoryAccount(prefix: "7b")]
    let world = try TestWorld([
      "prod": accounts[0].environment, "dev": accounts[1].environment,
    ])
    _ = try world.snapshotAll("prod")
    if trial.edits { try SmallAccount.edit(accounts[0]) }
    files = world.files
    documents = try accounts.map { try $0.documents() }
    let start = Outcome(world: world, accounts: accounts, isDone: false, call: "")
    before = View(documents: try start.documents(), record: try start.record())
    let (whole, count) = try Self.run(trial, files, documents, 0, .failure, .everything)
    #expect(whole.isDone, "\(trial.name)")
    callCount = count
    after = View(documents: try whole.documents(), record: try whole.record())
  }

  func run(
    failingAt call: Int, _ fault: FaultyFileSystem.Fault, _ survival: PowerCutFileSystem.Survival
  ) throws -> Outcome {
    try Self.run(trial, files, documents, call, fault, survival).0
  }

  private static func run(
    _ trial: Trial, _ files: MemoryFileSystem, _ documents: [Documents], _ call: Int,
    _ fault: FaultyFileSystem.Fault, _ survival: PowerCutFileSystem.Survival
  ) throws -> (Outcome, callCount: Int) {
    let accounts = [try MemoryAccount(documents[0]), try MemoryAccount(documents[1], prefix: "7b")]
    let cut = PowerCutFileSystem(over: files.copy())
    let faulty = FaultyFileSystem(cut, fault: fault, failingCall: call)
    let isDeadly = fault == .crash || fault == .crashAfterwards
    var world = try TestWorld([:], files: MemoryFileSystem())
    world.gate = faulty
    for (name, account) in zip(["prod", "dev"], accounts) {
      world.set(name, FaultyEnvironment(account.environment) { isDeadly && faulty.hasFailed })
    }
    let isDone = (try? trial.run(world)) != nil
    // The power is cut only where the process ended; after an error it lives on.
    let left = cut.afterPowerCut(isDeadly ? survival : .everything)
    let after = try TestWorld(
      ["prod": accounts[0].environment, "dev": accounts[1].environment], files: left)
    if isDeadly, survival != .everything {
      for path in try after.context().repository.refs.lockFiles() { try left.removeFile(path) }
    }
    return (
      Outcome(world: after, accounts: accounts, isDone: isDone, call: faulty.calls.last ?? ""),
      faulty.callCount
    )
  }
}
