import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm clone`
enum CloneCommand: Command {
  static let name = "clone"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Copies an integration, with ids of its own",
    discussion: "Flows arrive disabled. Say with --connection by which connection of the "
      + "environment each one is replaced; the others become offline placeholders. An integration "
      + "with APIs is refused unless the environment is declared to support it.",
    examples: [
      UsageExample("ilm clone production/orders sandbox", "under the same name"),
      UsageExample("ilm clone production/orders production/'Orders copy'", "beside the original"),
      UsageExample(
        "ilm clone production/orders sandbox --connection netsuite='NetSuite sandbox'",
        "bind a connection"),
    ],
    positionals: [
      PositionalDeclaration("SOURCE", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION"),
      PositionalDeclaration("ENV", kind: .dynamic("environment"), help: "ENVIRONMENT[/NAME]"),
    ],
    options: CopyOptions.declarations + PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let source = session.arguments.required("SOURCE")
    let (environment, name) = destination(session.arguments.required("ENV"))
    _ = try session.environmentEntry(environment)
    let resolver = try session.resolver()
    let operation = CloneOperation(resolver, try CopyOptions.read(session))
    let plan = try operation.plan(source, to: environment, name: name)
    let outcome = try PlanRunning.run(plan, session, typing: plan.target.integration) {
      // The clone's history starts from the source's, so its present state has to be recorded.
      let final = try PlanRunning.remake {
        PlanRunning.talk(recorded: try operation.recordSource(source), session)
        return try operation.plan(source, to: environment, name: name)
      }
      return try PlanApplication(resolver).apply(final)
    }
    if case .applied(let report) = outcome { PlanRunning.report(report, session) }
    return .done
  }

  private static func destination(_ text: String) -> (environment: String, name: String?) {
    guard let slash = text.firstIndex(of: "/") else { return (text, nil) }
    let name = String(text[text.index(after: slash)...])
    return (String(text[..<slash]), name.isEmpty ? nil : name)
  }
}
