import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff

extension JSONShapes {
  /// What a dry run into a recorded state writes.
  ///
  /// - Throws: What reading the trees throws.
  public static func merge(_ merge: PullOperation.RecordedMerge) throws -> JSONValue {
    [
      "schemaVersion": schemaVersion, "target": text(merge.current), "revision": .null,
      "plan": .null, "remote": text(merge.remote), "upToDate": .bool(merge.isUpToDate),
      "content": text(try merge.content()?.hex), "summary": Revision.Changes(merge.changes).json,
      "changes": changes(merge.changes),
      "conflicts": .array(merge.open.map(\.json)),
      "resolved": .array(merge.resolved.map(\.json)), "ignored": number(merge.ignoredCount),
    ]
  }

  /// What becomes of the resources that a merge changes.
  static func changes(_ changes: [PullOperation.ResourceChange]) -> JSONValue {
    .array(
      changes.map { change in
        var object: JSONObject = [
          "kind": text(change.name.kind.rawValue), "name": text(change.name.description),
          "status": text(change.status.rawValue),
        ]
        if let user = change.neededBy { object["neededBy"] = text(user.description) }
        object["changes"] = .array(change.changes.map(\.json))
        return .object(object)
      })
  }
}
