import EnvironmentAdapters
import LifecycleOperations
import LosslessJSON
import Synchronization

/// What a process does from a stage on to its end, and what it leaves if it is killed at any of its
/// writes to environments.
struct Course: Sendable {
  /// What a killed process leaves.
  struct Moment: Sendable {
    let stage: Stage
    let write: Int
    /// Whether it was killed after that write; before it otherwise.
    let isDone: Bool
  }

  let start: Stage
  let end: Stage
  let moments: [Moment]
  let canRestore: Bool
  private let action: @Sendable (TestWorld) throws -> Void

  /// Does it once, without a fault.
  init(
    from start: Stage, canRestore: Bool = true,
    _ action: @escaping @Sendable (TestWorld) throws -> Void
  ) throws {
    self.start = start
    self.canRestore = canRestore
    self.action = action
    let moments = Mutex<[Moment]>([])
    let stage = start.copy()
    let world = try stage.world { _, account in
      FaultyEnvironment(
        account.environment, canRestore: canRestore,
        observe: { call, isDone in
          let moment = Moment(stage: stage.copy(), write: call, isDone: isDone)
          moments.withLock { $0.append(moment) }
        })
    }
    try action(world)
    end = stage
    self.moments = moments.withLock { $0 }
  }

  /// How many writes there are.
  var writeCount: Int { moments.count / 2 }

  /// Does it with a fault, and returns what it threw and left.
  func attempt(
    _ fault: FaultyEnvironment.Fault, at write: Int
  ) throws -> (left: Stage, error: (any Error)?) {
    let stage = start.copy()
    let world = try stage.world { _, account in
      FaultyEnvironment(
        account.environment, fault: fault, failingCall: write, canRestore: canRestore)
    }
    do {
      try action(world)
      return (stage, nil)
    } catch {
      return (stage, error)
    }
  }

  /// Goes on from a moment and returns what there is then.
  func after(
    _ moment: Moment, _ next: (TestWorld) throws -> Void
  ) throws -> Stage {
    let stage = moment.stage.copy()
    try next(
      try stage.world { _, account in
        FaultyEnvironment(account.environment, canRestore: canRestore)
      })
    return stage
  }
}
