import EnvironmentAdapters
import LifecycleOperations
import RepositoryCore

/// A command that writes, where it has something to do.
struct MutatingCommand: Sendable, CustomStringConvertible {
  let description: String
  /// Whose operation may stay open.
  var target: TargetName?
  let makeStage: @Sendable () throws -> Stage
  /// What a cancel goes back to, if that is not where the command begins.
  var makeOrigin: (@Sendable () throws -> Stage)?
  /// Whether deleted documents come back under their ids.
  var canRestore = true
  /// Plans it, for commands that go through a plan.
  var plan: (@Sendable (TestWorld) throws -> Plan)?
  let run: @Sendable (TestWorld) throws -> Void
  /// Goes on where the command was killed.
  var goOn: @Sendable (TestWorld, TargetName) throws -> Void = { try $0.goOn($1) }

  init(
    _ description: String, on target: String? = nil,
    from stage: @escaping @Sendable () throws -> Stage,
    _ run: @escaping @Sendable (TestWorld) throws -> Void
  ) {
    self.description = description
    self.target = target.map { LifecycleOperationsTests.target($0) }
    makeStage = stage
    self.run = run
  }

  /// A command that goes through a plan.
  static func planned(
    _ description: String, on target: String, from stage: @escaping @Sendable () throws -> Stage,
    _ plan: @escaping @Sendable (TestWorld) throws -> Plan
  ) -> MutatingCommand {
    MutatingCommand(description, on: target, from: stage) { world in
      let made = try plan(world)
      _ = try PlanApplication(try world.resolver()).apply(made)
    }.with { $0.plan = plan }
  }

  func with(_ change: (inout MutatingCommand) -> Void) -> MutatingCommand {
    var command = self
    change(&command)
    return command
  }
}

extension TestWorld {
  /// What `ilm continue` does.
  func goOn(_ target: TargetName, resolving options: [String] = []) throws {
    var resolutions = ResolutionRequests()
    for option in options { try resolutions.add(option: option) }
    let resolver = try resolver()
    let pull = try PullOperation(resolver).resume(
      target, resolutions, adding: BindingRequests(), confirm: { _ in })
    if pull == nil { _ = try PlanApplication(resolver).resume(target) }
  }

  /// What `ilm cancel` does; returns what was left.
  @discardableResult
  func cancel(_ target: TargetName) throws -> [String] {
    try PlanApplication(try resolver()).cancel(target).left
  }

  func undoPlan(_ target: String) throws -> Plan {
    try UndoPlanning(try resolver()).plan(LifecycleOperationsTests.target(target)).plan
  }

  func pullPlan(
    _ current: String, from remote: String, _ change: (inout PullRequest) -> Void = { _ in }
  ) throws -> Plan {
    var request = PullRequest(current: current, remote: remote)
    change(&request)
    let prepared = try PullOperation(try resolver()).prepare(request, recordsRemote: false)
    guard let plan = prepared.plan else {
      throw LifecycleError(.refused, "open_conflicts", "\(prepared.open.count) conflicts")
    }
    return plan
  }
}
