import FileStorage
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import Terminal

/// `ilm init`
enum InitCommand: Command {
  static let name = "init"
  static let declaration = CommandDeclaration(
    name, group: "Set up", summary: "Makes a repository",
    discussion: "The repository is the folder .ilm; it is found from any folder below. It is a "
      + "bare git repository, so git can read, verify and mirror it. Where one has lost its file HEAD or "
      + "config, that is made anew, and nothing else is touched.",
    examples: [
      UsageExample("ilm init", "in this folder"),
      UsageExample("ilm init backups --object-format sha1", "for a git host without SHA-256"),
    ],
    positionals: [PositionalDeclaration("DIR", .optional, kind: .folder, help: "The folder")],
    options: [
      .value(
        "object-format", "FORMAT", kind: .choice(["sha256", "sha1"]), defaultText: "sha256",
        help: "The hash function that names objects")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let path = session.arguments.operand("DIR") ?? session.arguments.value("repo") ?? "."
    let format = ObjectFormat(name: session.arguments.value("object-format") ?? "sha256") ?? .sha256
    let folder = session.world.absolute(path)
    let packs = "\(folder)/\(Repository.folderName)/objects/pack"
    let wasThere = (try? session.world.fileSystem.entries(ofDirectory: packs).isEmpty) == false
    let repository = try initialize(folder, format, session)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion,
        "repository": JSONShapes.text(repository.directory),
        "objectFormat": JSONShapes.text(repository.format.name),
      ])
    }
    let place = VisibleText.line(repository.directory)
    session.tell(
      wasThere
        ? "Put back what was missing in \(place); nothing else was touched"
        : "Made an empty repository in \(place)")
    session.talk("Next: " + next(repository, wasThere: wasThere))
    return .done
  }

  private static func next(_ repository: Repository, wasThere: Bool) -> String {
    let hasEnvironments = (try? repository.configuration().environments.isEmpty) == false
    guard wasThere else { return "ilm env add NAME dir:PATH" }
    return hasEnvironments
      ? "ilm fsck" : "ilm env add NAME dir:PATH, for each environment there was"
  }

  private static func initialize(
    _ path: String, _ format: ObjectFormat, _ session: Session
  ) throws -> Repository {
    do {
      return try Repository.initialize(
        in: path, format: format, fileSystem: session.world.fileSystem)
    } catch let error as FileSystemError where error.code == .permissionDenied {
      throw LifecycleError(
        .environment, "file_failed", error.message,
        hint: "'ilm init DIR' makes it in another folder; its accounts may be anywhere")
    }
  }
}
