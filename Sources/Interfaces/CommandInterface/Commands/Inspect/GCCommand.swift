import FileStorage
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm gc`
enum GCCommand: Command {
  static let name = "gc"
  static let declaration = CommandDeclaration(
    name, group: "Repository", summary: "Packs the repository and removes what nobody needs",
    discussion:
      "Everything that revisions, reflogs and open operations need goes into one pack, as "
      + "differences where that is smaller. What nobody needs is removed once it is old enough, as "
      + "are temporary files of interrupted operations. Others may read and record meanwhile. Copies "
      + "of deleted documents in the '.deleted' of folder environments are removed after 30 days, "
      + "unless an operation there is open or --prune never is given.",
    examples: [
      UsageExample("ilm gc", "pack everything; remove what nobody has needed for two weeks"),
      UsageExample("ilm gc --prune now", "also remove what nobody needs since a moment ago"),
    ],
    options: [
      .value(
        "prune", "AGE", defaultText: "2w",
        help: "How old what nobody needs must be to be removed: 12h, 30d, 2w, now or never")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let time = session.world.now()
    let now = FileTimestamp(
      seconds: time.seconds, nanoseconds: Int64(time.milliseconds) * 1_000_000)
    let age = try PruneAge(session.arguments.value("prune") ?? PruneAge.usual)
    let repository = try session.repository()
    let folders = try session.connector(try repository.configuration()).folders()
    let report = try GarbageCollection.run(
      repository, removingBefore: age.cutoff(at: now), now: now)
    let copies =
      age.removesNothing
      ? FormerCopies.Report() : try FormerCopies.remove(from: folders, of: repository, at: now)
    show(report, copies, session)
    return .done
  }

  private static func show(
    _ report: GarbageCollection.Report, _ copies: FormerCopies.Report, _ session: Session
  ) {
    if session.isJSON {
      return session.emit(JSONShapes.collection(report, copies))
    }
    let saved = report.byteCountBefore - report.byteCountAfter
    session.tell(
      "\(Wording.count(report.packedCount, "object")) packed, \(report.removedCount) removed: "
        + "\(report.byteCountAfter) bytes, \(abs(saved)) \(saved < 0 ? "more" : "less") than before"
    )
    if report.heldCount > 0 {
      session.tell(
        "\(Wording.count(report.heldCount, "object")) that nobody needs kept until old enough")
    }
    if copies.removedCount > 0 {
      session.tell(
        "\(Wording.count(copies.removedCount, "copy", "copies")) of deleted documents removed from "
          + "environments, older than 30 days")
    }
    for problem in copies.problems { session.warn(problem) }
  }
}
