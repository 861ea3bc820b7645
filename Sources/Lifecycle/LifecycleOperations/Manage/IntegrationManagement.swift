import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff

/// Creates, renames, moves and deletes integrations and what is in them.
public struct IntegrationManagement {
  let resolver: StateResolver

  /// Prepares to change integrations.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  var context: OperationContext { resolver.context }

  /// The longest description that the platform takes, in characters.
  static let descriptionCountMax = 5120
  /// Where an integration has its name.
  private static let namePlace = "/name"

  /// Plans to create an empty integration.
  public func planCreation(
    _ name: String, description: String?, in environment: String
  ) throws -> Plan {
    try IntegrationName.check(name)
    try Self.check(description)
    let target = try resolver.capture(of: environment).freeTarget(named: name, isNumbered: true)
    var content = JSONObject()
    if let description { content["description"] = .text(description) }
    for key: JSONString in ["install", "installSteps", "uninstallSteps", "flowGroupings"] {
      content[key] = .array([])
    }
    var facts = ResourceFacts(id: "", name: name)
    facts.environment[Self.namePlace] = .text(name)
    var plan = Plan(kind: .create, target: target, description: "created", expects: nil)
    // The server keeps the mode, so it is no content.
    var observation = ResourceObservation()
    observation.server["/mode"] = "settings"
    let result = Plan.Result(
      content: .object(content), facts: facts, observation: observation, payloads: [:])
    plan.steps = [
      Plan.Step(
        .create, .integration, id: nil, changes: [.add(result.content, at: .root)], result: result)
    ]
    return plan
  }

  /// Plans to give an integration another name; its logical name stays.
  ///
  /// - Returns: also the integration as it is; the plan has no steps where it is named so already.
  public func planRenaming(
    _ text: String, to name: String
  ) throws -> (entry: IntegrationDirectory.Entry, plan: Plan) {
    try IntegrationName.check(name)
    let entry = try resolver.entry(text)
    guard let id = entry.id else {
      throw LifecycleError.refused(
        "standalone_protected", "'\(entry.target)' is no integration and cannot be renamed",
        hint: "rename single flows in the environment")
    }
    try refuseManaged(entry)
    var (plan, state) = try newPlan(
      .rename, of: entry, "renamed from '\(entry.name)' to '\(name)'")
    guard let now = try state.result(.integration) else {
      throw EnvironmentError(.notFound, "the integration '\(text)' is gone")
    }
    var result = now
    result.facts.name = name
    result.facts.environment[Self.namePlace] = .text(name)
    let changes = EnvironmentChanges.between(now.facts, result.facts)
    if !changes.isEmpty {
      plan.steps = [
        Plan.Step(.update, .integration, id: id, changes: changes, result: result)
      ]
    }
    return (entry, plan)
  }

  /// Begins a plan that changes an integration as it is now.
  func newPlan(
    _ kind: Plan.Kind, of entry: IntegrationDirectory.Entry, _ description: String
  ) throws -> (plan: Plan, state: IntegrationState) {
    let capture = try resolver.capture(of: entry.target.environment)
    let captured = try capture.capture(entry)
    let state = try IntegrationState(
      captured, label: entry.target.description, in: context.repository)
    let facts = try SignificantFacts.id(of: captured.factsFiles, context.repository.format)
    var plan = Plan(
      kind: kind, target: entry.target, description: description,
      expects: Plan.Expectation(content: state.content, facts: facts))
    for (name, facts) in state.facts.resources { plan.resources[name] = facts.id }
    plan.groups = state.facts.groups
    plan.bindings = Plan.Binding.all(of: [state.facts], in: capture)
    return (plan, state)
  }

  /// Plans to delete an integration with everything that only it uses; bound resources stay. Of one that
  /// is missed, its loss is taken for meant.
  public func planDeletion(_ text: String) throws -> Plan {
    let entry = try deletable(text)
    return try entry.isGone ? planLoss(of: entry) : planDeletion(of: entry)
  }

  /// Plans to delete an integration that is there.
  func planDeletion(
    of entry: IntegrationDirectory.Entry,
    description: String = "last snapshot before it is deleted"
  ) throws -> Plan {
    guard let id = entry.id else {
      throw LifecycleError.refused(
        "standalone_protected", "standalone flows cannot be deleted as an integration",
        hint: "delete single flows in the environment")
    }
    var (plan, state) = try newPlan(.delete, of: entry, description)
    try Managed.refuse(state, entry.target.description)
    plan.bindings = []
    let capture = try resolver.capture(of: entry.target.environment)
    let shared = SharedResources(capture, except: entry.target)
    var steps = StepPlanner()
    for name in state.names where name != .integration {
      guard let key = state.facts.resources[name].map({ ResourceKey(name.kind, $0.id) }) else {
        continue
      }
      let users = shared.users(of: key)
      if users.isEmpty {
        steps.deletions.append((name, key.id))
      } else {
        plan.warnings.append(
          Plan.Warning(
            code: "unlinked", name: name.description,
            message: "'\(name)' stays, because \(users.joined(separator: ", ")) uses it"))
      }
    }
    try UsedFromOutside(capture, state).keep(&steps, &plan)
    plan.steps = steps.steps() + [Plan.Step(.delete, .integration, id: id)]
    return plan
  }

  private func refuseManaged(_ entry: IntegrationDirectory.Entry) throws {
    let capture = try resolver.capture(of: entry.target.environment)
    guard let id = entry.id,
      capture.account.index.resources[ResourceKey(.integrations, id)]?.isManaged == true
    else { return }
    throw LifecycleError.refused(
      "managed_integration", "'\(entry.target)' is an integration app that its vendor manages",
      hint: "it is read-only; its vendor changes it")
  }

  private static func check(_ description: String?) throws {
    guard (description?.count ?? 0) <= descriptionCountMax else {
      throw LifecycleError(
        .usage, "bad_description", "a description has at most \(descriptionCountMax) characters",
        hint: "keep what is longer in the readme")
    }
  }
}
