import LifecycleContracts
import LifecycleOperations
import RepositoryCore
import Terminal

/// `ilm revert`
enum RevertCommand: Command {
  static let name = "revert"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Brings an integration back to a recorded state",
    discussion: "Deleted resources come back, created ones are deleted. Connections are never "
      + "changed; those that are gone come back offline, unless --connection binds another one "
      + "in their place. A flow that is disabled now stays disabled unless --enable. A revert is a "
      + "revision itself, so it can be reverted.",
    examples: [
      UsageExample("ilm revert sandbox/orders --to r3", "back to what revision 3 recorded"),
      UsageExample("ilm revert sandbox/orders --to r5 --before", "to what was before revision 5"),
      UsageExample("ilm revert sandbox/orders --to r3 --dry-run", "only show what would change"),
    ],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ],
    options: [
      .value("to", "REVISION", isRequired: true, help: "rN, or the name of a revision"),
      .flag("before", help: "The state before that revision"),
      .flag("after", help: "The state after it, which is the default"),
      .flag("enable", help: "Enables flows that were enabled then"),
      .value("message", short: "m", "TEXT", help: "What the revision says of itself"),
    ] + BindingOptions.declarations + PlanRunning.options,
    exclusive: PlanRunning.exclusive + [["before", "after"]])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    let suffix = session.arguments.flag("before") ? ":before" : ""
    let state = try resolver.state("\(target)@\(session.arguments.required("to"))\(suffix)")
    let planning = RevertPlanning(
      resolver,
      RevertPlanning.Options(
        enablesFlows: session.arguments.flag("enable"),
        description: session.arguments.value("message"),
        bindings: try BindingOptions.read(session)))
    let plan = try planning.plan(target, to: state)
    let isApplied = !session.arguments.flag("dry-run") && session.arguments.value("plan") == nil
    if plan.isEmpty, isApplied {
      if session.isJSON { session.emit(JSONShapes.planned(plan)) }
      session.tell("\(target) is as it was there already; nothing to revert")
      return .done
    }
    let outcome = try PlanRunning.run(plan, session, typing: target.integration) {
      try PlanApplication(resolver).apply(plan)
    }
    if case .applied(let report) = outcome { PlanRunning.report(report, session) }
    return .done
  }
}
