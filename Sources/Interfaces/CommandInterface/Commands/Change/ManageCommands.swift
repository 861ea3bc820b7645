import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm create`
enum CreateCommand: Command {
  static let name = "create"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Creates an empty integration",
    examples: [
      UsageExample("ilm create sandbox 'Orders' --description 'Shop to ERP'", "in the sandbox")
    ],
    positionals: [
      PositionalDeclaration("ENV", kind: .dynamic("environment"), help: "The environment"),
      PositionalDeclaration("NAME", help: "The name, at most 100 characters"),
    ],
    options: [.value("description", "TEXT", help: "The description")] + PlanRunning.options,
    exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let environment = session.arguments.required("ENV")
    let resolver = try session.resolver()
    let plan = try IntegrationManagement(resolver).planCreation(
      session.arguments.required("NAME"), description: session.arguments.value("description"),
      in: environment)
    if try PlanRunning.isOnlyPlanned(plan, session) { return .done }
    try session.confirmInProduction(
      "Create '\(VisibleText.line(session.arguments.required("NAME")))' in production?",
      in: environment, typing: plan.target.integration)
    let report = try PlanApplication(resolver).apply(plan)
    let id = report.created.first?.id
    if session.isJSON {
      session.emit(JSONShapes.created(report))
    }
    session.tell("Created \(plan.target)  (\(id ?? ""))")
    session.talk("Next: ilm snapshot \(plan.target), when there is something in it")
    return .done
  }
}

/// `ilm rename`
enum RenameCommand: Command {
  static let name = "rename"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Gives an integration another name",
    discussion:
      "The name is a field of the environment; the integration keeps its logical name and "
      + "with it its history.",
    examples: [UsageExample("ilm rename sandbox/orders 'Orders 2026'", "a new name")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION"),
      PositionalDeclaration("NAME", help: "The new name"),
    ], options: PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let name = session.arguments.required("NAME")
    let (entry, plan) = try IntegrationManagement(resolver).planRenaming(
      session.arguments.required("TARGET"), to: name)
    if try PlanRunning.isOnlyPlanned(plan, session) { return .done }
    if !plan.isEmpty {
      try session.confirmInProduction(
        "Rename '\(VisibleText.line(entry.name))' to '\(VisibleText.line(name))' in production?",
        in: entry.target.environment, typing: entry.target.integration)
    }
    let revision = plan.isEmpty ? nil : try PlanApplication(resolver).apply(plan).revision
    if session.isJSON {
      session.emit(
        JSONShapes.renamed(entry.target, id: entry.id, to: name, revision))
    }
    session.tell("\(entry.target) is now named '\(VisibleText.line(name))'")
    return .done
  }
}

/// `ilm move`
enum MoveCommand: Command {
  static let name = "move"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Moves a flow, an API or a tool to another integration",
    examples: [
      UsageExample("ilm move sandbox/flows/nightly-sync sandbox/orders", "from standalone flows"),
      UsageExample("ilm move sandbox/orders/flows/refunds sandbox/standalone", "out of one"),
    ],
    positionals: [
      PositionalDeclaration("WHAT", help: "ENV/flows/NAME, or ENV/INTEGRATION/flows/NAME"),
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "Where it goes"),
    ], options: PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let operation = MoveOperation(resolver)
    let move = try operation.plan(
      session.arguments.required("WHAT"), to: session.arguments.required("TARGET"))
    if try PlanRunning.isOnlyPlanned(move.plan, session) { return .done }
    session.explain(
      "Move \(move.key.kind.singular) '\(VisibleText.line(move.name))' from \(move.from.target) "
        + "to \(move.to.target)\n", isNeeded: session.isAsking)
    try session.confirm(
      "Move it?", in: move.to.target.environment, typing: move.to.target.integration)
    let revisions = try operation.run(move)
    if session.isJSON {
      session.emit(JSONShapes.moved(move, revisions))
    }
    session.tell("Moved '\(VisibleText.line(move.name))' to \(move.to.target)")
    revisions.forEach { session.tell("  \(RevisionText.line($0))") }
    return .done
  }
}

/// `ilm delete`
enum DeleteCommand: Command {
  static let name = "delete"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Deletes an integration after a last snapshot",
    discussion: "What other integrations use, and all connections, stay. Its history stays too, "
      + "so 'ilm revert TARGET --to rN' brings it back. Of an integration that was recorded and removed "
      + "in its environment, the loss is taken for meant: nothing is written there, a revision says "
      + "so, and 'ilm status' tells of it no more.",
    examples: [
      UsageExample("ilm delete sandbox/orders --confirm orders", "without being asked")
    ],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ],
    options: [.value("confirm", "NAME", help: "Its name, which answers the question")]
      + PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let text = session.arguments.required("TARGET")
    let management = IntegrationManagement(resolver)
    let (plan, entry) = (try management.planDeletion(text), try management.deletable(text))
    if try PlanRunning.isOnlyPlanned(plan, session) { return .done }
    session.show(plan)
    try confirm(entry, session)
    let report = try PlanApplication(resolver).apply(plan)
    if session.isJSON {
      session.emit(JSONShapes.deleted(report))
    }
    session.tell(
      (entry.isGone ? "\(plan.target) counts as deleted" : "Deleted \(plan.target)")
        + "; its last state is \(report.revision.id)")
    session.talk("'ilm revert \(plan.target) --to \(report.revision.id)' brings it back")
    return .done
  }

  private static func confirm(
    _ entry: IntegrationDirectory.Entry, _ session: Session
  ) throws {
    guard let name = session.arguments.value("confirm") else {
      let name = VisibleText.line(entry.name)
      return try session.confirm(
        entry.isGone ? "Take the loss of '\(name)' for meant?" : "Delete '\(name)'?",
        in: entry.target.environment, typing: entry.name)
    }
    guard [entry.name, entry.target.integration, entry.target.description].contains(name) else {
      throw LifecycleError(
        .refused, "not_confirmed",
        "'\(name)' is not the name of '\(entry.target)'; nothing was deleted",
        hint: "its name is '\(entry.name)'")
    }
  }
}
