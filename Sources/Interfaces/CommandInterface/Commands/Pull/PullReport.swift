import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralMerge
import Terminal

/// What a pull tells, in the end and on the way.
enum PullReport {
  /// Says what was left out and what was resolved as before.
  static func talk(about prepared: PullOperation.Prepared, _ session: Session) {
    if prepared.isUnrelated, !prepared.open.isEmpty {
      session.talk(
        session.palette.dim(
          "the two have no revisions in common, so that nothing tells which side changed what; "
            + "--base STATE says what both came from"))
    }
    if prepared.ignoredCount > 0 {
      session.talk(
        session.palette.dim(
          "\(Wording.count(prepared.ignoredCount, "change")) ignored, as configured"))
    }
    for conflict in prepared.resolved where conflict.isRemembered {
      let place = "\(conflict.name) \(conflict.conflict.path)"
      session.warn(
        "\(conflict.id) \(VisibleText.line(place)): resolved as it was before, with "
          + "\(ConflictText.resolution(conflict.resolution)); --no-remembered asks again")
    }
    for words in prepared.unusedResolutions {
      session.talk(
        session.palette.dim("not needed: there is no conflict \(VisibleText.line(words))"))
    }
  }

  /// Shows what a merge of recorded states comes to.
  static func merge(
    _ merge: PullOperation.RecordedMerge, _ session: Session
  ) throws -> ExitCode {
    if session.isJSON {
      session.emit(try JSONShapes.merge(merge))
    } else {
      session.page(MergeText.of(merge, session.palette))
    }
    return merge.open.isEmpty ? .done : .differences
  }

  /// Shows open conflicts of a pull that is not begun, and what it would change besides.
  static func preview(
    _ prepared: PullOperation.Prepared, _ session: Session
  ) throws -> ExitCode {
    let changes = try prepared.changes()
    if session.pathOfOutput != nil {
      session.complain(
        "no plan is written while \(Wording.count(prepared.open.count, "conflict")) are open")
    }
    if session.isJSON {
      session.emit(JSONShapes.conflicts(prepared, besides: changes))
      return .differences
    }
    session.page(
      ConflictText.list(prepared.open, prepared.resolved, session.palette)
        + besides(changes, session.palette))
    session.tell("nothing was changed")
    let first = prepared.open.first?.id ?? "c1"
    session.talk(
      "Next: the same with --resolve \(first)=current|remote|JSON shows the whole plan; without "
        + "--dry-run the pull waits for resolutions")
    return .differences
  }

  private static func besides(
    _ changes: [PullOperation.ResourceChange], _ palette: Palette
  ) -> String {
    guard !changes.isEmpty else { return "nothing besides is changed once they are resolved\n" }
    let lines =
      ["", palette.bold("Besides") + palette.dim("  (what is done once they are resolved)")]
      + MergeText.lines(of: changes, palette)
      + [DifferenceText.summary(Revision.Changes(changes))]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Shows open conflicts of a pull that waits, or was given up because of them.
  static func conflicts(
    _ prepared: PullOperation.Prepared, _ revision: Revision, _ session: Session
  ) -> ExitCode {
    if session.isJSON {
      session.emit(JSONShapes.conflicts(prepared, revision))
      return .differences
    }
    session.out.write(ConflictText.list(prepared.open, prepared.resolved, session.palette))
    if revision.status == .inProgress {
      nextStep(prepared.open, prepared.target, session)
    } else {
      session.tell("\(prepared.target)@\(revision.id): canceled; nothing was changed")
    }
    return .differences
  }

  static func nextStep(_ open: [PullConflict], _ target: TargetName, _ session: Session) {
    guard let first = open.first else {
      session.talk("Next: ilm continue \(target)")
      return
    }
    session.talk(
      "Nothing is changed before they are resolved. Next: "
        + "ilm continue \(target) --resolve \(first.id)=current|remote|JSON, or ilm cancel \(target)"
    )
  }
}
