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
    name, group: "Record", summary: "Gives a revision a name",
    discussion: "TARGET@NAME is then a state, as TARGET@r3 is.",
    examples: [UsageExample("ilm tag production/orders@r3 release-7", "name revision 3")],
    positionals: [
      PositionalDeclaration("REVISION", kind: .dynamic("revision"), help: "TARGET@rN"),
      PositionalDeclaration("NAME", help: "The name"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let resolved = try resolver.state(session.arguments.required("REVISION"))
    let name = session.arguments.required("NAME")
    guard let revision = resolved.revision else {
      throw LifecycleError(
        .usage, "bad_state", "'\(session.arguments.required("REVISION"))' is no revision",
        hint: "write TARGET@rN")
    }
    try TagRecording(session.context()).tag(revision, named: name)
    if session.isJSON {
      session.emit(JSONShapes.tag(name, revision))
    }
    session.tell("\(revision.target)@\(VisibleText.line(name)) is \(revision.id)")
    return .done
  }
}
