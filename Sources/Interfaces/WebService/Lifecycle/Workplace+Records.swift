import HostedAccounts
import IntegrationModel
import LifecycleOperations
import RepositoryCore

/// What is told of operations: in the audit log, and to whoever subscribed.
///
/// What was done is done: that it cannot be told is a matter for the service's log.
extension Workplace {
  /// Carries out a plan and tells of it.
  func apply(_ plan: Plan) throws -> PlanApplication.Report {
    let report = try PlanApplication(resolver).apply(plan)
    note(report)
    return report
  }

  /// Tells of a plan that was carried out.
  func note(_ report: PlanApplication.Report) {
    let made = report.created.first { $0.name == .integration }?.id
    switch report.plan.kind {
    case .pull:
      note(.pull, report.revision.target, [("revision", report.revision.id)])
      tell(of: report.revision, isCompleted: true)
    case .revert: note(.revert, report.revision.target, [("revision", report.revision.id)])
    case .clone:
      note(.clone, report.revision.target, [("source", report.plan.source?.target)], id: made)
    case .install:
      note(.install, report.revision.target, [("revision", report.revision.id)], id: made)
    // The documents' own entries say all there is.
    case .create, .rename, .move, .delete: break
    }
  }

  /// Tells of a snapshot.
  func note(_ revision: Revision) {
    note(.snapshot, revision.target, [("revision", revision.id)])
  }

  /// Tells of an operation that was taken back.
  func noteCancellation(of revision: Revision) {
    note(.cancel, revision.target, [("revision", revision.id)])
    if revision.kind == .pull { tell(of: revision, isCompleted: false) }
  }

  /// Adds an entry about an integration to the log of its account.
  ///
  /// - Parameter id: The id of the integration, where it was made a moment ago.
  func note(
    _ event: AuditEvent, _ target: TargetName, _ changes: [(field: String, value: String?)],
    id: String? = nil
  ) {
    let known = id ?? (try? resolver.entry(target.description))?.id
    do {
      try place(target.environment).session.note(
        event, kind: "integration", id: known ?? AccessGrants.standalone,
        name: target.description, changes: changes)
    } catch {
      logFailure("'\(event.rawValue)' of \(target) cannot be logged: \(error)")
    }
  }

  private func tell(of revision: Revision, isCompleted: Bool) {
    do {
      guard let id = try resolver.entry(revision.target.description).id else { return }
      try place(revision.target.environment).session.notifyOfPull(
        into: id, revisionID: revision.id, isCompleted: isCompleted)
    } catch {
      logFailure("the end of a pull into \(revision.target) cannot be told: \(error)")
    }
  }
}
