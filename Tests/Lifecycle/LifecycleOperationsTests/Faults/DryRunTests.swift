import LifecycleOperations
import Synchronization
import TestKit
import Testing

/// Planning writes nothing at all, to no environment and not to the repository.
@Suite struct DryRunTests {
  @Test(arguments: EnvironmentFaultTests.commands.filter { $0.plan != nil })
  func `a plan is made without a single write`(_ command: MutatingCommand) throws {
    let stage = try command.makeStage().copy()
    let gate = FaultyFileSystem(stage.files)
    let writes = Mutex(0)
    let world = try stage.world(through: gate) { _, account in
      FaultyEnvironment(account.environment, observe: { _, _ in writes.withLock { $0 += 1 } })
    }
    let planning = try #require(command.plan)
    let plan = try planning(world)
    #expect(!plan.steps.isEmpty)
    #expect(writes.withLock { $0 } == 0, "\(command)")
    #expect(gate.calls == [], "\(command)")
  }
}
