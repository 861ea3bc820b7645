import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import Terminal

/// A merge of recorded states as people read it.
enum MergeText {
  static func of(_ merge: PullOperation.RecordedMerge, _ palette: Palette) -> String {
    var lines = [
      palette.bold("Merge of \(VisibleText.line(merge.remote))")
        + " into \(VisibleText.line(merge.current)), as recorded"
    ]
    lines += Self.lines(of: merge.changes, palette)
    var text = lines.joined(separator: "\n") + "\n"
    if !merge.open.isEmpty || !merge.resolved.isEmpty {
      text += "\n" + ConflictText.list(merge.open, merge.resolved, palette)
    }
    return text + summary(merge, palette)
  }

  /// What becomes of the resources that a merge changes.
  static func lines(
    of changes: [PullOperation.ResourceChange], _ palette: Palette
  ) -> [String] {
    changes.flatMap { lines(of: $0, palette) }
  }

  private static func lines(
    of change: PullOperation.ResourceChange, _ palette: Palette
  ) -> [String] {
    let name = VisibleText.line(change.name.description)
    let note = PlanText.need(change.neededBy, palette)
    switch change.status {
    case .added: return [palette.green("  + \(name)") + note]
    case .deleted: return [palette.red("  - \(name)") + note]
    case .modified:
      return [palette.yellow("  ~ \(name)") + note]
        + DifferenceText.lines(of: change.changes, palette)
    }
  }

  private static func summary(
    _ merge: PullOperation.RecordedMerge, _ palette: Palette
  ) -> String {
    if merge.isUpToDate, merge.changes.isEmpty, merge.open.isEmpty {
      return "everything is there already\n"
    }
    let ignored =
      merge.ignoredCount == 0
      ? "" : ", \(Wording.count(merge.ignoredCount, "change")) ignored"
    return DifferenceText.summary(Revision.Changes(merge.changes)) + ignored + "\n"
      + palette.dim(
        "nothing is written; the pull itself also looks at connections and at what other "
          + "integrations use\n")
  }
}
