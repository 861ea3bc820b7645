import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm list`
enum ListCommand: Command {
  static let name = "list"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Lists integrations",
    examples: [
      UsageExample("ilm list", "of all environments"),
      UsageExample("ilm list production --app shopify", "those that use Shopify"),
    ],
    positionals: [
      PositionalDeclaration(
        "ENV", .optional, kind: .dynamic("environment"), help: "Only of this environment")
    ],
    options: [
      .value("search", "TEXT", help: "Only those with this text in their names"),
      .value("app", "APP", help: "Only those that use this application"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    var skipped = SkippedEnvironments()
    let statuses = try collect(session, &skipped).filter { isWanted($0, session.arguments) }
    if session.isJSON {
      session.emit(skipped.added(to: JSONShapes.list(statuses)))
    } else if statuses.isEmpty {
      try explainNothing(session)
    } else {
      show(statuses, session)
    }
    skipped.show(session)
    return skipped.exitCode ?? .done
  }

  /// Says why nothing is listed: histories may have been fetched, and no environment be declared.
  private static func explainNothing(_ session: Session) throws {
    let recorded = try recordedAlone(session)
    guard !recorded.isEmpty else { return session.talk("No integrations found") }
    session.talk("No environment is declared here, but these are recorded:")
    for target in recorded { session.say(target.description) }
    session.talk(
      "Next: ilm revisions \(recorded[0]), or ilm env add \(recorded[0].environment) URL")
  }

  /// What is recorded where no environment is declared: somebody else's histories.
  static func recordedAlone(_ session: Session) throws -> [TargetName] {
    let declared = try session.context().configuration.environments
    return declared.isEmpty ? try session.repository().recordedTargets() : []
  }

  private static func show(_ statuses: [StatusOperation.TargetStatus], _ session: Session) {
    var table = Table([
      Table.Column("TARGET"), Table.Column("NAME", isFlexible: true),
      Table.Column("APPLICATIONS", widthMax: 30), Table.Column("FLOWS", .right),
      Table.Column("APIS", .right), Table.Column("TOOLS", .right), Table.Column("REVISION"),
      Table.Column("CHANGED"),
    ])
    for status in statuses {
      let changed =
        switch status.changed {
        case true?: Table.Cell("yes", .yellow)
        case false?: Table.Cell("no")
        case nil: Table.Cell("-", .dim)
        }
      table.append([
        Table.Cell(status.entry.target.description, .bold), Table.Cell(status.entry.name),
        Table.Cell(status.applications.joined(separator: ", ")),
        Table.Cell(String(status.counts[.flows])),
        Table.Cell(String(status.counts[.apis])),
        Table.Cell(String(status.counts[.tools])),
        Table.Cell(status.revision ?? "-"), changed,
      ])
    }
    session.page(table.render(session.capabilities))
  }

  private static func collect(
    _ session: Session, _ skipped: inout SkippedEnvironments
  ) throws -> [StatusOperation.TargetStatus] {
    let resolver = try session.resolver()
    let names =
      try session.arguments.operand("ENV").map { [$0] }
      ?? session.context().configuration.environments.map(\.name)
    var statuses: [StatusOperation.TargetStatus] = []
    try skipped.each(names) { name in
      statuses += try StatusOperation(session.context())
        .run(try resolver.directory(of: name).entries, of: name, resolver)
        .filter { $0.entry.id != nil || $0.entry.isRecorded || !$0.counts.isEmpty }
    }
    return statuses
  }

  private static func isWanted(
    _ status: StatusOperation.TargetStatus, _ arguments: ParsedCommand
  ) -> Bool {
    if let text = arguments.value("search")?.lowercased(),
      !status.entry.name.lowercased().contains(text),
      !status.entry.target.integration.contains(text)
    {
      return false
    }
    if let application = arguments.value("app")?.lowercased() {
      return status.applications.contains { $0.lowercased() == application }
    }
    return true
  }
}
