import EnvironmentAdapters
import IntegrationModel
public import LosslessJSON
import ObjectModel
import RepositoryCore

/// Plans a copy of an integration with ids of its own.
public struct ClonePlanning {
  /// How to clone.
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

  private let resolver: StateResolver
  private let options: Options

  /// Makes options or a planner of them.
  public init(_ resolver: StateResolver, _ options: Options = Options()) {
    self.resolver = resolver
    self.options = options
  }

  private var context: OperationContext { resolver.context }

  /// Plans to clone `source`, whose state is recorded in `commit`, as an integration named `name`.
  func plan(
    _ source: StateResolver.Resolved, commit: CommitID?, to environment: String, name: String?
  ) throws -> Plan {
    guard let entry = source.entry else {
      throw LifecycleError(.usage, "bad_target", "'\(source.state.label)' is not a target")
    }
    let capture = try resolver.capture(of: environment)
    try refuse(source, entry, capture)
    let isSameEnvironment = entry.target.environment == environment
    let newName = name ?? (isSameEnvironment ? "Clone - \(entry.name)" : entry.name)
    let target = try freeTarget(newName, in: environment, capture)
    var plan = Plan(
      kind: .clone, target: target, description: "clone of \(entry.target)", expects: nil,
      source: commit.map {
        Revision.Remote(target: entry.target.description, commit: $0)
      })
    var binder = SlotBinder(
      source: source.state, capture: capture, isSameEnvironment: isSameEnvironment)
    let results = try results(source.state, newName, capture, &plan)
    try binder.bind(
      results.values.map(\.content), options.bindings,
      makesPlaceholders: options.makesPlaceholders)
    plan.bindings = binder.bindings
    plan.followUps = binder.followUps
    var steps = StepPlanner()
    for (name, result) in results {
      steps.creations.append(StepPlanner.Creation(name: name, formerID: nil, result: result))
    }
    plan.steps = binder.placeholders + steps.steps()
    return plan
  }

  // MARK: Refusals

  private func refuse(
    _ source: StateResolver.Resolved, _ entry: IntegrationDirectory.Entry, _ capture: StateCapture
  ) throws {
    guard entry.id != nil else {
      throw LifecycleError.refused(
        "standalone_protected", "standalone flows cannot be cloned as an integration",
        hint: "move them to an integration with 'ilm move', then clone that")
    }
    try Managed.refuse(source.state, entry.target)
    try APIRefusal.check(
      source.state, .clone, capture.account.environment, what: "'\(entry.target)'")
  }

  private func freeTarget(
    _ name: String, in environment: String, _ capture: StateCapture
  ) throws -> TargetName {
    let slug = Slug.of(name, fallback: "integration")
    let target = TargetName(environment: environment, integration: slug)
    // A clone that was cancelled has a journal and nothing else; its name is free.
    let heads = try TargetHeads(of: target, in: context.repository)
    try heads.requireNothingInProgress(target)
    let isTaken =
      capture.directory.entries.contains { $0.target == target }
      || (capture.directory.gone.contains(target) && heads.content != nil)
    guard !isTaken else {
      throw LifecycleError.refused(
        "target_exists", "there is an integration '\(target)' already",
        hint: "give the clone a name of its own: \(environment)/NAME",
        details: ["target": .text(target.description)])
    }
    return target
  }

  // MARK: What is created

  private func results(
    _ source: IntegrationState, _ newName: String, _ capture: StateCapture, _ plan: inout Plan
  ) throws -> [LogicalName: Plan.Result] {
    var results: [LogicalName: Plan.Result] = [:]
    for name in source.names {
      guard var result = try source.result(name) else { continue }
      copyFacts(&result, name, source, newName)
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
          message: "'\(name)' is outside the integration and not there; the link is left out"))
    }
    return results
  }

  /// Keeps of the facts what a copy takes along.
  private func copyFacts(
    _ result: inout Plan.Result, _ name: LogicalName, _ source: IntegrationState, _ newName: String
  ) {
    let original = result.facts
    result.facts.id = ""
    result.facts.bindings = [:]
    result.facts.externals = [:]
    result.facts.groups = GroupTable()
    result.facts.environment = original.environment.filter { !$0.key.hasSuffix("/schedule") }
    let isOwn = original.containerID != nil && original.containerID == source.facts.integrationID
    result.facts.containerID =
      name.kind.isContained || isOwn ? Plan.Result.ownContainer : nil
    result.observation = result.observation.copied(of: name.kind, catalog: context.catalog)
    result.observation.server["/_sourceId"] = .text(original.id)
    switch name.kind {
    case .integrations:
      result.facts.name = newName
      result.facts.environment["/name"] = .text(newName)
    case .flows: result.facts.environment["/disabled"] = .bool(true)
    default: break
    }
  }
}

/// What the user wants slots to be bound to.
public struct BindingRequests: Sendable {
  /// Slot, id or name of the source's resource, and id or name of the target's.
  public var pairs: [(from: String, to: String)]

  public init(_ pairs: [(from: String, to: String)] = []) {
    self.pairs = pairs
  }

  /// Reads `F=T` as on the command line.
  public init(options: [String]) throws {
    pairs = try options.map { option in
      guard let equals = option.firstIndex(of: "="), equals != option.startIndex else {
        throw LifecycleError(
          .usage, "bad_binding", "'\(option)' is not a binding",
          hint: "write FROM=TO, such as netsuite=5f8d… or netsuite='NetSuite sandbox'")
      }
      return (String(option[..<equals]), String(option[option.index(after: equals)...]))
    }
  }

  /// Adds the bindings of a file: `{"bindings":{"connections/netsuite":"id or name"}}`.
  public mutating func add(file json: JSONValue) throws {
    guard let members = json["bindings"]?.object else {
      throw LifecycleError(
        .usage, "bad_binding", "the bindings file has no object 'bindings'",
        hint: "write {\"bindings\": {\"connections/netsuite\": \"id or name\"}}")
    }
    for member in members {
      if let value = member.value.text { pairs.append((member.key.text, value)) }
    }
  }
}

/// Refuses what the platform does not do with APIs, naming them.
enum APIRefusal {
  static func check(
    _ state: IntegrationState, _ verb: LifecycleVerb, _ environment: ConnectedEnvironment,
    what: String
  ) throws {
    var refused: [String] = []
    for name in state.names where name.kind == .apis {
      let mode = try state.document(name)?["type"]?.text
      guard case .refused = environment.support.treatment(of: .apis, mode: mode, by: verb) else {
        continue
      }
      refused.append(state.facts.resources[name]?.name ?? name.description)
    }
    guard !refused.isEmpty else { return }
    let list = refused.map { "'\($0)'" }.joined(separator: ", ")
    throw LifecycleError.refused(
      "apis_not_supported",
      "\(what) contains APIs, and this environment does not \(verb.rawValue) APIs: \(list)",
      hint: "move the APIs to another integration with 'ilm move', or, where the environment can, "
        + "'ilm env set \(environment.name) lifecycle.apis supported'",
      details: ["apis": .array(refused.map { .text($0) })])
  }
}
