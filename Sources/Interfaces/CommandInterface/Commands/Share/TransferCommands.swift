import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Terminal

/// `ilm fetch`
enum FetchCommand: Command {
  static let name = "fetch"
  static let declaration = CommandDeclaration(
    name, group: "Share", summary: "Takes over what another repository recorded",
    discussion: "Histories that go on from what is here are taken over, with their tags. A target "
      + "of which both sides recorded revisions is left as it is and named; the exit code is 3 "
      + "then. --replace takes the other side's history for the targets that are given; the one "
      + "that was here is kept below refs/replaced.",
    examples: [
      UsageExample("ilm fetch team", "everything from the remote 'team'"),
      UsageExample("ilm fetch /mnt/team production/orders", "one integration, by address"),
    ],
    positionals: TransferRunning.positionals, options: TransferRunning.options)

  static func run(_ session: Session) throws -> ExitCode {
    try TransferRunning.run(.fetch, session)
  }
}

/// `ilm push`
enum PushCommand: Command {
  static let name = "push"
  static let declaration = CommandDeclaration(
    name, group: "Share", summary: "Gives another repository what was recorded here",
    discussion: "Only what the other side lacks is copied; its refs move in one step once "
      + "everything is there. A target of which both sides recorded revisions is left as it is "
      + "and named; the exit code is 3 then. --replace puts this history in the place of the "
      + "other for the targets that are given; the other is kept below refs/replaced.",
    examples: [
      UsageExample("ilm push team", "everything to the remote 'team'"),
      UsageExample("ilm push /mnt/team production/orders --dry-run", "see what would go"),
    ],
    positionals: TransferRunning.positionals, options: TransferRunning.options)

  static func run(_ session: Session) throws -> ExitCode {
    try TransferRunning.run(.push, session)
  }
}

/// What fetch and push share.
enum TransferRunning {
  static let positionals = [
    PositionalDeclaration(
      "REMOTE", kind: .dynamic("remote"), help: "The name of a remote, or a path with a slash"),
    PositionalDeclaration(
      "TARGET", .zeroOrMore, kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION; all if none"),
  ]

  static let options: [OptionDeclaration] = [
    .flag("dry-run", help: "Shows what would be done"),
    .flag("replace", help: "Replaces histories that have diverged, of the targets given"),
  ]

  static func run(
    _ direction: SharingOperation.Direction, _ session: Session
  ) throws -> ExitCode {
    let targets = try targets(session)
    let replaces = session.arguments.flag("replace")
    guard !replaces || targets != nil else {
      throw LifecycleError(
        .usage, "targets_required", "--replace needs the targets whose histories are replaced",
        hint: "name them: ENVIRONMENT/INTEGRATION")
    }
    let other = try RemoteCommand.open(session.arguments.required("REMOTE"), session)
    let report = try SharingOperation(try session.context(), with: other).run(
      direction, targets: targets, replacesDiverged: replaces,
      isDryRun: session.arguments.flag("dry-run"))
    if session.isJSON { session.emit(json(report, other)) } else { show(report, session) }
    if session.arguments.flag("dry-run") { session.talk("This was a dry run: nothing was copied") }
    return report.isIncomplete ? .refused : .done
  }

  private static func targets(_ session: Session) throws -> [TargetName]? {
    let names = session.arguments.operands("TARGET")
    guard !names.isEmpty else { return nil }
    return try names.map { name in
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw LifecycleError(
          .usage, "bad_target", "'\(name)' is no target", hint: "write ENVIRONMENT/INTEGRATION")
      }
      return TargetName(environment: parts[0], integration: parts[1])
    }
  }

  private static func json(_ report: TransferReport, _ other: Repository) -> JSONValue {
    [
      "schemaVersion": JSONShapes.schemaVersion, "remote": JSONShapes.text(other.directory),
      "objects": JSONShapes.number(report.objectCount),
      "bytes": JSONShapes.number(report.byteCount),
      "targets": .array(
        report.targets.map {
          [
            "target": JSONShapes.text($0.name.description),
            "status": JSONShapes.text($0.status.rawValue),
            "before": JSONShapes.text($0.before), "after": JSONShapes.text($0.after),
          ]
        }),
      "tags": .array(report.tags.map { JSONShapes.text($0.text) }),
      "otherTags": .array(report.otherTags.map { JSONShapes.text($0.text) }),
    ]
  }

  private static func show(_ report: TransferReport, _ session: Session) {
    var table = Table([
      Table.Column("TARGET"), Table.Column("REVISION"), Table.Column("STATUS", isFlexible: true),
    ])
    for target in report.targets where target.status != .current {
      let moves = [.new, .updated, .replaced].contains(target.status)
      let revision = moves ? target.after : target.before
      table.append([
        Table.Cell(target.name.description, .bold), Table.Cell(revision ?? "-"),
        Table.Cell(text(target.status)),
      ])
    }
    let current = report.targets.count { $0.status == .current }
    let isShown =
      !session.isQuiet || report.isIncomplete || session.arguments.flag("dry-run")
    if isShown, current < report.targets.count {
      session.out.write(table.render(session.capabilities))
    }
    session.tell(
      "\(Wording.count(report.objectCount, "object")), \(Wording.count(report.tags.count, "tag")), "
        + "\(Wording.count(current, "target")) up to date")
    for tag in report.otherTags {
      session.talk(
        "'\(VisibleText.line(tag.text))' names another revision there; it stays as it is")
    }
    if report.targets.contains(where: { $0.status == .diverged }) {
      session.complain(
        "hint: both sides recorded these; decide which history goes on and name its targets with "
          + "--replace, here or from the other side; the other history is kept")
    }
  }

  private static func text(_ status: TransferReport.Status) -> String {
    switch status {
    case .new: "new"
    case .updated: "updated"
    case .current: "up to date"
    case .ahead: "the other side is ahead"
    case .diverged: "diverged: left as it is"
    case .replaced: "replaced; the other history is kept below refs/replaced"
    case .inProgress: "in progress: left as it is"
    }
  }
}
