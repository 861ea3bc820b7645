import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
public import RepositoryCore

/// What operations answer.
extension JSONShapes {
  /// What `ilm snapshot` writes.
  public static func snapshot(_ report: SnapshotOperation.Report) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "revisions": .array(report.revisions.map(\.json)),
      "unchanged": .array(report.unchanged.map { text($0.description) }),
      "skipped": .array(
        report.skipped.map {
          ["target": text($0.target.description), "error": error($0.error)]
        }),
      "warnings": .array(report.warnings.map(warning)),
    ]
  }

  /// What `ilm revisions` writes, newest first.
  public static func revisions(_ revisions: [Revision], of target: TargetName) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(target.description),
      "revisions": .array(revisions.map(\.json)),
    ]
  }

  /// What `ilm show` writes; a first revision has no difference.
  public static func revision(
    _ revision: Revision, _ comparison: StateComparison?, showsIgnored: Bool
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "revision": revision.json,
      "difference": comparison.map { self.comparison($0, showsIgnored: showsIgnored) } ?? .null,
    ]
  }

  /// What `ilm lint` writes.
  public static func lint(_ findings: [LintOperation.Finding], of target: TargetName) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(target.description),
      "findings": .array(
        findings.map {
          [
            "code": text($0.code.rawValue), "kind": text($0.name.kind.rawValue),
            "name": text($0.name.description), "path": text($0.pointer),
            "message": text($0.message),
          ]
        }),
    ]
  }

  /// A plan that was made and not applied.
  public static func planned(_ plan: Plan) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(plan.target.description), "revision": .null,
      "plan": plan.json, "conflicts": .array([]),
    ]
  }

  /// A pull that found nothing to take.
  public static func upToDate(_ prepared: PullOperation.Prepared) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(prepared.target.description),
      "revision": .null, "plan": prepared.plan?.json ?? .null, "conflicts": .array([]),
    ]
  }

  /// A pull whose conflicts are open; the revision is null where nothing was recorded.
  public static func conflicts(
    _ prepared: PullOperation.Prepared, _ revision: Revision?
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(prepared.target.description),
      "revision": revision?.json ?? .null, "plan": .null,
      "conflicts": .array(prepared.open.map(\.json)),
      "resolved": .array(prepared.resolved.map(\.json)),
    ]
  }

  /// What `ilm conflicts` writes.
  public static func conflicts(
    _ open: [PullConflict], _ resolved: [PullConflict], of revision: Revision
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(revision.target.description),
      "revision": revision.json, "conflicts": .array(open.map(\.json)),
      "resolved": .array(resolved.map(\.json)),
    ]
  }

  /// A plan that was applied.
  public static func applied(
    _ report: PlanApplication.Report, resolved: [PullConflict] = []
  ) -> JSONValue {
    var object: JSONObject = [
      "schemaVersion": schemaVersion, "target": text(report.revision.target.description),
      "revision": report.revision.json, "plan": report.plan.json, "conflicts": .array([]),
    ]
    if !resolved.isEmpty { object["resolved"] = .array(resolved.map(\.json)) }
    if [.clone, .install].contains(report.plan.kind) { object["created"] = created(by: report) }
    return .object(object)
  }

  private static func created(by report: PlanApplication.Report) -> JSONValue {
    let from = Dictionary(
      report.plan.steps.compactMap { step in
        step.result?.observation.server["/_sourceId"].map { (step.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    return .array(
      report.created.map { created in
        [
          "kind": text(created.name.kind.rawValue), "name": text(created.name.description),
          "from": from[created.name] ?? .null, "id": text(created.id),
        ]
      })
  }
}
