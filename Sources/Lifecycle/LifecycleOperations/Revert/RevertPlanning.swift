import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
public import RepositoryCore
import StructuralDiff

/// Plans to bring an integration back to a recorded state.
public struct RevertPlanning {
  /// How to revert.
  public struct Options: Sendable {
    /// Whether flows that are disabled now run again where they did then.
    public var enablesFlows: Bool
    public var description: String?
    /// What slots are to be bound to, in the place of what they were bound to.
    public var bindings: BindingRequests

    public init(
      enablesFlows: Bool = false, description: String? = nil,
      bindings: BindingRequests = BindingRequests()
    ) {
      self.enablesFlows = enablesFlows
      self.description = description
      self.bindings = bindings
    }
  }

  private let resolver: StateResolver
  private let options: Options

  /// Makes options or a planner of them.
  public init(_ resolver: StateResolver, _ options: Options = Options()) {
    self.resolver = resolver
    self.options = options
  }

  /// Plans the way from what the target holds now to a state of one of its revisions.
  ///
  /// - Throws: ``LifecycleError`` `revision_in_progress` while an operation is open, be it a pull that
  ///   waits for resolutions.
  public func plan(_ target: TargetName, to state: StateResolver.Resolved) throws -> Plan {
    try TargetHeads(of: target, in: context.repository)
      .requireNothingInProgress(target, in: context.repository)
    let capture = try resolver.capture(of: target.environment)
    guard let revision = state.revision else {
      throw LifecycleError(
        .usage, "bad_state", "'\(state.state.label)' is not a revision of '\(target)'",
        hint: "'ilm revisions \(target)' lists them")
    }
    guard let entry = capture.directory.entries.first(where: { $0.target == target }) else {
      return try bringBack(target, state.state, revision, capture)
    }
    let captured = try capture.capture(entry)
    let current = try IntegrationState(captured, label: target.description, in: context.repository)
    try Managed.refuse(current, target.description)
    let facts = try SignificantFacts.id(of: captured.factsFiles, context.repository.format)
    var plan = newPlan(
      target, revision, state.state,
      expects: Plan.Expectation(content: current.content, facts: facts))
    try fill(&plan, from: current, to: state.state, revision, capture)
    return plan
  }

  private var context: OperationContext { resolver.context }

  private func newPlan(
    _ target: TargetName, _ revision: Revision, _ state: IntegrationState,
    expects: Plan.Expectation?
  ) -> Plan {
    Plan(
      kind: .revert, target: target,
      description: options.description ?? "revert to \(Self.words(revision, state))",
      expects: expects,
      source: state.commit.map { Revision.Remote(target: state.label, commit: $0) })
  }

  private static func words(_ revision: Revision, _ state: IntegrationState) -> String {
    state.label.hasSuffix(":before") ? "before \(revision.id)" : revision.id
  }

  /// Plans to bring back an integration that is no longer in its environment.
  private func bringBack(
    _ target: TargetName, _ state: IntegrationState, _ revision: Revision,
    _ capture: StateCapture
  ) throws -> Plan {
    var plan = newPlan(target, revision, state, expects: nil)
    try fill(&plan, from: nil, to: state, revision, capture)
    return plan
  }

  // MARK: Steps

