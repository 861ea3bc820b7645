public import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
import ObjectModel
public import RepositoryCore
import StructuralDiff

/// The JSON that programs read, from the command line and from the service alike; see
/// Docs/reference/json.md.
public enum JSONShapes {
  /// The version of all shapes: fields may be added, never changed.
  public static let schemaVersion: JSONValue = 1

  /// A text, or null.
  public static func text(_ text: String?) -> JSONValue {
    text.map { .string(JSONString($0)) } ?? .null
  }

  /// A whole number.
  public static func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

  /// Why something was refused or went wrong.
  public static func error(_ error: LifecycleError) -> JSONValue {
    [
      "code": text(error.code), "message": text(error.message), "hint": text(error.wayOut),
      "details": .object(error.details),
    ]
  }

  /// What a document's neutral form says of it.
  public static func warning(_ target: TargetName, _ warning: ModelWarning) -> JSONValue {
    [
      "code": text(warning.code.rawValue), "target": text(target.description),
      "kind": text(warning.key.kind.rawValue), "id": text(warning.key.id),
      "path": text(warning.pointer), "message": text(warning.message),
    ]
  }

  /// What `ilm diff` and `ilm compare` of two states write.
  public static func comparison(_ comparison: StateComparison, showsIgnored: Bool) -> JSONValue {
    var object: JSONObject = ["schemaVersion": schemaVersion]
    object["left"] = side(comparison.left)
    object["right"] = side(comparison.right)
    object["identical"] = .bool(comparison.isIdentical)
    object["summary"] = comparison.summary.json
    object["resources"] = .array(
      comparison.resources.filter { $0.isContent || $0.payloadsChanged || showsIgnored }
        .map { resource($0, showsIgnored: showsIgnored) })
    object["environment"] = .array(comparison.environment.map(environment))
    object["ignored"] = number(comparison.ignoredCount)
    return .object(object)
  }

  private static func side(_ side: StateComparison.Side) -> JSONValue {
    ["target": text(side.label), "content": text(side.content.hex)]
  }

  private static func resource(
    _ difference: StateComparison.ResourceDifference, showsIgnored: Bool
  ) -> JSONValue {
    var object = JSONObject()
    object["kind"] = text(difference.name.kind.rawValue)
    object["name"] = text(difference.name.description)
    object["leftId"] = text(difference.leftID)
    object["rightId"] = text(difference.rightID)
    object["status"] = text(difference.status.rawValue)
    // What people declared is recorded lineage; 'ilm match' tells the two apart.
    let reason = difference.matchedBy == .declared ? .lineage : difference.matchedBy
    object["matchedBy"] = text(reason?.rawValue)
    object["changes"] = .array(difference.changes.map(\.json))
    if showsIgnored { object["ignored"] = .array(difference.ignored.map(\.json)) }
    object["payloadsChanged"] = .bool(difference.payloadsChanged)
    if difference.isStillThere { object["stillThere"] = .bool(true) }
    if let time = difference.lastModified { object["lastModified"] = text(time) }
    return .object(object)
  }

  private static func environment(
    _ difference: StateComparison.EnvironmentDifference
  ) -> JSONValue {
    var object: JSONObject = [
      "name": text(difference.name.description), "path": text(difference.pointer),
    ]
    object["left"] = difference.left
    object["right"] = difference.right
    return .object(object)
  }

  /// What `ilm compare` of two environments writes; of recorded ones it also tells what was compared.
  public static func comparison(_ comparison: EnvironmentComparison) -> JSONValue {
    var object: JSONObject = ["schemaVersion": schemaVersion]
    object["left"] = text(comparison.left)
    object["right"] = text(comparison.right)
    object["identical"] = .bool(comparison.isIdentical)
    let isRecorded = !comparison.recorded.isEmpty
    object["integrations"] = .array(comparison.rows.map { row($0, isRecorded: isRecorded) })
    guard isRecorded else { return .object(object) }
    object["recorded"] = .bool(true)
    object["unrecorded"] = targets(comparison.recorded.flatMap(\.unrecorded))
    object["gone"] = targets(comparison.recorded.flatMap(\.gone))
    return .object(object)
  }

  private static func row(_ row: EnvironmentComparison.Row, isRecorded: Bool) -> JSONValue {
    var object = JSONObject()
    object["left"] = text(row.left?.description)
    object["right"] = text(row.right?.description)
    object["matchedBy"] = text(row.matchedBy?.rawValue)
    object["identical"] = .bool(row.isIdentical)
    object["summary"] = row.summary.json
    if isRecorded {
      object["leftRevision"] = text(row.leftRevision)
      object["rightRevision"] = text(row.rightRevision)
    }
    return .object(object)
  }

  static func targets(_ targets: [TargetName]) -> JSONValue {
    .array(targets.map { text($0.description) })
  }

  /// What `ilm status` writes.
  ///
  /// - Parameter inProgress: The operations that did not end, where they were asked for.
  public static func status(
    _ statuses: [StatusOperation.TargetStatus], inProgress: StatusOperation.OpenOperations? = nil
  ) -> JSONValue {
    var object: JSONObject = [
      "schemaVersion": schemaVersion,
      "targets": .array(
        statuses.map { status in
          [
            "target": text(status.entry.target.description),
            "revision": text(status.revision),
            "changed": .bool(status.changed ?? true),
            "contentChanged": .bool(status.contentChanged),
            "factsChanged": .bool(status.factsChanged), "summary": status.summary.json,
          ]
        }),
    ]
    if let open = inProgress {
      object["inProgress"] = .array(
        open.revisions.map { operation($0, pausing: open.pausedFlows[$0.target] ?? []) })
    }
    return .object(object)
  }

  private static func operation(_ revision: Revision, pausing flows: [PausedFlow]) -> JSONValue {
    guard !flows.isEmpty, case .object(var object) = revision.json else { return revision.json }
    object["pausedFlows"] = .array(
      flows.map { ["name": text($0.name.description), "id": text($0.id)] })
    return .object(object)
  }

  /// What `ilm list` writes.
  public static func list(_ statuses: [StatusOperation.TargetStatus]) -> JSONValue {
    [
      "schemaVersion": schemaVersion,
      "integrations": .array(
        statuses.map { status in
          [
            "target": text(status.entry.target.description), "id": text(status.entry.id),
            "name": text(status.entry.name),
            "applications": .array(status.applications.map { text($0) }),
            "flows": number(status.counts[.flows]), "apis": number(status.counts[.apis]),
            "tools": number(status.counts[.tools]), "revision": text(status.revision),
            "changed": status.changed.map { .bool($0) } ?? .null,
          ]
        }),
    ]
  }
}
