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
      "content": text(try merge.content()?.hex), "summary": merge.summary.json,
      "changes": .array(
        merge.changes.map { change in
          [
            "kind": text(change.name.kind.rawValue), "name": text(change.name.description),
            "status": text(change.status.rawValue),
            "changes": .array(change.changes.map(\.json)),
          ]
        }),
      "conflicts": .array(merge.open.map(\.json)),
      "resolved": .array(merge.resolved.map(\.json)), "ignored": number(merge.ignoredCount),
    ]
  }
}
