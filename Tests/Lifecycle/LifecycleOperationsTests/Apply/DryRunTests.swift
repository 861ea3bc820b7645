import LifecycleOperations
import TestKit
import Testing

/// Planning writes nothing at all, to no environment and not to the repository.
@Suite struct DryRunTests {
  @Test(arguments: FaultScenario.all)
  func `a plan is made without a single write`(_ scenario: FaultScenario) throws {
    var (world, _, environment) = try scenario.begin(
      try scenario.world(), fault: .failure, at: 0)
    let files = FaultyFileSystem(world.files)
    world.gate = files
    let plan = try scenario.plan(world)
    #expect(!plan.steps.isEmpty)
    #expect(environment.callCount == 0, "\(scenario)")
    #expect(files.calls == [], "\(scenario)")
  }
}
