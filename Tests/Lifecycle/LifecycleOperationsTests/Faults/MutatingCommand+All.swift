import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Every command of the command line that writes.
extension MutatingCommand {
  /// Those that write to an environment.
  static func writing(_ stages: @escaping @Sendable () throws -> Stages) -> [MutatingCommand] {
    let edited: @Sendable () throws -> Stage = { try stages().edited }
    let recorded: @Sendable () throws -> Stage = { try stages().recorded }
    let revert: @Sendable (TestWorld) throws -> Plan = {
      try $0.revertPlan("prod/orders", to: "r1")
    }
    return [
      .planned("revert", on: "prod/orders", from: edited, revert),
      .planned("revert to new ids", on: "prod/orders", from: edited, revert).with {
        $0.canRestore = false
      },
      .planned("apply", on: "prod/orders", from: edited) { world in
        try Plan(json: try JSONValue(parsing: try revert(world).json.prettyBytes()))
      },
      .planned("undo", on: "dev/orders", from: { try stages().pulled }) {
        try $0.undoPlan("dev/orders")
      },
      .planned("undo of a clone", on: "dev/orders", from: { try stages().cloned }) {
        try $0.undoPlan("dev/orders")
      },
      // Recording the source is no part of the plan, and it is recorded already.
      .planned("clone", on: "dev/orders", from: recorded) {
        try $0.clonePlan("prod/orders", to: "dev", recordsSource: false)
      },
      .planned("install", on: "dev/orders", from: { try stages().bundled }) {
        try $0.installPlan(to: "dev")
      },
      .planned("create", on: "dev/orders", from: recorded) { world in
        try IntegrationManagement(try world.resolver()).planCreation(
          "Orders", description: "by hand", in: "dev")
      },
      .planned("rename", on: "prod/orders", from: edited) { world in
        try IntegrationManagement(try world.resolver()).planRenaming("prod/orders", to: "Sales")
          .plan
      },
      .planned("move", on: "prod/orders", from: edited) { world in
        try MoveOperation(try world.resolver()).plan("prod/orders/flows/carts", to: "prod/invoices")
          .plan
      },
      .planned("delete", on: "prod/orders", from: edited) { world in
        try IntegrationManagement(try world.resolver()).planDeletion("prod/orders")
      },
    ] + pulls(stages)
  }

  private static func pulls(
    _ stages: @escaping @Sendable () throws -> Stages
  ) -> [MutatingCommand] {
    let family: @Sendable () throws -> Stage = { try stages().family }
    func pull(
      _ name: String, _ change: @escaping @Sendable (inout PullRequest) -> Void = { _ in }
    ) -> MutatingCommand {
      .planned(name, on: "dev/orders", from: family) {
        try $0.pullPlan("dev/orders", from: "prod/orders", change)
      }
    }
    let waiting: @Sendable () throws -> Stage = { try stages().waiting }
    return [
      .planned("pull without common history", on: "dev/orders", from: { try stages().strangers }) {
        try $0.pullPlan("dev/orders", from: "prod/orders")
      },
      pull("pull"), pull("pull of one flow") { $0.only = ["flows/carts"] },
      pull("pull that ignores fields") { $0.ignored = ["exports:/http/**"] },
      MutatingCommand("continue --resolve", on: "dev/orders", from: waiting) {
        try $0.goOn(LifecycleOperationsTests.target("dev/orders"), resolving: ["all=remote"])
      }.with { command in
        command.goOn = { world, target in
          // What was answered before the process was killed is known.
          let isWaiting = try world.revisions(target).first?.isWaiting == true
          try world.goOn(target, resolving: isWaiting ? ["all=remote"] : [])
        }
      },
      MutatingCommand("continue", on: "prod/orders", from: { try stages().interrupted }) {
        try $0.goOn(LifecycleOperationsTests.target("prod/orders"))
      }.with { $0.makeOrigin = { try stages().edited } },
      MutatingCommand("cancel", on: "prod/orders", from: { try stages().interrupted }) {
        try $0.cancel(LifecycleOperationsTests.target("prod/orders"))
      }.with { command in
        command.makeOrigin = { try stages().edited }
        command.goOn = { try $0.cancel($1) }
      },
    ]
  }

