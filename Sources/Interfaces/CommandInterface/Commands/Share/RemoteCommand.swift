import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Terminal

/// `ilm remote …`
enum RemoteCommand: Command {
  static let name = "remote"
  static let declaration = CommandDeclaration(
    name, group: "Share", summary: "Names other repositories",
    subcommands: [
      CommandDeclaration(
        "add", summary: "Gives another repository a name",
        examples: [
          UsageExample("ilm remote add team /mnt/team/integrations", "on a mounted disk")
        ],
        positionals: [
          PositionalDeclaration("NAME", help: "Letters, digits, dots, hyphens and underscores"),
          PositionalDeclaration("URL", help: "A path, or file:PATH"),
        ]),
      CommandDeclaration("list", summary: "Lists the remotes"),
      CommandDeclaration(
        "remove", summary: "Forgets a remote; nothing else changes",
        positionals: [
          PositionalDeclaration("NAME", kind: .dynamic("remote"), help: "The name of the remote")
        ]),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    switch session.arguments.path.last {
    case "add": try add(session)
    case "remove": try remove(session)
    default: try list(session)
    }
    return .done
  }

  private static func add(_ session: Session) throws {
    let name = session.arguments.required("NAME")
    guard isName(name) else {
      throw LifecycleError(
        .usage, "bad_name", "'\(name)' cannot be the name of a remote",
        hint: "use letters, digits, dots, hyphens and underscores")
    }
    guard try session.repository().configuration().remote(name) == nil else {
      throw LifecycleError(
        .refused, "remote_exists", "there is a remote '\(name)' already",
        hint: "'ilm remote remove \(name)' forgets it")
    }
    let address = try address(session.arguments.required("URL"), session)
    _ = try address.open(on: session.world.fileSystem)
    let entry = RepositoryConfiguration.RemoteEntry(
      name: name, url: address.resolved(on: session.world.fileSystem).description)
    try session.repository().changeConfiguration { $0.set(entry) }
    if session.isJSON {
      session.emit(["schemaVersion": JSONShapes.schemaVersion, "remote": json(entry)])
    }
    session.tell("\(name) is \(VisibleText.line(entry.url))")
  }

  private static func list(_ session: Session) throws {
    let remotes = try session.repository().configuration().remotes
    if session.isJSON {
      return session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "remotes": .array(remotes.map(json)),
      ])
    }
    guard !remotes.isEmpty else {
      return session.talk("No remotes; add one with 'ilm remote add NAME PATH'")
    }
    var table = Table([Table.Column("NAME"), Table.Column("ADDRESS", isFlexible: true)])
    for remote in remotes {
      table.append([Table.Cell(remote.name, .bold), Table.Cell(remote.url)])
    }
    session.out.write(table.render(session.capabilities))
  }

  private static func remove(_ session: Session) throws {
    let name = session.arguments.required("NAME")
    guard try session.repository().configuration().remote(name) != nil else {
      throw try unknown(name, session)
    }
    try session.repository().changeConfiguration { $0.removeRemote(name) }
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "removed": JSONShapes.text(name),
      ])
    }
    session.tell("Removed \(name); what came from it stays")
  }

  private static func json(_ entry: RepositoryConfiguration.RemoteEntry) -> JSONValue {
    ["name": JSONShapes.text(entry.name), "url": JSONShapes.text(entry.url)]
  }

  private static func isName(_ text: String) -> Bool {
    (try? RefName("refs/remotes/\(text)")) != nil
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5a).contains($0 & 0xdf)
          || [0x2d, 0x2e, 0x5f].contains($0)
      }
  }

  // MARK: Looking up

  /// Opens a remote by its name, or a repository by its address.
  static func open(_ text: String, _ session: Session) throws -> Repository {
    let fileSystem = session.world.fileSystem
    // No name of a remote has one of these.
    if text.contains(":") || text.contains("/") {
      return try address(text, session).open(on: fileSystem)
    }
    guard let remote = try session.repository().configuration().remote(text) else {
      throw try unknown(text, session)
    }
    return try address(remote.url, session).open(on: fileSystem)
  }

  private static func address(_ text: String, _ session: Session) throws -> RemoteAddress {
    guard let address = RemoteAddress(text, absolute: session.world.absolute) else {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(text)' is no address that can be reached",
        hint: "give the path of a folder; 'git push --mirror' reaches a git host")
    }
    return address
  }

  private static func unknown(_ name: String, _ session: Session) throws -> LifecycleError {
    let known = try session.repository().configuration().remotes.map(\.name)
    return LifecycleError(
      .usage, "unknown_remote", "there is no remote '\(name)'",
      hint: known.isEmpty
        ? "add one with 'ilm remote add NAME PATH'"
        : "the remotes are \(known.joined(separator: ", ")); a path with a slash works too")
  }
}
