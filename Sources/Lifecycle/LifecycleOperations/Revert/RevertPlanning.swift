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
  public func plan(_ target: TargetName, to state: StateResolver.Resolved) throws -> Plan {
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
    for name in current?.names ?? [] where wanted.resources[name] == nil {
      try addDeletion(name, current, wanted, revision, shared, capture, &steps, &plan)
    }
    if let current { try UsedFromOutside(capture, current).keep(&steps, &plan) }
    if let current {
      steps.flowsToPause = try FlowReach.flowsToPause(
        SideDetails(current), current.facts.resources.mapValues(\.id), steps,
        AccountKnowledge(capture))
    }
    plan.steps = steps.steps()
  }

  private func addUpdate(
    _ name: LogicalName, _ key: ResourceKey, _ result: Plan.Result, _ current: IntegrationState?,
    _ shared: SharedResources, _ capture: StateCapture, _ steps: inout StepPlanner,
    _ plan: inout Plan
  ) throws {
    guard let current, let now = try current.result(name) else { return }
    var result = result
    let wasEnabled = result.facts.environment["/disabled"] == .bool(false)
    let isDisabled = now.facts.environment["/disabled"] == .bool(true)
    if name.kind == .flows, isDisabled, wasEnabled {
      if options.enablesFlows {
        steps.flowsToEnable.append((name, key.id))
      } else {
        result.facts.environment["/disabled"] = .bool(true)
      }
    }
    let identity = CatalogIdentity(kind: name.kind, catalog: context.catalog)
    let changes = ChangeList.named(from: now.content, to: result.content, identity: identity)
    let fields = EnvironmentChanges.between(now.facts, result.facts)
    guard !changes.isEmpty || !fields.isEmpty || now.payloads != result.payloads else { return }
    steps.updates.append(
      StepPlanner.Update(name: name, id: key.id, changes: changes + fields, result: result))
    if !capture.account.environment.adapter.keepsFormerCredentials {
      plan.warnings += LostCredentials.warnings(name, from: now, to: result, identity)
    }
    note(shared.users(of: key), name, key, &plan)
  }

  private func addCreation(
    _ name: LogicalName, _ result: Plan.Result, _ shared: SharedResources,
    _ capture: StateCapture, _ steps: inout StepPlanner, _ plan: inout Plan
  ) throws {
    let key = ResourceKey(name.kind, result.facts.id)
    // It may be there still, and merely not be used any more, or be in another integration now.
    if let document = try present(key, capture), name != .integration {
      plan.resources[name] = key.id
      steps.known.insert(name)
      if let changes = try changes(of: document, name, to: result, plan, capture) {
        steps.updates.append(
          StepPlanner.Update(name: name, id: key.id, changes: changes, result: result))
        note(shared.users(of: key), name, key, &plan)
        if name.kind.isContained { noteContainer(of: key, capture, &plan) }
      }
      return
    }
    steps.creations.append(
      StepPlanner.Creation(name: name, formerID: key.id.isEmpty ? nil : key.id, result: result))
  }

  /// What comes back from another integration is recorded there too.
  private func noteContainer(of key: ResourceKey, _ capture: StateCapture, _ plan: inout Plan) {
    let container = capture.account.index.container(of: key)
    for entry in capture.directory.entries
    where entry.id == container && entry.target != plan.target {
      plan.destinations.insert(entry.target)
    }
  }

  private func present(
    _ key: ResourceKey, _ capture: StateCapture
  ) throws -> JSONValue? {
    guard capture.account.index.resources[key] != nil else { return nil }
    return try capture.account.environment.adapter.document(key)?.value
  }

  /// What has to change in a resource that is no longer part of the integration; `nil` if nothing.
  private func changes(
    of document: JSONValue, _ name: LogicalName, to result: Plan.Result, _ plan: Plan,
    _ capture: StateCapture
  ) throws -> [Change]? {
    var slots: [LogicalName: String] = [:]
    for binding in plan.bindings { slots[binding.slot] = binding.id }
    let composer = DocumentComposer(
      ids: plan.resources, groups: plan.groups, slots: slots, externals: [:],
      catalog: context.catalog)
    var result = result
    if result.facts.containerID == Plan.Result.ownContainer, !name.kind.isContained {
      result.facts.containerID = document["_integrationId"]?.text
    }
    let composed = composer.compose(result, kind: name.kind, current: document).document
    let joins = result.facts.containerID == Plan.Result.ownContainer
    // The integration itself comes back first, and its id is not known before.
    let isAwaited = joins && name.kind.isContained && plan.resources[.integration] == nil
    if isSame(composed, document, name.kind) { return isAwaited ? [] : nil }
    let place = JSONPointer.root.appending(key: "_integrationId")
    let (old, new) = (document["_integrationId"], composed["_integrationId"])
    let changes: [Change] =
      if let new, old != new {
        [old.map { .replace($0, with: new, at: place) } ?? .add(new, at: place)]
      } else { [] }
    return try changes + differences(document, composed, name, capture)
  }

  /// How two documents differ, without the credentials that they hold.
  private func differences(
    _ document: JSONValue, _ other: JSONValue, _ name: LogicalName, _ capture: StateCapture
  ) throws -> [Change] {
    let (now, then) = (try capture.neutral(document, name), try capture.neutral(other, name))
    let identity = CatalogIdentity(kind: name.kind, catalog: context.catalog)
    return ChangeList.named(from: now.content, to: then.content, identity: identity)
      + EnvironmentChanges.between(now.facts, then.facts)
  }

  /// Tells whether two documents differ in nothing but what the server keeps.
  private func isSame(_ one: JSONValue, _ other: JSONValue, _ kind: ResourceKind) -> Bool {
    let server = context.catalog.serverMembers(of: kind)
    func own(_ document: JSONValue) -> JSONValue {
      guard var object = document.object else { return document }
      for member in server { object[member] = nil }
      return .object(object)
    }
    return own(one) == own(other)
  }

  private func addDeletion(
    _ name: LogicalName, _ current: IntegrationState?, _ wanted: IntegrationState,
    _ revision: Revision, _ shared: SharedResources, _ capture: StateCapture,
    _ steps: inout StepPlanner, _ plan: inout Plan
  ) throws {
    guard let id = current?.facts.resources[name]?.id else { return }
    let key = ResourceKey(name.kind, id)
    func stays(_ why: String) {
      plan.warnings.append(
        Plan.Warning(
          code: "unlinked", name: name.description,
          message: "'\(name)' is no longer used here and not deleted, because \(why)"))
    }
    // Under another name it is part of what is wanted.
    if wanted.facts.names[key] != nil { return }
    let users = shared.users(of: key)
    if !users.isEmpty { return stays("\(users.joined(separator: ", ")) uses it") }
    if wanted.unused.contains(key) { return stays("it was there before, unused") }
    let former = try Containers(capture, except: wanted.target).place(
      of: key, at: revision,
      wantsBefore: wanted.commit == revision.before?.commit
        && wanted.commit != revision.after?.commit)
    guard let former, let current, var result = try current.result(name) else {
      steps.deletions.append((name, id))
      return
    }
    // It was in another integration then, so it goes back there.
    former.take(&result)
    plan.destinations.insert(former.entry.target)
    steps.updates.append(
      StepPlanner.Update(name: name, id: id, changes: [], result: result))
    stays("it came from \(former.entry.target) and goes back there")
  }

  private func note(
    _ users: [String], _ name: LogicalName, _ key: ResourceKey, _ plan: inout Plan
  ) {
    guard !users.isEmpty else { return }
    plan.usedBy.append(Plan.SharedUse(name: name, id: key.id, integrations: users))
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
      plan.warnings.append(
        Plan.Warning(
          code: "unresolved_external", name: name.description,
          message: "'\(place)' of '\(name)' named something outside that is gone; "
            + "the reference is left out"))
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
