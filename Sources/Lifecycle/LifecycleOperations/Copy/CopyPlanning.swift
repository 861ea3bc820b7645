import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Plans a copy of an integration with ids of its own, be it a clone or an installed bundle.
public struct CopyPlanning {
  /// How to copy.
  public struct Options: Sendable {
    /// What the slots of the source are bound to in the target's environment.
    public var bindings: BindingRequests
    /// Whether slots without a binding get an offline placeholder.
    public var makesPlaceholders: Bool

    public init(
      bindings: BindingRequests = BindingRequests(), makesPlaceholders: Bool = true
    ) {
      self.bindings = bindings
      self.makesPlaceholders = makesPlaceholders
    }
  }

  /// What is copied.
  struct Source {
    let kind: Plan.Kind
    let state: IntegrationState
    /// What people call it: a target, or a file.
    let label: String
    /// The environment whose connections it is bound to; `nil` where none is known.
    let environment: String?
    /// The content commit that the copy's history starts from.
    let commit: CommitID?
  }

  private let resolver: StateResolver
  private let options: Options

  init(_ resolver: StateResolver, _ options: Options) {
    self.resolver = resolver
    self.options = options
  }

  private var context: OperationContext { resolver.context }

  /// Plans to copy `source` to an environment under a name for people.
  ///
  /// - Parameter isNumbered: Whether a target that is taken gives way to one with a number; without
  ///   that it is refused.
  func plan(
    _ source: Source, to environment: String, name: String, isNumbered: Bool = false
  ) throws -> Plan {
    let capture = try resolver.capture(of: environment)
    try refuse(source, capture)
    let target = try capture.freeTarget(named: name, isNumbered: isNumbered)
    var plan = Plan(
      kind: source.kind, target: target,
      description: "\(source.kind.rawValue) of \(source.label)", expects: nil,
      source: source.commit.map { Revision.Remote(target: source.label, commit: $0) })
    var binder = SlotBinder(
      source: SideDetails(source.state), account: AccountKnowledge(capture),
      isSameEnvironment: source.environment == environment)
    let results = try results(source, name, capture, &plan)
    // What is registered is bound too, whether something uses it or not.
    let registered = source.state.facts.resources[.integration]?.environment.values.map { $0 }
    try binder.bind(
      results.values.map(\.content) + (registered ?? []), options.bindings,
      makesPlaceholders: options.makesPlaceholders)
    plan.bindings = binder.bindings
    plan.followUps = binder.followUps
    var steps = StepPlanner()
    for (name, result) in results {
      steps.creations.append(StepPlanner.Creation(name: name, formerID: nil, result: result))
    }
    plan.followUps += FollowUps.ofMaking(steps.creations)
    plan.steps = binder.placeholders + steps.steps()
    return plan
  }

  // MARK: Refusals

  private func refuse(_ source: Source, _ capture: StateCapture) throws {
    try Managed.refuse(source.state, source.label)
    try APIRefusal.check(
      source.state, source.kind == .install ? .install : .clone, capture.account.environment,
      what: "'\(source.label)'")
  }

  // MARK: What is created

  private func results(
    _ source: Source, _ newName: String, _ capture: StateCapture, _ plan: inout Plan
  ) throws -> [LogicalName: Plan.Result] {
    var results: [LogicalName: Plan.Result] = [:]
    for name in source.state.names {
      guard let original = try source.state.result(name) else { continue }
      var result = original.copied(
        name, from: source.state.facts.integrationID, catalog: context.catalog)
      if name == .integration { rename(&result, to: newName, source.state) }
      results[name] = result
    }
    let wanted = Set(results.values.flatMap { ExternalNames.of($0.content) })
    let found = try wanted.isEmpty ? [:] : ExternalNames.resolve(wanted, in: capture)
    for name in results.keys {
      let places = ExternalNames.places(in: results[name]?.content ?? .null)
      results[name]?.facts.missing = places.filter { found[$0.value] == nil }
    }
    for name in wanted.subtracting(found.keys).sorted() {
      plan.warnings.append(
        Plan.Warning(
          code: "unresolved_external", name: name,
          message: Elsewhere.description(of: name)
            ?? "'\(name)' is outside the integration and not there; the link is left out"))
    }
    return results
  }

  private func rename(_ result: inout Plan.Result, to name: String, _ source: IntegrationState) {
    result.facts.name = name
    result.facts.environment["/name"] = .text(name)
    if source.scope != nil { registerConnections(of: source, &result) }
  }

  /// Registers what the flows use: bundles do not say what was registered.
  private func registerConnections(of source: IntegrationState, _ result: inout Plan.Result) {
    let slots = source.facts.resources.keys.filter { $0.kind == .connections }.sorted()
    guard !slots.isEmpty else { return }
    result.facts.environment["/_registeredConnectionIds"] = .array(
      slots.map { ["$slot": .text($0.description)] })
  }
}
