import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
public import RepositoryCore

/// Creates, renames, moves and deletes integrations and what is in them.
public struct IntegrationManagement {
  private let resolver: StateResolver

  /// Prepares to change integrations.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  private var context: OperationContext { resolver.context }

  /// The longest name and description that the platform takes, in characters.
  static let nameCountMax = 100
  static let descriptionCountMax = 5120

  /// Creates an empty integration.
  public func create(
    _ name: String, description: String?, in environment: String
  ) throws -> (target: TargetName, id: String) {
    try Self.check(name: name, description: description)
    var document: JSONObject = ["name": .text(name)]
    if let description { document["description"] = .text(description) }
    for key: JSONString in ["install", "installSteps", "uninstallSteps", "flowGroupings"] {
      document[key] = .array([])
    }
    document["mode"] = "settings"
    let adapter = try resolver.capture(of: environment).account.environment.adapter
    let created = try adapter.create(.integrations, .object(document))
    resolver.forget(environment)
    let directory = try resolver.capture(of: environment).directory
    let logical = directory.name(of: created.key.id) ?? created.key.id
    return (TargetName(environment: environment, integration: logical), created.key.id)
  }

  /// Gives an integration another name; its logical name stays.
  public func rename(_ text: String, to name: String) throws -> IntegrationDirectory.Entry {
    try Self.check(name: name, description: nil)
    let entry = try resolver.entry(text)
    guard let id = entry.id else {
      throw LifecycleError.refused(
        "standalone_protected", "'\(entry.target)' is no integration and cannot be renamed",
        hint: "rename single flows in the environment")
    }
    try refuseManaged(entry)
    let adapter = try resolver.capture(of: entry.target.environment).account.environment.adapter
    let key = ResourceKey(.integrations, id)
    guard let document = try adapter.document(key) else {
      throw EnvironmentError(.notFound, "the integration '\(text)' is gone")
    }
    var value = document.value
    value.place(.text(name), at: "/name")
    _ = try adapter.update(key, to: value, expecting: document.version)
    resolver.forget(entry.target.environment)
    return entry
  }

  /// Plans to delete an integration with everything that only it uses; bound resources stay.
  public func planDeletion(
    _ text: String, description: String = "last snapshot before it is deleted"
  ) throws -> Plan {
    let entry = try resolver.entry(text)
    guard let id = entry.id else {
      throw LifecycleError.refused(
        "standalone_protected", "standalone flows cannot be deleted as an integration",
        hint: "delete single flows in the environment")
    }
    let capture = try resolver.capture(of: entry.target.environment)
    let captured = try capture.capture(entry)
    let state = try IntegrationState(
      captured, label: entry.target.description, in: context.repository)
    try Managed.refuse(state, entry.target.description)
    let facts = try SignificantFacts.id(of: captured.factsFiles, context.repository.format)
    var plan = Plan(
      kind: .delete, target: entry.target, description: description,
      expects: Plan.Expectation(content: state.content, facts: facts))
    for (name, facts) in state.facts.resources { plan.resources[name] = facts.id }
    plan.groups = state.facts.groups
    let shared = SharedResources(capture, except: entry.target)
    var steps = StepPlanner()
    for (key, name) in captured.naming.names where key.id != id || key.kind != .integrations {
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

  private static func check(name: String, description: String?) throws {
    guard !name.allSatisfy(\.isWhitespace), name.count <= nameCountMax else {
      throw LifecycleError(
        .usage, "bad_name",
        "a name has 1 to \(nameCountMax) characters, and this one \(name.count)",
        hint: "give a name that is not only space")
    }
    guard (description?.count ?? 0) <= descriptionCountMax else {
      throw LifecycleError(
        .usage, "bad_description", "a description has at most \(descriptionCountMax) characters",
        hint: "keep what is longer in the readme")
    }
  }
}
