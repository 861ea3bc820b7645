import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm status`
enum StatusCommand: Command {
  static let name = "status"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Tells what changed since the last revisions",
    discussion: "Writes nothing. Exit code 1 means that something changed.",
    examples: [
      UsageExample("ilm status", "all environments"),
      UsageExample("ilm status production/orders", "one integration"),
    ],
    positionals: [
      PositionalDeclaration(
        "WHAT", .optional, kind: .dynamic("target"), help: "A target or an environment")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    var statuses: [StatusOperation.TargetStatus] = []
    var skipped = SkippedEnvironments()
    try skipped.each(try environments(session)) { environment in
      let entries = try wanted(session, environment, resolver)
      statuses += try StatusOperation(session.context())
        .run(entries, of: environment, resolver)
        .filter { $0.entry.id != nil || $0.entry.isRecorded || !$0.counts.isEmpty }
      if session.arguments.operand("WHAT")?.contains("/") != true {
        statuses += try StatusOperation(session.context())
          .gone(try resolver.directory(of: environment))
      }
    }
    statuses.sort { $0.entry.target < $1.entry.target }
    let open = try openOperations(statuses, session)
    if session.isJSON {
      session.emit(skipped.added(to: json(statuses, open)))
    } else {
      try show(statuses, open, session)
      try explainNothing(session)
    }
    skipped.show(session)
    for (target, error) in open.unreadable {
      session.complain(
        session.palette.red("not read: ") + "the operation of \(target): "
          + VisibleText.line(FailureReport(ofProgram: error).message))
    }
    return skipped.exitCode ?? (statuses.contains { $0.changed ?? true } ? .differences : .done)
  }

  /// Says why nothing was looked at: histories may have been fetched, and no environment be declared.
  private static func explainNothing(_ session: Session) throws {
    guard let first = try ListCommand.recordedAlone(session).first else { return }
    session.talk(
      "No environment is declared here, so nothing was looked at; 'ilm list' names what is recorded"
    )
    session.talk("Next: ilm env add \(first.environment) URL")
  }

  /// So many paused flows are named.
  private static let pausedCountMax = 10

  /// Operations that were interrupted, and pulls that wait for their conflicts to be resolved.
  private static func openOperations(
    _ statuses: [StatusOperation.TargetStatus], _ session: Session
  ) throws -> StatusOperation.OpenOperations {
    let what = session.arguments.operand("WHAT")
    let seen = Set(statuses.map(\.entry.target))
    return try StatusOperation(session.context()).inProgress(besides: statuses) {
      what == nil || what == $0.environment || seen.contains($0)
    }
  }

  private static func json(
    _ statuses: [StatusOperation.TargetStatus], _ open: StatusOperation.OpenOperations
  ) -> JSONValue {
    let json = JSONShapes.status(statuses, inProgress: open)
    guard !open.unreadable.isEmpty, case .object(var object) = json else { return json }
    object["unreadable"] = .array(
      open.unreadable.map { target, error in
        [
          "target": JSONShapes.text(target.description),
          "error": FailureReport(ofProgram: error).json["error"] ?? .null,
        ]
      })
    return .object(object)
  }

  private static func unrecorded(_ target: TargetName, _ session: Session) throws -> String {
    try session.repository().lostJournal(of: target) == nil
      ? "not recorded yet" : "its refs are gone; 'ilm fsck' names them"
  }

  private static func show(_ open: StatusOperation.OpenOperations, _ session: Session) {
    for target in open.revisions.map(\.target) {
      session.talk(
        session.palette.yellow("in progress: ") + "\(target); 'ilm continue \(target)' goes on, "
          + "'ilm cancel \(target)' takes it back")
      guard let flows = open.pausedFlows[target], !flows.isEmpty else { continue }
      session.talk(
        "  paused until then: "
          + flows.prefix(pausedCountMax).map(\.name.description).joined(separator: ", ")
          + (flows.count > pausedCountMax ? " and \(flows.count - pausedCountMax) more" : ""))
    }
  }

  /// The environments that are looked at: that of the operand, or all.
  private static func environments(_ session: Session) throws -> [String] {
    guard let what = session.arguments.operand("WHAT") else {
      return try session.context().configuration.environments.map(\.name)
    }
    return [what.contains("/") ? try StateResolver.split(what).environment : what]
  }

  private static func wanted(
    _ session: Session, _ environment: String, _ resolver: StateResolver
  ) throws -> [IntegrationDirectory.Entry] {
    if let what = session.arguments.operand("WHAT"), what.contains("/") {
      return [try resolver.entry(what)]
    }
    return try resolver.directory(of: environment).entries
  }

  /// What to do about an integration that is gone.
  static func wayOut(of target: TargetName, _ revision: String) -> String {
    "'ilm revert \(target) --to \(revision)' brings it back, 'ilm delete \(target)' takes its loss "
      + "for meant; its history stays"
  }

  private static func show(
    _ statuses: [StatusOperation.TargetStatus], _ open: StatusOperation.OpenOperations,
    _ session: Session
  ) throws {
    let changed = statuses.filter { $0.changed ?? true }
    for status in changed {
      let what =
        status.revision == nil
        ? try unrecorded(status.entry.target, session)
        : status.entry.isGone
          ? "no longer in the environment"
          : status.contentChanged
            ? DifferenceText.summary(status.summary) : "environment fields or sample data changed"
      session.say(
        session.palette.yellow("~ \(status.entry.target)") + "  "
          + (status.revision.map { "since \($0): " } ?? "") + what)
    }
    session.say(
      changed.isEmpty
        ? "\(Wording.count(statuses.count, "integration")), nothing changed"
        : "\(changed.count) of \(Wording.count(statuses.count, "integration")) changed")
    show(open, session)
    if let first = changed.first(where: { $0.revision != nil && !$0.entry.isGone }) {
      session.talk("'ilm diff \(first.entry.target)' shows what")
    }
    if let gone = changed.first(where: \.entry.isGone), let revision = gone.revision {
      session.talk(wayOut(of: gone.entry.target, revision))
    }
  }
}
