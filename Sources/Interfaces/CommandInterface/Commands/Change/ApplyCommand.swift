import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm apply`
enum ApplyCommand: Command {
  static let name = "apply"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Applies a saved plan, or refuses it",
    discussion: "A plan is refused if its target changed since it was made, or if it was edited.",
    examples: [UsageExample("ilm apply plan.json", "apply what --plan wrote")],
    positionals: [PositionalDeclaration("PLAN", kind: .file, help: "The file with the plan")])

  static func run(_ session: Session) throws -> ExitCode {
    let plan = try Plan(json: try session.readJSON(session.arguments.required("PLAN")))
    let resolver = try session.resolver()
    try PlanRunning.confirm(plan, session, typing: plan.target.integration)
    PlanRunning.report(try PlanApplication(resolver).apply(plan, isSaved: true), session)
    return .done
  }
}

/// `ilm continue`
enum ContinueCommand: Command {
  static let name = "continue"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Resumes an operation that did not end",
    discussion: "Carries out the rest of a plan that was interrupted. A pull that waits for its "
      + "conflicts to be resolved is merged again with what is said here, or answered one by one on a "
      + "terminal, and carried out when none is left: its plan is shown and agreed to first, unless "
      + "the pull was begun with --yes.",
    examples: [
      UsageExample("ilm continue sandbox/orders", "carry out the rest of the plan"),
      UsageExample("ilm continue sandbox/orders --resolve c1=remote", "answer a conflict, go on"),
    ],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ], options: PullCommand.resolving)

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    try PlanApplication(resolver).requireEndable(target)
    var resolutions = try PullCommand.resolutions(session)
    let bindings = try PullCommand.bindings(session)
    let pull = PullOperation(resolver)
    let walk = ConflictWalk(session)
    if walk.isOffered,
      let waiting = try pull.waitingPull(into: target, resolutions, adding: bindings)
    {
      _ = try walk.answer(waiting, &resolutions) {
        try pull.waitingPull(into: target, $0, adding: bindings) ?? waiting
      }
    }
    let resumption = try pull.resume(target, resolutions, adding: bindings) { prepared in
      PullReport.talk(about: prepared, session)
      try confirm(prepared, session)
    }
    switch resumption {
    case .waiting(let revision, let prepared):
      return PullReport.conflicts(prepared, revision, session)
    case .applied(let report): PlanRunning.report(report, session)
    case nil:
      guard resolutions.isEmpty, bindings.pairs.isEmpty else {
        throw LifecycleError(
          .usage, "nothing_to_resolve", "no pull into '\(target)' waits for resolutions",
          hint: "'ilm continue \(target)' alone resumes an operation that was interrupted")
      }
      PlanRunning.report(try PlanApplication(resolver).resume(target), session)
    }
    return .done
  }

  /// The plan of a pull was never seen before its conflicts were resolved, so it is shown and agreed
  /// to; off a terminal the `--yes` of the pull is enough, but for production.
  private static func confirm(_ prepared: PullOperation.Prepared, _ session: Session) throws {
    let environment = prepared.target.environment
    let isProduction =
      try session.context().configuration.environment(environment)?.isProduction == true
    guard let plan = prepared.plan,
      isProduction || !prepared.isAgreed || session.prompt.isAvailable && !session.isJSON
    else { return }
    try PlanRunning.confirm(plan, session, typing: prepared.target.integration)
  }
}

/// `ilm cancel`
enum CancelCommand: Command {
  static let name = "cancel"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Rolls an operation back that did not end",
    discussion: "Undoes what was done, last step first. What somebody changed since is left as it "
      + "is and named.",
    examples: [UsageExample("ilm cancel sandbox/orders", "as it was before")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    let cancellation = try PlanApplication(resolver).cancel(target)
    if session.isJSON { session.emit(JSONShapes.canceled(cancellation)) }
    let revision = cancellation.revision
    if cancellation.isJournalMissing {
      session.complain(
        "\(target)@\(revision.id) is canceled and nothing is undone: its journal is gone, so that "
          + "nobody knows what it wrote")
    } else {
      session.tell("\(target)@\(revision.id) is canceled; what it had done is undone")
    }
    cancellation.left.forEach {
      session.complain(session.palette.yellow("left as it is: ") + VisibleText.line($0))
    }
    if cancellation.isJournalMissing { session.talk(wayOut(of: revision)) }
    return .done
  }

  /// How to see and take back what an operation without a journal may have written.
  private static func wayOut(of revision: Revision) -> String {
    let target = revision.target
    guard revision.before != nil else {
      return
        "Next: ilm list \(target.environment) shows what is there of it; 'ilm delete \(target)' "
        + "removes it"
    }
    return "Next: ilm diff \(target)@\(revision.id):before \(target) shows what it changed; "
      + "'ilm revert \(target) --to \(revision.id) --before --enable' takes it back"
  }
}
