import FileStorage
import IntegrationModel
import LifecycleOperations
import RepositoryCore
import Synchronization
import TestKit
import Testing

@Suite struct SnapshotTests {
  private func world() throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount(OrdersAccount.documents)
    return (try TestWorld(["prod": account.environment]), account)
  }

  @Test func `an unchanged integration gets a revision only when asked for one`() throws {
    let (world, account) = try world()
    let ifChanged = SnapshotOperation.Options(onlyIfChanged: true)
    #expect(try world.snapshot("prod/orders", options: ifChanged).revisions.map(\.id) == ["r1"])
    #expect(
      try world.snapshot("prod/orders", options: ifChanged).unchanged == [target("prod/orders")])
    #expect(try world.snapshot("prod/orders").revisions.map(\.id) == ["r2"])
    try account.edit("f1", "/disabled", to: "true")
    #expect(try world.snapshot("prod/orders", options: ifChanged).revisions.map(\.id) == ["r3"])
    let revisions = try world.revisions(target("prod/orders"))
    #expect(Set(revisions.compactMap { $0.after?.content }).count == 1)
    #expect(Set(revisions.compactMap { $0.after?.facts }).count == 2)
  }

  /// Leaves a revert of the target in progress.
  private func stop(_ world: TestWorld, _ account: MemoryAccount) throws {
    try OrdersAccount.edit(account)
    var failing = world
    failing.set("prod", FaultyEnvironment(account.environment, failingCall: 4))
    let plan = try failing.revertPlan("prod/orders", to: "r1")
    _ = try? PlanApplication(try failing.resolver()).apply(plan)
  }

  @Test func `what is in progress is skipped, or stops everything when all is atomic`() throws {
    let (world, account) = try world()
    _ = try world.snapshotAll("prod")
    try stop(world, account)
    let report = try world.snapshot("prod/orders", "prod/invoices")
    #expect(report.skipped.map(\.error.code) == ["revision_in_progress"])
    #expect(report.revisions.map(\.target) == [target("prod/invoices")])
    let before = try world.revisions(target("prod/invoices")).count
    #expect(throws: LifecycleError.self) {
      try world.snapshot(
        "prod/invoices", "prod/orders", options: SnapshotOperation.Options(isAtomic: true))
    }
    #expect(try world.revisions(target("prod/invoices")).count == before)
  }

  @Test func `what another process works on is skipped`() throws {
    let (world, _) = try world()
    let lock = try world.context().repository.lock(target("prod/orders"))
    let report = try world.snapshot("prod/orders", "prod/invoices")
    #expect(report.skipped.map(\.error.code) == ["target_locked"])
    #expect(report.revisions.map(\.target) == [target("prod/invoices")])
    lock.release()
    #expect(try world.snapshot("prod/orders").revisions.count == 1)
  }

  @Test func `snapshots of different targets at once are all recorded`() async throws {
    let (world, _) = try world()
    let targets = ["prod/orders", "prod/invoices", "prod/standalone"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for name in targets {
        group.addTask {
          for _ in 0..<4 {
            while try world.snapshot(name).revisions.isEmpty {}
          }
        }
      }
      try await group.waitForAll()
    }
    for name in targets {
      #expect(try world.revisions(target(name)).map(\.id) == ["r4", "r3", "r2", "r1"])
    }
    #expect(RepositoryVerification.run(try world.context().repository).isSound)
  }

  @Test func `an interrupted snapshot leaves nothing`() throws {
    let account = try MemoryAccount(OrdersAccount.documents)
    for count in 0..<12 {
      var world = try TestWorld(["prod": account.environment])
      let files = world.files.paths
      let left = Mutex(count)
      world.isInterrupted = {
        left.withLock { left in
          left -= 1
          return left < 0
        }
      }
      do {
        _ = try world.snapshotAll("prod")
        #expect(count > 2)
        return
      } catch let error as LifecycleError {
        #expect(error.code == "interrupted")
      }
      let lost = world.files.paths.filter { !files.contains($0) && !$0.hasSuffix(".lock") }
      #expect(lost == [], "after \(count) looks")
      #expect(try world.revisions(target("prod/orders")).isEmpty)
    }
    Issue.record("it was never finished")
  }
}
