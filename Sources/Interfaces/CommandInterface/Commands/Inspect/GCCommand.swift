import FileStorage
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm gc`
enum GCCommand: Command {
  static let declaration = CommandDeclaration(
    "gc", group: "Repository", summary: "Packs the repository and removes what nobody needs",
    discussion:
      "Everything that revisions, reflogs and open operations need goes into one pack, as "
      + "differences where that is smaller. What nobody needs is removed once it is old enough, as "
      + "are temporary files of interrupted operations. Others may read and record meanwhile.",
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
    let report = try GarbageCollection.run(
      try session.repository(),
      removingBefore: try cutoff(session.arguments.value("prune") ?? "2w", now), now: now)
    if session.isJSON {
      session.emit(json(report))
    } else {
      let saved = report.byteCountBefore - report.byteCountAfter
      session.say(
        "\(Wording.count(report.packedCount, "object")) packed, \(report.removedCount) removed: "
          + "\(report.byteCountAfter) bytes, \(abs(saved)) \(saved < 0 ? "more" : "less") than before"
      )
      if report.heldCount > 0 {
        session.say(
          "\(Wording.count(report.heldCount, "object")) that nobody needs kept until old enough")
      }
    }
    return .done
  }

  private static func json(_ report: GarbageCollection.Report) -> JSONValue {
    [
      "schemaVersion": JSONShapes.schemaVersion,
      "packed": JSONShapes.number(report.packedCount),
      "removed": JSONShapes.number(report.removedCount),
      "held": JSONShapes.number(report.heldCount),
      "temporaryFiles": JSONShapes.number(report.temporaryCount),
      "bytesBefore": JSONShapes.number(report.byteCountBefore),
      "bytesAfter": JSONShapes.number(report.byteCountAfter),
    ]
  }

  /// The time before which what nobody needs must have been written.
  static func cutoff(_ age: String, _ now: FileTimestamp) throws(LifecycleError) -> FileTimestamp {
    switch age {
    // What was written in this very moment counts too, whatever the file system's clock rounds to.
    case "now": return FileTimestamp(seconds: now.seconds + 60, nanoseconds: 0)
    case "never": return FileTimestamp(seconds: .min, nanoseconds: 0)
    default: break
    }
    let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = age.last.flatMap({ units[$0] }), let count = Int64(age.dropLast()),
      (0...100_000).contains(count)
    else {
      throw LifecycleError(
        .usage, "bad_age", "'\(age)' is no age", hint: "write 30m, 12h, 30d, 2w, now or never")
    }
    return FileTimestamp(seconds: now.seconds - count * unit, nanoseconds: now.nanoseconds)
  }
}
