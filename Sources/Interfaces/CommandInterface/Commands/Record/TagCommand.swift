import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Terminal

/// `ilm tag`
enum TagCommand: Command {
  static let name = "tag"
  static let declaration = CommandDeclaration(
    name, group: "Record", summary: "Gives a revision a name, or lists the names",
    discussion:
      "TARGET@NAME is then a state, as TARGET@r3 is. Without operands, all names are listed.",
    examples: [
      UsageExample("ilm tag production/orders@r3 release-7", "name revision 3"),
      UsageExample("ilm tag", "which names there are"),
      UsageExample("ilm tag --delete production/orders@release-7", "take a name away"),
    ],
    positionals: [
      PositionalDeclaration("REVISION", .optional, kind: .dynamic("revision"), help: "TARGET@rN"),
      PositionalDeclaration("NAME", .optional, help: "The name"),
    ],
    options: [.flag("delete", help: "Takes the name of TARGET@NAME away; the revision stays")])

  static func run(_ session: Session) throws -> ExitCode {
    guard let revision = session.arguments.operand("REVISION") else {
      guard !session.arguments.flag("delete") else { throw missing("REVISION", session) }
      list(try session.repository().revisionTags(), session)
      return .done
    }
    guard !session.arguments.flag("delete") else {
      try remove(revision, session)
      return .done
    }
    guard let name = session.arguments.operand("NAME") else { throw missing("NAME", session) }
    try tag(revision, name, session)
    return .done
  }

  private static func missing(_ operand: String, _ session: Session) -> UsageError {
    let usage = session.arguments.flag("delete") ? "--delete TARGET@NAME" : "REVISION NAME"
    return UsageError(
      .missingOperand, "missing operand '\(operand)'", hint: "usage: ilm tag \(usage)",
      commandPath: session.arguments.path)
  }

  private static func remove(_ text: String, _ session: Session) throws {
    guard let revision = try session.resolver().state(text).revision,
      let at = text.lastIndex(of: "@")
    else {
      throw LifecycleError(
        .usage, "bad_state", "'\(text)' is no name of a revision", hint: "write TARGET@NAME")
    }
    let name = String(text[text.index(after: at)...])
    try TagRecording(session.context()).remove(name, of: revision.target)
    if session.isJSON { session.emit(JSONShapes.tag(name, revision)) }
    let state = "\(revision.target)@\(VisibleText.line(name))"
    session.tell("\(state) is no name any more; it was that of \(revision.id)")
  }

  private static func tag(_ text: String, _ name: String, _ session: Session) throws {
    guard let revision = try session.resolver().state(text).revision else {
      throw LifecycleError(
        .usage, "bad_state", "'\(text)' is no revision", hint: "write TARGET@rN")
    }
    try TagRecording(session.context()).tag(revision, named: name)
    if session.isJSON {
      session.emit(JSONShapes.tag(name, revision))
    }
    session.tell("\(revision.target)@\(VisibleText.line(name)) is \(revision.id)")
  }

  private static func list(_ tags: [RevisionTag], _ session: Session) {
    if session.isJSON { return session.emit(JSONShapes.tags(tags)) }
    guard !tags.isEmpty else {
      return session.talk("No revision has a name; 'ilm tag TARGET@rN NAME' gives one")
    }
    var table = Table([
      Table.Column("NAME"), Table.Column("REVISION"),
      Table.Column("DESCRIPTION", isFlexible: true),
    ])
    for tag in tags {
      table.append([
        Table.Cell("\(tag.revision.target)@\(tag.name)", .bold), Table.Cell(tag.revision.id),
        Table.Cell(tag.revision.description),
      ])
    }
    session.page(table.render(session.capabilities))
  }
}
