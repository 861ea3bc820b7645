import FileStorage
import LifecycleOperations
import RepositoryCore
import TestKit
import Testing

/// Every changing call to the repository's files is made to fail in turn.
@Suite struct FileFaultTests {
  /// The fault for one call; the calls beside it get the others.
  private func faults(_ call: Int) -> [FaultyFileSystem.Fault] {
    let all = FaultyFileSystem.Fault.allCases
    return [all[call % all.count]]
  }

  private func world(_ account: MemoryAccount) throws -> TestWorld {
    let world = try TestWorld(["prod": account.environment])
    try world.snapshot("prod/orders")
    return world
  }

  @Test func `a snapshot that fails at any file call is recorded or not`() throws {
    let account = try MemoryAccount(SmallAccount.documents)
    let world = try world(account)
    try SmallAccount.edit(account)
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      for fault in faults(call) {
        let files = world.files.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        var failing = try TestWorld(["prod": account.environment], files: files)
        failing.gate = faulty
        let report = try? failing.snapshot("prod/orders")
        isDone = !faulty.hasFailed
        let after = try TestWorld(["prod": account.environment], files: files)
        let place = "\(fault) at call \(call): \(faulty.calls.last ?? "")"
        let revisions = try after.revisions(target("prod/orders"))
        #expect(revisions.count == 1 || revisions.count == 2, "\(place)")
        #expect(report == nil || revisions.count == 2, "\(place): reported and not recorded")
        expectSound(after, place)
        try after.snapshot("prod/orders")
        #expect(try after.revisions(target("prod/orders")).count == revisions.count + 1)
      }
    }
    #expect(call > 10)
  }

  @Test func `a revert that fails at any file call can be continued or canceled`() throws {
    let world = try world(try MemoryAccount(SmallAccount.documents))
    let edited = try MemoryAccount(SmallAccount.documents)
    try SmallAccount.edit(edited)
    let before = named(try edited.documents())
    let wanted = named(try MemoryAccount(SmallAccount.documents).documents())
    var planning = try TestWorld([:], files: world.files.copy())
    planning.set("prod", edited.environment)
    let plan = try planning.revertPlan("prod/orders", to: "r1")
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      for fault in faults(call) {
        let files = world.files.copy()
        let account = try MemoryAccount(SmallAccount.documents)
        try SmallAccount.edit(account)
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        var failing = try TestWorld([:], files: files)
        failing.gate = faulty
        failing.set(
          "prod",
          FaultyEnvironment(account.environment) {
            faulty.hasFailed && (fault == .crash || fault == .crashAfterwards)
          })
        let report = try? PlanApplication(try failing.resolver()).apply(plan)
        isDone = !faulty.hasFailed
        let after = try TestWorld(["prod": account.environment], files: files)
        let place = "\(fault) at call \(call): \(faulty.calls.last ?? "")"
        let ended = try end(after, continues: call % 2 == 0, place)
        expectSound(after, place)
        #expect(report == nil || ended == .completed, "\(place)")
        expectEqual(
          named(try account.documents()), ended == .completed ? wanted : before, place)
        // The way is free for what comes next.
        try after.snapshot("prod/orders")
        guard call % 6 == 0 else { continue }
        try after.revert("prod/orders", to: "r1")
        expectEqual(named(try account.documents()), wanted, "\(place), afterwards")
      }
    }
    #expect(call > 40)
  }

  /// Ends what is in progress, and returns what became of the revert; `nil` if it never began.
  private func end(
    _ world: TestWorld, continues: Bool, _ place: String
  ) throws -> Revision.Status? {
    let orders = target("prod/orders")
    func revert() throws -> Revision? { try world.revisions(orders).first { $0.kind == .revert } }
    guard try revert()?.status == .inProgress else { return try revert()?.status }
    let application = PlanApplication(try world.resolver())
    if continues {
      _ = try application.resume(orders)
    } else {
      #expect(try application.cancel(orders).left == [], "\(place)")
    }
    return try revert()?.status
  }

  private func expectSound(_ world: TestWorld, _ place: String) {
    do {
      let report = RepositoryVerification.run(try world.context().repository)
      #expect(report.isSound, "\(place): \(report.problems.map(\.message))")
    } catch {
      Issue.record("\(place): \(error)")
    }
  }
}