  private func fill(
    _ plan: inout Plan, from current: IntegrationState?, to wanted: IntegrationState,
    _ revision: Revision, _ capture: StateCapture
  ) throws {
    let shared = SharedResources(capture, except: plan.target)
    var steps = StepPlanner()
    steps.known = Set(current?.facts.resources.keys.filter { !$0.kind.isBound } ?? [])
    for (name, facts) in current?.facts.resources ?? [:] { plan.resources[name] = facts.id }
    for (name, facts) in wanted.facts.resources where plan.resources[name] == nil {
      let key = ResourceKey(name.kind, facts.id)
      if capture.account.index.resources[key] != nil { plan.resources[name] = facts.id }
    }
    plan.groups = groups(current, wanted)
    plan.bindings = Plan.Binding.all(
      of: [wanted.facts, current?.facts].compactMap { $0 }, in: capture)
    let slots = try SlotReturns(wanted, options.bindings, capture, &plan)
    for (name, returning) in slots.returning {
      var result = returning
      prepare(&result, name, current, wanted, slots, capture, &plan)
      steps.creations.append(
        StepPlanner.Creation(name: name, formerID: result.facts.id, result: result))
    }
    for name in wanted.names {
      guard var result = try wanted.result(name) else { continue }
      prepare(&result, name, current, wanted, slots, capture, &plan)
      if let facts = current?.facts.resources[name], current?.resources[name] != nil {
        let key = ResourceKey(name.kind, facts.id)
        try addUpdate(name, key, result, current, shared, capture, &steps, &plan)
      } else {
        try addCreation(name, result, shared, capture, &steps, &plan)
      }
    }
    if let current {
      try addDepartures(from: current, to: wanted, revision, shared, capture, &steps, &plan)
      steps.flowsToPause += try FlowReach.flowsToPause(
        SideDetails(current), current.facts.resources.mapValues(\.id), steps,
        AccountKnowledge(capture))
    }
    plan.warnings += unrecorded(steps, current, shared, plan)
    plan.steps = steps.steps()
  }

  /// Warns of changes to what the integration does not use now: no record of the state before has it,
  /// unless another integration that has part in the plan uses it.
  private func unrecorded(
    _ steps: StepPlanner, _ current: IntegrationState?, _ shared: SharedResources, _ plan: Plan
  ) -> [Plan.Warning] {
    let parts = Set(plan.destinations.map(\.description))
    return steps.updates.compactMap { update in
      guard !update.name.kind.isContained, current?.facts.resources[update.name] == nil,
        parts.isDisjoint(with: shared.users(of: ResourceKey(update.name.kind, update.id)))
      else { return nil }
      return Plan.Warning(
        code: "not_recorded", name: update.name.description,
        message:
          "'\(update.name)' is changed, and '\(plan.target)' does not use it now, so that what "
          + "it is now is not recorded; an undo does not bring that back")
    }
  }

  private func addUpdate(
    _ name: LogicalName, _ key: ResourceKey, _ result: Plan.Result, _ current: IntegrationState?,
    _ shared: SharedResources, _ capture: StateCapture, _ steps: inout StepPlanner,
    _ plan: inout Plan
  ) throws {
    guard let current, let now = try current.result(name) else { return }
    var result = result
    let isDisabled = now.facts.environment["/disabled"] == .bool(true)
    options.settle(name, key.id, isDisabled: isDisabled, &result, &steps)
    let identity = CatalogIdentity(kind: name.kind, catalog: context.catalog)
    let changes = ChangeList.named(from: now.content, to: result.content, identity: identity)
    let fields = EnvironmentChanges.between(now.facts, result.facts)
    guard !changes.isEmpty || !fields.isEmpty || now.payloads != result.payloads else { return }
    steps.updates.append(
      StepPlanner.Update(name: name, id: key.id, changes: changes + fields, result: result))
    plan.noteLostCredentials(name, from: now, to: result, in: capture)
    plan.noteUse(of: key, name, by: shared.users(of: key))
  }

  private func addCreation(
    _ name: LogicalName, _ result: Plan.Result, _ shared: SharedResources,
    _ capture: StateCapture, _ steps: inout StepPlanner, _ plan: inout Plan
  ) throws {
    let key = ResourceKey(name.kind, result.facts.id)
    // It may be there still, and merely not be used any more, or be in another integration now.
    if name != .integration, let there = try PresentDocument(key, name, capture) {
      plan.resources[name] = key.id
      steps.known.insert(name)
      return try addReturn(of: there, result, shared, capture, &steps, &plan)
    }
    steps.creations.append(
      StepPlanner.Creation(name: name, formerID: key.id.isEmpty ? nil : key.id, result: result))
  }

