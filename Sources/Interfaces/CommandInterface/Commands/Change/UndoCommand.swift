import LifecycleOperations
import RepositoryCore
import Terminal

/// `ilm undo`
enum UndoCommand: Command {
  static let name = "undo"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Takes back the last operation on an integration",
    discussion: "The last pull, revert, clone, install, create, rename, move or delete; snapshots "
      + "are passed over. The plan is shown first. Undoing is an operation itself, so undoing twice "
      + "gets it back.",
    examples: [UsageExample("ilm undo production/orders", "take back the last pull")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ], options: BindingOptions.declarations + PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    let undoing = try UndoPlanning(resolver).plan(
      target, bindings: try BindingOptions.read(session))
    let revision = undoing.revision
    session.explain(
      "This takes back \(revision.operationName) \(revision.id) of \(target): "
        + VisibleText.line(revision.description) + "\n", isNeeded: session.isAsking)
    let outcome = try PlanRunning.run(undoing.plan, session, typing: target.integration) {
      try PlanApplication(resolver).apply(undoing.plan)
    }
    if case .applied(let report) = outcome { PlanRunning.report(report, session) }
    return .done
  }
}
