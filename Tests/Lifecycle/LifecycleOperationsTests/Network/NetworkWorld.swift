import EnvironmentAdapters
import HTTPTransport
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// A stage whose accounts are reached by an API.
struct NetworkWorld {
  let stage: Stage
  private let bins: [String: RecycleBin]
  private let apis: [String: AccountAPI]
  private let environments: [String: any Environment]

  /// Goes on from a stage.
  ///
  /// - Parameter bins: What can be restored in each account.
  init(
    _ stage: Stage, _ bins: [String: RecycleBin],
    _ script: @escaping AccountAPI.Script = { (_, respond) throws(HTTPError) in respond() }
  ) throws {
    let stage = stage.copy()
    let bins = bins.mapValues { $0.copy() }
    self.stage = stage
    self.bins = bins
    apis = stage.accounts.reduce(into: [:]) { apis, account in
      apis[account.key] = AccountAPI(
        account.value.environment, bin: bins[account.key] ?? RecycleBin(), script: script)
    }
    environments = try apis.mapValues { try $0.environment() }
  }

  /// Goes on from where another one is, after its faults.
  init(after other: NetworkWorld) throws { try self.init(other.stage, other.bins) }

  /// How many calls of a sort there were at most in one account.
  func count(of sort: AccountAPI.Call.Sort) -> Int {
    apis.values.map { $0.count(of: sort) }.max() ?? 0
  }

  /// What a process sees that begins here.
  func world() throws -> TestWorld {
    try stage.world { name, account in environments[name] ?? account.environment }
  }

  /// Whether an operation waits to be ended.
  func isOpen(_ target: TargetName?) throws -> Bool {
    guard let target else { return false }
    return try world().revisions(target).first?.status == .inProgress
  }
}
