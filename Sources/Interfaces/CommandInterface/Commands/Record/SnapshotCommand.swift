import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm snapshot`
enum SnapshotCommand: Command {
  static let name = "snapshot"
  static let declaration = CommandDeclaration(
    name, group: "Record", summary: "Records revisions of integrations as they are now",
    examples: [
      UsageExample("ilm snapshot production/orders -m 'before the release'", "one integration"),
      UsageExample("ilm snapshot --all production --if-changed", "all that has changed"),
    ],
    positionals: [
      PositionalDeclaration(
        "TARGET", .zeroOrMore, kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ],
    options: [
      .value("all", "ENV", kind: .dynamic("environment"), help: "Every integration of it"),
      .value("message", short: "m", "TEXT", help: "What the revision says of itself"),
      .flag("if-changed", help: "Records nothing where nothing changed"),
      .flag("atomic", help: "Records all or none"),
    ], exclusive: [["TARGET", "all"]])

  static func run(_ session: Session) throws -> ExitCode {
    let options = SnapshotOperation.Options(
      description: session.arguments.value("message") ?? "snapshot",
      onlyIfChanged: session.arguments.flag("if-changed"),
      isAtomic: session.arguments.flag("atomic"))
    let resolver = try session.resolver()
    let operation = SnapshotOperation(try session.context(), options)
    var report = SnapshotOperation.Report()
    let wanted = try wanted(session, resolver)
    let gone = try session.arguments.value("all").map { try resolver.directory(of: $0).gone }
    for (environment, entries) in wanted {
      for warning in try resolver.warnings(of: environment) {
        session.talk("warning: \(VisibleText.line(warning))")
      }
      report.append(try operation.run(entries, of: environment, resolver))
    }
    report.gone = try gone.map { try missed($0, session, &report) }
    if session.isJSON {
      session.emit(JSONShapes.snapshot(report))
    } else {
      show(report, session)
    }
    return report.skipped.first.map { ExitCode($0.error.category) } ?? .done
  }

  /// Which of the integrations that are gone are missed; those that cannot be told of are listed.
  private static func missed(
    _ gone: [TargetName], _ session: Session, _ report: inout SnapshotOperation.Report
  ) throws -> [TargetName] {
    let operation = StatusOperation(try session.context())
    return gone.filter { target in
      do {
        return try operation.isMissed(target)
      } catch {
        let failure = FailureReport(ofProgram: error)
        report.skip(
          target,
          LifecycleError(failure.category, failure.code, failure.message, hint: failure.hint))
        return false
      }
    }
  }

  /// The integrations that were asked for, by environment.
  private static func wanted(
    _ session: Session, _ resolver: StateResolver
  ) throws -> [(String, [IntegrationDirectory.Entry])] {
    if let environment = session.arguments.value("all") {
      return [(environment, try resolver.entriesWithContent(of: environment))]
    }
    let targets = session.arguments.operands("TARGET")
    guard !targets.isEmpty else {
      throw LifecycleError(
        .usage, "missing_operand", "no target is given",
        hint: "name one, such as production/orders, or use --all ENVIRONMENT")
    }
    let declared = try session.context().configuration
    if let environment = targets.first(where: { declared.environment($0) != nil }) {
      throw LifecycleError(
        .usage, "bad_target", "'\(environment)' is an environment, and a target is one integration",
        hint:
          "'ilm snapshot --all \(environment)' records all of it; 'ilm list \(environment)' shows "
          + "what there is")
    }
    var seen: Set<TargetName> = []
    let entries = try targets.map { try resolver.entry($0) }.filter {
      seen.insert($0.target).inserted
    }
    return Dictionary(grouping: entries, by: \.target.environment).sorted { $0.key < $1.key }
  }

  private static func show(gone: [TargetName], _ session: Session) {
    session.talk(
      session.palette.yellow("no longer in the environment: ")
        + gone.prefix(10).map(\.description).joined(separator: ", ")
        + (gone.count > 10 ? " and \(gone.count - 10) more" : ""))
    session.talk(StatusCommand.wayOut(of: gone[0], "REVISION"))
  }

  private static func show(_ report: SnapshotOperation.Report, _ session: Session) {
    let revisions = report.revisions
    let shown = 30
    for revision in revisions.prefix(shown) {
      session.tell(
        "\(session.palette.bold("\(revision.target)@\(revision.id)"))  "
          + VisibleText.line(RevisionText.changes(revision)))
    }
    if revisions.count > shown { session.tell("… and \(revisions.count - shown) more") }
    session.tell(
      "\(Wording.count(revisions.count, "revision")) recorded"
        + (report.unchanged.isEmpty ? "" : ", \(report.unchanged.count) unchanged")
        + (report.skipped.isEmpty ? "" : ", \(report.skipped.count) skipped"))
    if let gone = report.gone, !gone.isEmpty { show(gone: gone, session) }
    for (target, error) in report.skipped {
      session.complain(
        session.palette.red("skipped ") + "\(target): " + VisibleText.line(error.message))
      if let hint = error.hint { session.complain("hint: " + VisibleText.line(hint)) }
    }
    let dangling = report.warnings.count { $0.warning.code == .danglingReference }
    if dangling > 0 {
      session.talk(
        "warning: \(Wording.count(dangling, "reference")) to nothing; 'ilm lint TARGET' names them")
    }
    for (target, warning) in report.warnings.filter({ $0.warning.code != .danglingReference })
      .prefix(10)
    {
      session.talk("warning: \(target) \(warning.key): \(VisibleText.line(warning.message))")
    }
  }
}
