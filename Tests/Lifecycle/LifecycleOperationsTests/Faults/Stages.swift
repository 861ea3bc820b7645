import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit

/// Where commands begin, for an account of one size; each is made once.
struct Stages: Sendable {
  /// Two accounts, of which the first is recorded.
  let recorded: Stage
  /// Its integration was edited since.
  let edited: Stage
  /// Somebody removed its integration.
  let gone: Stage
  /// Two accounts that nothing relates but what is in them; one has a flow more.
  let strangers: Stage
  /// It was cloned, with placeholders for connections.
  let cloned: Stage
  /// It was cloned, and both sides were edited since.
  let family: Stage
  /// The same, edited at one place on both sides; the remote is recorded as it is.
  let conflicting: Stage
  /// A pull from one side into the other waits for resolutions.
  let waiting: Stage
  /// What a pull brought is there.
  let pulled: Stage
  /// A revert was killed.
  let interrupted: Stage
  /// A bundle of the integration lies beside the repository.
  let bundled: Stage
  /// There is a second, empty repository.
  let shared: Stage
  /// The second repository has more than the first one.
  let fetching: Stage

  static let small = Result {
    try Stages(
      SmallAccount.documents + [#"n2 {"name": "Invoices", "mode": "settings"}"#],
      edit: SmallAccount.edit)
  }
  static let middle = Result { try Stages(OrdersAccount.documents, edit: OrdersAccount.edit) }

  private init(_ documents: [String], edit: (MemoryAccount) throws -> Void) throws {
    recorded = try Self.recorded(documents)
    let edited = recorded.copy()
    try edit(try edited.account("prod"))
    self.edited = edited
    gone = recorded.copy()
    try gone.account("prod").delete(key("n1"))
    strangers = try Self.strangers(documents)
    cloned = try Self.done(recorded) { world in
      let plan = try world.clonePlan("prod/orders", to: "dev")
      _ = try PlanApplication(try world.resolver()).apply(plan)
    }
    family = try Self.family(documents, edit) { pair in
      try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    }
    let conflicting = try Self.family(documents, edit) { pair in
      try pair.dev.edit(try pair.clone("e1")) { $0.place("/sales", at: "/http/relativeURI") }
    }
    self.conflicting = try Self.done(conflicting) { try $0.snapshot("prod/orders") }
    waiting = try Self.done(self.conflicting) { world in
      let pull = PullOperation(try world.resolver())
      _ = try pull.wait(
        try pull.prepare(
          PullRequest(current: "dev/orders", remote: "prod/orders"), recordsRemote: true))
    }
    pulled = try Self.done(family) { world in
      let plan = try world.pullPlan("dev/orders", from: "prod/orders")
      _ = try PlanApplication(try world.resolver()).apply(plan)
    }
    let revert = try Course(from: edited) { try $0.revert("prod/orders", to: "r1") }
    interrupted = revert.moments[revert.moments.count / 2].stage
    bundled = try Self.done(recorded) { try $0.download("prod/orders") }
    shared = try Self.done(recorded) { world in
      _ = try Repository.initialize(in: Stage.other, format: .sha256, fileSystem: world.files)
    }
    fetching = try Self.fetching(shared)
  }

  private static func recorded(_ documents: [String]) throws -> Stage {
    let accounts = [
      "prod": try MemoryAccount(documents), "dev": try MemoryAccount(twins, prefix: "7b"),
    ]
    let world = try TestWorld(accounts.mapValues(\.environment))
    _ = try world.snapshotAll("prod")
    return Stage(world, accounts)
  }

  private static func fetching(_ shared: Stage) throws -> Stage {
    let ahead = try done(shared) { world in
      _ = try world.snapshotAll("prod")
      _ = try SharingOperation(
        try world.context(),
        with: try Repository(directory: Stage.other + "/.ilm", fileSystem: world.files)
      ).run(.push, targets: nil, replacesDiverged: false, isDryRun: false)
    }
    let stage = shared.copy()
    for path in ahead.files.paths where path.hasPrefix(Stage.other + "/") {
      try stage.files.createDirectories(stage.files.directory(of: path))
      try stage.files.writeAtomically(path, try ahead.files.read(path))
    }
    return stage
  }

  private static func strangers(_ documents: [String]) throws -> Stage {
    let accounts = [
      "prod": try MemoryAccount(documents), "dev": try MemoryAccount(documents, prefix: "7b"),
    ]
    try accounts["prod"]?.add(
      #"f7 {"name": "Extra", "_integrationId": "@n1", "disabled": true, "pageGenerators": [{"_exportId": "@e1"}]}"#
    )
    let world = try TestWorld(accounts.mapValues(\.environment))
    for name in accounts.keys.sorted() { _ = try world.snapshotAll(name) }
    return Stage(world, accounts)
  }

  /// They look like what a clone makes.
  private static let twins = [
    #"c7 {"name": "NetSuite", "type": "netsuite", "offline": true}"#,
    #"s7 {"name": "Order hooks", "content": "function postMap(options) { return options }\n"}"#,
  ]

  private static func family(
    _ documents: [String], _ edit: (MemoryAccount) throws -> Void,
    _ editClone: (PullWorld) throws -> Void
  ) throws -> Stage {
    let pair = try PullWorld(documents)
    try edit(pair.prod)
    try editClone(pair)
    return Stage(pair.world, ["prod": pair.prod, "dev": pair.dev])
  }

  /// Returns what there is when something was done.
  private static func done(
    _ stage: Stage, _ action: (TestWorld) throws -> Void
  ) throws -> Stage {
    let copy = stage.copy()
    try action(try copy.world())
    return copy
  }
}

extension Stage {
  func account(_ name: String) throws -> MemoryAccount {
    guard let account = accounts[name] else {
      throw LifecycleError(.usage, "unknown_environment", "there is no '\(name)'")
    }
    return account
  }
}
