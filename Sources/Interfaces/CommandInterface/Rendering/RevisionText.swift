import LifecycleOperations
import RepositoryCore
import Terminal

/// Revisions as people read them.
enum RevisionText {
  /// One line for each.
  ///
  /// - Parameter tags: The names of revisions, by their ids.
  static func table(
    _ revisions: [Revision], tags: [String: [String]], _ session: Session
  ) -> String {
    var table = Table([
      Table.Column("REVISION"), Table.Column("CREATED"), Table.Column("TYPE"),
      Table.Column("STATUS"), Table.Column("USER", widthMax: 20),
      Table.Column("CHANGES"), Table.Column("DESCRIPTION", isFlexible: true),
    ])
    let now = session.world.now().seconds
    for revision in revisions {
      table.append([
        Table.Cell(revision.id, .bold), Table.Cell(time(revision.createdAt, now)),
        Table.Cell(revision.origin?.rawValue ?? revision.kind.rawValue),
        Table.Cell(revision.status.rawValue.replacing("_", with: " "), style(revision.status)),
        Table.Cell(revision.user), Table.Cell(changes(revision)),
        Table.Cell(
          (tags[revision.id] ?? []).map { "[\($0)] " }.joined() + revision.description),
      ])
    }
    return table.render(session.capabilities)
  }

  /// What the row says about one recorded step.
  static func line(_ revision: Revision) -> String {
    "\(revision.target)@\(revision.id)  \(changes(revision))"
  }

  static func changes(_ revision: Revision) -> String {
    let changes = revision.changes
    return changes.isEmpty
      ? "no change" : "+\(changes.added) ~\(changes.modified) -\(changes.deleted)"
  }

  private static func time(_ text: String, _ now: Int64) -> String {
    guard let time = Timestamp(text) else { return text }
    return Wording.relativeTime(time.seconds, at: now)
  }

  private static func style(_ status: Revision.Status) -> Style {
    switch status {
    case .completed: .green
    case .inProgress: .yellow
    case .failed, .canceled: .red
    }
  }
}
