public import LifecycleOperations
public import LosslessJSON
public import RepositoryCore

/// What is said of a whole repository.
extension JSONShapes {
  /// What `ilm fsck` writes.
  public static func check(
    _ report: RepositoryVerification.Report, repaired: [RepositoryRepair.Action]
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "ok": .bool(report.isSound),
      "objects": number(report.objectCount), "revisions": number(report.revisionCount),
      "problems": .array(report.problems.map(problem)),
      "notices": .array(report.notices.map(problem)),
      "repaired": .array(
        repaired.map {
          ["file": text($0.path), "setAside": $0.setAside.map { text($0) } ?? .null]
        }),
    ]
  }

  private static func problem(_ problem: RepositoryVerification.Problem) -> JSONValue {
    [
      "object": text(problem.object), "problem": text(problem.message),
      "revisions": .array(problem.revisions.map { text($0) }),
    ]
  }

  /// What `ilm gc` writes.
  ///
  /// - Parameter copies: What became of the copies of deleted documents in environments.
  public static func collection(
    _ report: GarbageCollection.Report, _ copies: FormerCopies.Report = FormerCopies.Report()
  ) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "packed": number(report.packedCount),
      "removed": number(report.removedCount), "held": number(report.heldCount),
      "temporaryFiles": number(report.temporaryCount), "removedCopies": number(copies.removedCount),
      "notices": .array(copies.problems.map { text($0) }),
      "bytesBefore": number(report.byteCountBefore), "bytesAfter": number(report.byteCountAfter),
    ]
  }

  /// What `ilm ignore` and `ilm env-field` write.
  public static func fields(_ patterns: [String]) -> JSONValue {
    ["schemaVersion": schemaVersion, "fields": .array(patterns.map { text($0) })]
  }
}
