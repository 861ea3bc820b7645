import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm status`
enum StatusCommand: Command {
  static let declaration = CommandDeclaration(
    "status", group: "Look", summary: "Tells what changed since the last revisions",
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
    for (environment, entries) in try wanted(session, resolver) {
      statuses += try StatusOperation(session.context())
        .run(entries, of: environment, resolver)
        .filter { $0.entry.id != nil || $0.entry.isRecorded || !$0.counts.isEmpty }
      if session.arguments.operand("WHAT")?.contains("/") != true {
        statuses += try StatusOperation(session.context())
          .gone(try resolver.directory(of: environment))
      }
    }
    statuses.sort { $0.entry.target < $1.entry.target }
    if session.isJSON {
      session.emit(JSONShapes.status(statuses))
    } else {
      show(statuses, session)
    }
    return statuses.contains { $0.changed ?? true } ? .differences : .done
  }

  /// Operations that were interrupted, and pulls that wait for their conflicts to be resolved.
  private static func showOpenOperations(_ session: Session) {
    let what = session.arguments.operand("WHAT")
    for target in (try? session.repository().openOperations()) ?? []
    where what == nil || what == target.environment || what == target.description {
      session.talk(
        session.palette.yellow("in progress: ") + "\(target); 'ilm continue \(target)' goes on, "
          + "'ilm cancel \(target)' takes it back")
    }
  }

  private static func wanted(
    _ session: Session, _ resolver: StateResolver
  ) throws -> [(String, [IntegrationDirectory.Entry])] {
    guard let what = session.arguments.operand("WHAT") else {
      return try session.context().configuration.environments.map {
        ($0.name, try resolver.directory(of: $0.name).entries)
      }
    }
    if what.contains("/") {
      let entry = try resolver.entry(what)
      return [(entry.target.environment, [entry])]
    }
    return [(what, try resolver.directory(of: what).entries)]
  }

  private static func show(_ statuses: [StatusOperation.TargetStatus], _ session: Session) {
    let changed = statuses.filter { $0.changed ?? true }
    for status in changed {
      let what =
        status.revision == nil
        ? "not recorded yet"
        : status.isGone
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
    showOpenOperations(session)
    if let first = changed.first(where: { $0.revision != nil && !$0.isGone }) {
      session.talk("'ilm diff \(first.entry.target)' shows what")
    }
  }
}
