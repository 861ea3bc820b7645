import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
import ObjectModel
public import RepositoryCore

/// What operations answer.
extension JSONShapes {
  /// What `ilm snapshot` writes.
  public static func snapshot(_ report: SnapshotOperation.Report) -> JSONValue {
    var object: JSONObject = [
      "schemaVersion": schemaVersion, "revisions": .array(report.revisions.map(\.json)),
      "unchanged": .array(report.unchanged.map { text($0.description) }),
      "skipped": .array(
        report.skipped.map {
          ["target": text($0.target.description), "error": error($0.error)]
        }),
      "warnings": .array(report.warnings.map(warning)),
    ]
    if let gone = report.gone { object["gone"] = targets(gone) }
    return .object(object)
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

  /// What `ilm tag` writes.
  public static func tag(_ name: String, _ revision: Revision) -> JSONValue {
    var object: JSONObject = ["schemaVersion": schemaVersion]
    for member in tagged(name, revision) { object[member.key] = member.value }
    return .object(object)
  }

  /// What `ilm tag` writes without operands.
  public static func tags(_ tags: [RevisionTag]) -> JSONValue {
    [
      "schemaVersion": schemaVersion,
      "tags": .array(tags.map { .object(tagged($0.name, $0.revision)) }),
    ]
  }

  private static func tagged(_ name: String, _ revision: Revision) -> JSONObject {
    [
      "tag": text(name), "target": text(revision.target.description),
      "revision": text(revision.id),
    ]
  }

  /// The neutral documents of a state, by logical name; one of them, or all.
  ///
  /// - Throws: ``LifecycleError`` `unknown_resource` where the one is not there.
  public static func documents(
    _ state: IntegrationState, only wanted: String?
  ) throws -> JSONValue {
    let names = state.names.filter { wanted == nil || $0.description == wanted }
    if let wanted, names.isEmpty {
      throw LifecycleError(
        .usage, "unknown_resource", "there is no '\(wanted)' in '\(state.label)'",
        hint: "leave the name out to see what there is")
    }
    return [
      "schemaVersion": schemaVersion, "state": text(state.label),
      "content": text(state.content.hex),
      "documents": .array(
        try names.map { name in
          [
            "kind": text(name.kind.rawValue), "name": text(name.description),
            "document": try state.document(name) ?? .null,
          ]
        }),
    ]
  }

  /// What `ilm delete` writes.
  public static func deleted(_ report: PlanApplication.Report) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(report.plan.target.description),
      "revision": report.revision.json,
      "deleted": .array(
        report.plan.steps.filter { $0.operation == .delete }.map {
          [
            "kind": text($0.name.kind.rawValue), "name": text($0.name.description),
            "id": text($0.id),
          ]
        }),
    ]
  }

  /// What `ilm cancel` writes; with what was left as it is.
  public static func canceled(_ cancellation: PlanApplication.Cancellation) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "revision": cancellation.revision.json,
      "undone": .bool(!cancellation.isJournalMissing),
      "left": .array(cancellation.left.map { text($0) }),
    ]
  }

  /// What `ilm move` writes.
  public static func moved(_ move: MoveOperation.Move, _ revisions: [Revision]) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(move.to.target.description),
      "moved": [
        "kind": text(move.key.kind.rawValue), "id": text(move.key.id), "name": text(move.name),
        "from": text(move.from.target.description),
      ],
      "revisions": .array(revisions.map(\.json)),
    ]
  }

  /// What `ilm create` writes.
  public static func created(_ report: PlanApplication.Report) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(report.plan.target.description),
      "id": text(report.created.first?.id), "revision": report.revision.json,
    ]
  }

  /// What `ilm rename` writes; the revision is null where the name was that already.
  public static func renamed(
    _ target: TargetName, id: String?, to name: String, _ revision: Revision?
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(target.description), "id": text(id),
      "name": text(name), "revision": revision?.json ?? .null,
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

  /// A pull that waits because conflicts are open.
  public static func conflicts(
    _ prepared: PullOperation.Prepared, _ revision: Revision
  ) -> JSONValue {
    .object(conflicts(prepared, of: revision.json))
  }

  /// A pull that was not begun and whose conflicts are open, with what it changes besides.
  public static func conflicts(
    _ prepared: PullOperation.Prepared, besides changes: [PullOperation.ResourceChange]
  ) -> JSONValue {
    var object = conflicts(prepared, of: .null)
    object["summary"] = Revision.Changes(changes).json
    object["changes"] = self.changes(changes)
    return .object(object)
  }

  private static func conflicts(
    _ prepared: PullOperation.Prepared, of revision: JSONValue
  ) -> JSONObject {
    [
      "schemaVersion": schemaVersion, "target": text(prepared.target.description),
      "revision": revision, "plan": .null, "conflicts": .array(prepared.open.map(\.json)),
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
