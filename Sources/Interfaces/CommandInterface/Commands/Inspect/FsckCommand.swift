import LosslessJSON
import ObjectModel
import RepositoryCore
import Terminal

/// `ilm fsck`
enum FsckCommand: Command {
  static let declaration = CommandDeclaration(
    "fsck", group: "Repository", summary: "Verifies the whole repository",
    discussion: "Every object is read and hashed, every link followed. Damage is reported with "
      + "the revisions it touches; nothing is repaired or deleted. Exit code 5 means damage.",
    examples: [
      UsageExample("ilm fsck", "verify everything"),
      UsageExample("ilm fsck --expect 1f3a…", "also notice if the newest history is gone"),
    ],
    options: [
      .flag("full", help: "Also checks what usual runs may skip; today they skip nothing"),
      .value("expect", "COMMIT", help: "A commit that must be part of the history"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let report = RepositoryVerification.run(
      try session.repository(), expecting: session.arguments.value("expect"))
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "ok": .bool(report.isSound),
        "objects": JSONShapes.number(report.objectCount),
        "revisions": JSONShapes.number(report.revisionCount),
        "problems": .array(
          report.problems.map {
            [
              "object": JSONShapes.text($0.object), "problem": JSONShapes.text($0.message),
              "revisions": .array($0.revisions.map { JSONShapes.text($0) }),
            ]
          }),
      ])
    } else {
      for problem in report.problems {
        session.say(session.palette.red("damaged: ") + VisibleText.line(problem.message))
        if !problem.revisions.isEmpty {
          session.say("    needed by \(problem.revisions.joined(separator: ", "))")
        }
      }
      session.say(
        "\(Wording.count(report.objectCount, "object")), "
          + "\(Wording.count(report.revisionCount, "revision")): "
          + (report.isSound ? "all sound" : Wording.count(report.problems.count, "problem")))
    }
    return report.isSound ? .done : .damaged
  }
}
