import IntegrationModel
import LosslessJSON

/// Finds the flows that need a resource to run.
enum FlowReach {
  /// Enabled flows that reach something that changes.
  ///
  /// - Parameter ids: The ids of what is there now.
  static func flowsToPause(
    _ current: SideDetails, _ ids: [LogicalName: String], _ steps: StepPlanner,
    _ account: AccountKnowledge
  ) throws -> [(name: LogicalName, id: String)] {
    let touched = Set(steps.updates.map(\.name) + steps.deletions.map(\.name))
    guard !touched.isEmpty, let target = current.target else { return [] }
    let keys = touched.compactMap { name in ids[name].map { ResourceKey(name.kind, $0) } }
    let reaching = flows(reaching: Set(keys), in: try account.references(in: target))
    return try ids.filter { name, id in
      name.kind == .flows && reaching.contains(ResourceKey(.flows, id))
    }.sorted { $0.key < $1.key }.filter { name, _ in
      try current.facts(of: name)?.environment["/disabled"] == .bool(false)
    }.map { ($0.key, $0.value) }
  }

  /// The flows that are among some resources or run with one of them.
  static func flows(
    reaching touched: Set<ResourceKey>, in references: [ResourceReferences]
  ) -> Set<ResourceKey> {
    var users: [ResourceKey: [ResourceKey]] = [:]
    for resource in references {
      // What a flow starts afterwards, and the integration's own document, do not run with it.
      for target in resource.targets where target.kind != .flows && target.kind != .integrations {
        users[target, default: []].append(resource.key)
      }
    }
    var reached = touched
    var queue = Array(touched)
    while let key = queue.popLast() {
      for user in users[key] ?? [] where reached.insert(user).inserted { queue.append(user) }
    }
    return reached.filter { $0.kind == .flows }
  }
}