  /// Those that write to the repository alone.
  static func recording(_ stages: @escaping @Sendable () throws -> Stages) -> [MutatingCommand] {
    let recorded: @Sendable () throws -> Stage = { try stages().recorded }
    let edited: @Sendable () throws -> Stage = { try stages().edited }
    return settings(recorded) + sharing(stages) + [
      MutatingCommand("snapshot", from: edited) { try $0.snapshot("prod/orders") },
      MutatingCommand("snapshot --all", from: edited) { _ = try $0.snapshotAll("prod") },
      .planned("delete of what is gone", on: "prod/orders", from: { try stages().gone }) { world in
        try IntegrationManagement(try world.resolver()).planDeletion("prod/orders")
      },
      MutatingCommand("tag", from: recorded) { world in
        let revision = try world.resolver().revision(
          "r1", of: LifecycleOperationsTests.target("prod/orders"))
        try TagRecording(try world.context()).tag(revision, named: "first")
      },
      MutatingCommand("match --save", from: { try stages().family }) { world in
        _ = try MatchOperation("prod/orders", "dev/orders", try world.resolver())
          .declare(MatchOperation.Declaration())
      },
      MutatingCommand("pull with conflicts", from: { try stages().conflicting }) { world in
        let pull = PullOperation(try world.resolver())
        _ = try pull.wait(
          try pull.prepare(
            PullRequest(current: "dev/orders", remote: "prod/orders"), recordsRemote: true))
      },
      MutatingCommand("cancel of a waiting pull", from: { try stages().waiting }) {
        try $0.cancel(LifecycleOperationsTests.target("dev/orders"))
      },
      MutatingCommand("download", from: recorded) { try $0.download("prod/orders") },
      MutatingCommand("gc", from: { try stages().pulled }) { world in
        let late = FileTimestamp(seconds: 1 << 40, nanoseconds: 0)
        _ = try GarbageCollection.run(
          try world.context().repository, removingBefore: late, now: late)
      },
    ]
  }

  private static func settings(
    _ stage: @escaping @Sendable () throws -> Stage
  ) -> [MutatingCommand] {
    func setting(
      _ name: String, _ change: @escaping @Sendable (inout RepositoryConfiguration) -> Void
    ) -> MutatingCommand {
      MutatingCommand(name, from: stage) {
        try $0.context().repository.changeConfiguration(change)
      }
    }
    return [
      setting("env add") {
        $0.set(RepositoryConfiguration.EnvironmentEntry(name: "more", url: "dir:/more"))
      },
      setting("remote add") {
        $0.set(RepositoryConfiguration.RemoteEntry(name: "team", url: "file:///team"))
      },
      setting("env-field add") { $0.add("flows:/settings/**", to: .environmentFields) },
      setting("ignore add") { $0.add("flows:/settings/**", to: .ignore) },
    ]
  }

  private static func sharing(
    _ stages: @escaping @Sendable () throws -> Stages
  ) -> [MutatingCommand] {
    @Sendable func share(
      _ direction: SharingOperation.Direction, _ world: TestWorld
    ) throws {
      let context = try world.context()
      let other = try Repository(
        directory: Stage.other + "/.ilm", fileSystem: context.repository.fileSystem)
      _ = try SharingOperation(context, with: other).run(
        direction, targets: nil, replacesDiverged: false, isDryRun: false)
    }
    return [
      MutatingCommand("push", from: { try stages().shared }) { try share(.push, $0) },
      MutatingCommand("fetch", from: { try stages().fetching }) { try share(.fetch, $0) },
    ]
  }
}
