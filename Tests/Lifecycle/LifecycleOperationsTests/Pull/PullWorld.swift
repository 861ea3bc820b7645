import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// An integration in production and its clone in a sandbox, whose slots are bound.
struct PullWorld {
  let world: TestWorld
  let prod: MemoryAccount
  let dev: MemoryAccount

  /// The account of the sandbox before the clone: what its connections are.
  static let sandbox = [
    #"c1 {"name": "NetSuite sandbox", "type": "netsuite"}"#,
    #"c2 {"name": "Test shop", "type": "http", "http": {"baseURI": "https://test.example.com"}}"#,
  ]

  /// Clones `prod/orders` to `dev/orders`.
  init(_ documents: [String] = OrdersAccount.documents) throws {
    prod = try MemoryAccount(documents)
    dev = try MemoryAccount(Self.sandbox, prefix: "7d")
    world = try TestWorld(["prod": prod.environment, "dev": dev.environment])
    _ = try world.snapshotAll("prod")
    var bindings = BindingRequests()
    bindings.pairs = [("netsuite", id("c1")), ("http", id("c2"))]
    let needed = try world.state("prod/orders").facts.resources.keys.filter { $0.kind.isBound }
    bindings.pairs.removeAll { pair in !needed.contains { $0.slug == pair.from } }
    let plan = try world.clonePlan(
      "prod/orders", to: "dev", CopyPlanning.Options(bindings: bindings))
    _ = try PlanApplication(try world.resolver()).apply(plan)
  }

  /// The key, in the sandbox, of what is a clone of a resource of production.
  func clone(_ short: String) throws -> ResourceKey {
    let source = JSONValue.string(JSONString(id(short)))
    let found = try dev.documents().first {
      $0.key.kind == key(short).kind && $0.value["_sourceId"] == source
    }
    guard let found else { throw PullWorldError(description: "'\(short)' has no clone") }
    return found.key
  }

  struct PullWorldError: Error, CustomStringConvertible { let description: String }

  func prepare(
    _ current: String = "prod/orders", from remote: String = "dev/orders",
    resolving resolutions: ResolutionRequests = ResolutionRequests(), recordsRemote: Bool = true,
    _ change: (inout PullRequest) -> Void = { _ in }
  ) throws -> PullOperation.Prepared {
    var request = PullRequest(current: current, remote: remote)
    change(&request)
    return try PullOperation(try world.resolver()).prepare(
      request, resolutions, recordsRemote: recordsRemote)
  }

  @discardableResult
  func pull(
    _ current: String = "prod/orders", from remote: String = "dev/orders",
    resolving resolutions: ResolutionRequests = ResolutionRequests(),
    _ change: (inout PullRequest) -> Void = { _ in }
  ) throws -> PlanApplication.Report {
    let resolver = try world.resolver()
    let operation = PullOperation(resolver)
    var request = PullRequest(current: current, remote: remote)
    change(&request)
    return try operation.apply(
      try operation.prepare(request, resolutions, recordsRemote: true))
  }

  func undo(_ target: TargetName) throws {
    let resolver = try world.resolver()
    _ = try PlanApplication(resolver).apply(try UndoPlanning(resolver).plan(target).plan)
  }

  func isIdentical(_ left: String = "prod/orders", _ right: String = "dev/orders") throws -> Bool {
    let resolver = try world.resolver()
    return try resolver.state(left).state.content == resolver.state(right).state.content
  }
}

extension ResolutionRequests {
  init(_ options: String...) throws {
    self.init()
    for option in options { try add(option: option) }
  }
}
