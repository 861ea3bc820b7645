import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import Terminal

/// `ilm fsck`
enum FsckCommand: Command {
  static let name = "fsck"
  static let declaration = CommandDeclaration(
    name, group: "Repository", summary: "Verifies the whole repository",
    discussion: "Every object is read and hashed, every link followed; journals, facts, refs and "
      + "their histories are compared with each other. Damage is reported with the revisions it "
      + "touches. Nothing is changed unless --repair is given, and nothing is ever deleted. Exit "
      + "code 5 means damage.",
    examples: [
      UsageExample("ilm fsck", "verify everything"),
      UsageExample("ilm fsck --expect 1f3a…", "also notice if the newest history is gone"),
      UsageExample("ilm fsck --repair", "make lost or damaged indexes anew from their packs"),
    ],
    options: [
      .flag("full", help: "Also compares indexes with what they index and parses every document"),
      .value("expect", "COMMIT", help: "A commit that must be part of the history"),
      .flag("repair", help: "First makes anew what can be made without loss"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let repository = try session.repository()
    let repairs = session.arguments.flag("repair") ? try RepositoryRepair.run(repository) : []
    var options = RepositoryVerification.Options()
    options.isFull = session.arguments.flag("full")
    options.expectedCommit = try expectedCommit(session)
    let states = StateVerification(repository)
    options.checkState = { try states.problems(of: $0) }
    let report = RepositoryVerification.run(repository, options)
    if session.isJSON {
      session.emit(JSONShapes.check(report, repaired: repairs))
    } else {
      show(report, repairs, session)
    }
    return report.isSound ? .done : .damaged
  }

  private static func expectedCommit(_ session: Session) throws -> String? {
    guard let text = session.arguments.value("expect") else { return nil }
    guard CommitID(hex: text) != nil else {
      throw LifecycleError(
        .usage, "bad_commit", "'\(text)' is no full commit id",
        hint: "'ilm revisions TARGET --json' has it as 'commit'")
    }
    return text
  }

  private static func show(
    _ report: RepositoryVerification.Report, _ repairs: [RepositoryRepair.Action],
    _ session: Session
  ) {
    for repair in repairs {
      session.say("repaired: made '\(VisibleText.line(repair.path))' anew")
      if let place = repair.setAside {
        session.say("    what was there is '\(VisibleText.line(place))'")
      }
    }
    for problem in report.problems {
      session.say(session.palette.red("damaged: ") + VisibleText.line(problem.message))
      if !problem.revisions.isEmpty {
        session.say("    needed by \(problem.revisions.joined(separator: ", "))")
      }
    }
    for notice in report.notices {
      session.say(session.palette.dim("notice: ") + VisibleText.line(notice.message))
    }
    session.say(
      "\(Wording.count(report.objectCount, "object")), "
        + "\(Wording.count(report.revisionCount, "revision")): "
        + (report.isSound ? "all sound" : Wording.count(report.problems.count, "problem")))
  }
}
