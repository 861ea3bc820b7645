import FileStorage
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// What commands that go through a plan have in common: show it, save it, or ask and apply it.
enum PlanRunning {
  /// The options of such commands.
  static let options: [OptionDeclaration] = [
    .flag("dry-run", help: "Shows the plan and writes nothing"),
    .value("plan", "FILE", kind: .file, help: "Writes the plan to a file and nothing else"),
  ]
  static let exclusive = [["dry-run", "plan"]]
  private static let option = "--plan FILE"

  /// What became of a plan.
  enum Outcome {
    /// It was only shown or saved.
    case planned
    case applied(PlanApplication.Report)
  }

  /// Shows a plan and carries it out as the options say.
  ///
  /// - Parameter apply: Called after the user has agreed, and before anything is written.
  static func run(
    _ plan: Plan, _ session: Session, typing name: String,
    apply: () throws -> PlanApplication.Report
  ) throws -> Outcome {
    if try isOnlyPlanned(plan, session) { return .planned }
    try confirm(plan, session, typing: name)
    return .applied(try apply())
  }

  /// Saves or shows a plan if the options say so, and tells whether they did.
  static func isOnlyPlanned(_ plan: Plan, _ session: Session) throws -> Bool {
    if let path = try planPath(session) {
      try save(plan, path, session)
      return true
    }
    guard session.arguments.flag("dry-run") else {
      try session.requireWritable(plan.target.environment)
      return false
    }
    show(plan, session)
    return true
  }

  /// Where the plan is saved, if it is; see ``Session/outputPath(_:option:)``.
  static func planPath(_ session: Session) throws -> String? {
    try session.arguments.value("plan").map { try session.outputPath($0, option: option) }
  }

  /// Shows a plan and asks.
  static func confirm(_ plan: Plan, _ session: Session, typing name: String) throws {
    // What is agreed to already is told once, when it is done.
    session.show(plan, withFollowUps: !session.arguments.flag("yes"))
    try session.confirm("Apply this plan?", in: plan.target.environment, typing: name)
  }

  /// Says what was recorded of an integration that something is taken from.
  static func talk(recorded revision: Revision?, _ session: Session) {
    guard let revision else { return }
    session.talk("Recorded \(revision.target)@\(revision.id), the state that this comes from")
  }

  /// Makes again what was agreed to, now that it may be recorded.
  ///
  /// - Throws: ``LifecycleError`` `stale_plan` if something was edited meanwhile.
  static func remake<Made>(_ make: () throws -> Made) throws -> Made {
    do {
      return try make()
    } catch let error as LifecycleError where error.code == "environment_changed" {
      throw LifecycleError(
        .refused, "stale_plan",
        "something was changed since the plan was shown, so it is not applied: \(error.message)",
        hint: "run it again and look at the plan as it is then; nothing was changed",
        details: error.details)
    }
  }

  private static func show(_ plan: Plan, _ session: Session) {
    if session.isJSON {
      session.emit(JSONShapes.planned(plan))
    } else {
      session.out.write(PlanText.of(plan, session.palette))
    }
  }

  private static func save(_ plan: Plan, _ path: String, _ session: Session) throws {
    try session.write(
      plan.json.prettyBytes(), to: path, permissions: 0o600, option: option)
    if session.isJSON || !session.isQuiet { show(plan, session) }
    let place = VisibleText.line(path)
    session.talk("The plan is in \(place); 'ilm apply \(place)' applies it")
  }

  /// Says what was done and what is left to do.
  static func report(
    _ report: PlanApplication.Report, resolved: [PullConflict] = [], _ session: Session
  ) {
    let revision = report.revision
    if session.isJSON {
      session.emit(JSONShapes.applied(report, resolved: resolved))
      return
    }
    session.tell(
      "\(session.palette.bold("\(revision.target)@\(revision.id)"))  "
        + "\(VisibleText.line(revision.description)): \(RevisionText.changes(revision))")
    for followUp in revision.followUps {
      // What the plan did not tell is said in any case.
      let isComplaint = session.isQuiet && !report.plan.followUps.contains(followUp)
      let words = (followUp.code, followUp.name, followUp.hint)
      for line in PlanText.followUps([words], session.palette) {
        isComplaint ? session.complain(line) : session.tell(line)
      }
    }
  }
}
