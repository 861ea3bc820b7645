import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Terminal

/// `ilm tag`
enum TagCommand: Command {
  static let declaration = CommandDeclaration(
    "tag", group: "Record", summary: "Gives a revision a name",
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
    guard let revision = resolved.revision, let commit = revision.commit else {
      throw LifecycleError(
        .usage, "bad_state", "'\(session.arguments.required("REVISION"))' is no revision",
        hint: "write TARGET@rN")
    }
    guard !isRevisionID(name) else {
      throw LifecycleError(
        .usage, "bad_name", "'\(name)' looks like the id of a revision",
        hint: "choose another name")
    }
    guard (try? revision.target.tagRef(name)) != nil, !name.contains(":") else {
      throw LifecycleError(
        .usage, "bad_name", "'\(VisibleText.line(name))' cannot be the name of a revision",
        hint: "use letters, digits, dots and hyphens, such as release-7")
    }
    try TagRecording(session.context()).tag(revision, commit, name)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "tag": JSONShapes.text(name),
        "target": JSONShapes.text(revision.target.description),
        "revision": JSONShapes.text(revision.id),
      ])
    }
    session.say("\(revision.target)@\(VisibleText.line(name)) is \(revision.id)")
    return .done
  }

  private static func isRevisionID(_ name: String) -> Bool {
    name.hasPrefix("r") && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
  }
}