  private func addReturn(
    of there: PresentDocument, _ result: Plan.Result, _ shared: SharedResources,
    _ capture: StateCapture, _ steps: inout StepPlanner, _ plan: inout Plan
  ) throws {
    var result = result
    let (key, name, disabled) = (there.key, there.name, there.value["disabled"])
    options.settle(name, key.id, isDisabled: disabled == .bool(true), &result, &steps)
    guard let changes = try there.changes(to: result, plan) else { return }
    let now = try there.neutral()
    steps.updates.append(
      StepPlanner.Update(
        name: name, id: key.id, changes: changes, result: result, expects: now.fingerprint))
    plan.noteLostCredentials(name, from: now, to: result, in: capture)
    if name.kind == .flows, disabled == .bool(false) { steps.flowsToPause.append((name, key.id)) }
    plan.noteUse(of: key, name, by: shared.users(of: key))
    if name.kind.isContained { noteContainer(of: key, capture, &plan) }
  }

  /// What comes back from another integration is recorded there too.
  private func noteContainer(of key: ResourceKey, _ capture: StateCapture, _ plan: inout Plan) {
    let container = capture.account.index.container(of: key)
    for entry in capture.directory.entries
    where entry.id == container && entry.target != plan.target {
      plan.destinations.insert(entry.target)
    }
  }

  private func addDepartures(
    from current: IntegrationState, to wanted: IntegrationState, _ revision: Revision,
    _ shared: SharedResources, _ capture: StateCapture, _ steps: inout StepPlanner,
    _ plan: inout Plan
  ) throws {
    var returning: [ResourceKey: LogicalName] = [:]
    for creation in steps.creations {
      guard let id = creation.formerID else { continue }
      returning[ResourceKey(creation.name.kind, id)] = creation.name
    }
    var departures = Departures(
      from: current, to: wanted, shared,
      FormerDocument.Journey(
        capture: capture, wanted: wanted, revision: revision, returning: returning),
      options)
    try departures.plan(&steps, &plan)
    try UsedFromOutside(capture, current).keep(&steps, &plan, becoming: departures.uses)
  }

  // MARK: Facts

  /// Brings the facts of a recorded resource to what exists now.
  private func prepare(
    _ result: inout Plan.Result, _ name: LogicalName, _ current: IntegrationState?,
    _ wanted: IntegrationState, _ slots: SlotReturns, _ capture: StateCapture,
    _ plan: inout Plan
  ) {
    if let id = current?.facts.resources[name]?.id, !name.kind.isBound { result.facts.id = id }
    if result.facts.containerID == wanted.facts.integrationID, result.facts.containerID != nil {
      result.facts.containerID = Plan.Result.ownContainer
    }
    let index = capture.account.index
    slots.renew(&result.facts)
    for (place, id) in result.facts.externals
    where !ResourceKind.allCases.contains(where: { index.resources[ResourceKey($0, id)] != nil }) {
      result.facts.externals[place] = nil
      result.facts.missing[place] = result.content.value(at: place)?["$external"]?.text
      plan.warnings.append(Plan.Warning(leavingOut: place, of: name))
    }
  }

  private func groups(_ current: IntegrationState?, _ wanted: IntegrationState) -> GroupTable {
    var groups = wanted.facts.groups
    for (kind, names) in current?.facts.groups.names ?? [:] {
      for (id, name) in names where groups.id(of: name, in: kind) == nil {
        groups.names[kind, default: [:]][id] = name
      }
    }
    return groups
  }
}

extension RevertPlanning.Options {
  /// Leaves a flow disabled that is disabled now and was not then, unless flows are to be enabled.
  func settle(
    _ name: LogicalName, _ id: String, isDisabled: Bool, _ result: inout Plan.Result,
    _ steps: inout StepPlanner
  ) {
    guard name.kind == .flows, isDisabled, result.facts.environment["/disabled"] == .bool(false)
    else { return }
    if enablesFlows {
      steps.flowsToEnable.append((name, id))
    } else {
      result.facts.environment["/disabled"] = .bool(true)
    }
  }
}

extension Plan {
  /// Notes that other integrations use what the plan changes.
  mutating func noteUse(of key: ResourceKey, _ name: LogicalName, by users: [String]) {
    guard !users.isEmpty else { return }
    usedBy.append(SharedUse(name: name, id: key.id, integrations: users))
  }
}

extension Plan.Warning {
  /// A reference to something outside that is gone is left out.
  init(leavingOut place: String, of name: LogicalName) {
    self.init(
      code: "unresolved_external", name: name.description,
      message: "'\(place)' of '\(name)' named something outside that is gone; "
        + "the reference is left out")
  }
}
