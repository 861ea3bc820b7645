import LosslessJSON
import RepositoryCore

/// Integrations that were recorded and removed in their environments by somebody else.
extension IntegrationManagement {
  /// Finds the integration that a text names, to delete it: one that is there, else one that is missed.
  public func deletable(_ text: String) throws -> IntegrationDirectory.Entry {
    do {
      return try resolver.entry(text)
    } catch let error as LifecycleError {
      guard error.code == "no_integration", let missed = try missed(text) else { throw error }
      return missed
    }
  }

  private func missed(_ text: String) throws -> IntegrationDirectory.Entry? {
    let (environment, integration) = try StateResolver.split(text)
    let target = TargetName(environment: environment, integration: integration)
    guard try resolver.directory(of: environment).gone.contains(target),
      let state = try StatusOperation(context).goneState(target)?.state
    else { return nil }
    return IntegrationDirectory.Entry(
      target: target, id: nil, name: try context.repository.recordedTraits(of: state.facts).name,
      isRecorded: true)
  }

  /// Plans to take a loss for meant: nothing is written to the environment, and a revision says that
  /// the integration was deleted. What was recorded stays, and brings it back.
  func planLoss(of entry: IntegrationDirectory.Entry) -> Plan {
    var plan = Plan(
      kind: .delete, target: entry.target, description: "removed in its environment", expects: nil)
    plan.warnings.append(
      Plan.Warning(
        code: "already_gone", name: entry.target.description,
        message: "'\(entry.target)' is no longer in its environment, so nothing is deleted there; "
          + "its history stays"))
    return plan
  }
}
