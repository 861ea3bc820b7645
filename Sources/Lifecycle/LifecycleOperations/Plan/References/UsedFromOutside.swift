import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// Keeps what a plan would delete and something outside the integration uses.
///
/// It is unlinked instead: a flow, an API or a tool stands alone then, all else merely stays.
struct UsedFromOutside {
  private let capture: StateCapture
  private let current: IntegrationState

  init(_ capture: StateCapture, _ current: IntegrationState) {
    self.capture = capture
    self.current = current
  }

  /// Takes such deletions out of the steps, and says so.
  ///
  /// - Parameter becoming: What leaves the integration and will use something else than now.
  func keep(
    _ steps: inout StepPlanner, _ plan: inout Plan,
    becoming: [ResourceKey: Set<ResourceKey>] = [:]
  ) throws {
    let doomed = Set(steps.deletions.map { ResourceKey($0.name.kind, $0.id) })
    guard !doomed.isEmpty else { return }
    let uses = RemainingUses(
      of: doomed, in: capture.account.index, changing: staying(steps), becoming: becoming,
      unlinks: true)
    for (name, id) in steps.deletions {
      guard let user = uses.user(of: ResourceKey(name.kind, id)) else { continue }
      steps.deletions.removeAll { $0.name == name }
      if name.kind.isContained { try unlink(name, id, &steps) }
      plan.warnings.append(
        Plan.Warning(
          code: "unlinked", name: name.description,
          message:
            "'\(name)' is not deleted\(name.kind.isContained ? " and stands alone then" : ""), "
            + "because \(words(user)) uses it"))
    }
  }

  /// The integration's own resources that stay in it: the plan may change what they use.
  private func staying(_ steps: StepPlanner) -> Set<ResourceKey> {
    let leaving = Set(
      steps.updates.filter { $0.result.facts.containerID != Plan.Result.ownContainer }.map(\.name))
    let names = current.facts.resources.filter {
      !leaving.contains($0.key) || !$0.key.kind.isContained
    }
    return Set(names.map { ResourceKey($0.key.kind, $0.value.id) })
  }

  private func unlink(_ name: LogicalName, _ id: String, _ steps: inout StepPlanner) throws {
    guard let result = try current.result(name) else { return }
    steps.updates.append(StepPlanner.Update(unlinking: name, id, as: result))
  }

  private func words(_ key: ResourceKey) -> String {
    let name = capture.account.index.resources[key]?.name ?? ""
    return "\(key.kind.singular) '\(name.isEmpty ? key.id : name)'"
  }
}

extension StepPlanner.Update {
  /// Takes a flow, an API or a tool out of its integration, so that it stands alone.
  init(unlinking name: LogicalName, _ id: String, as now: Plan.Result) {
    let container = now.facts.containerID
    var result = now
    result.move(to: nil)
    self.init(
      name: name, id: id,
      changes: container.map { [.remove(.text($0), at: .root.appending(key: "_integrationId"))] }
        ?? [],
      result: result)
  }
}

extension Plan.Result {
  /// Puts a flow, an API or a tool into another integration; its group belongs to the one that is
  /// left.
  mutating func move(to integrationID: String?) {
    facts.containerID = integrationID
    content.removeValue(at: "/_flowGroupingId")
    content.removeValue(at: "/_apiGroupingId")
  }
}
