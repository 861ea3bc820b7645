import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm apply`
enum ApplyCommand: Command {
  static let declaration = CommandDeclaration(
    "apply", group: "Change", summary: "Applies a saved plan, or refuses it",
    discussion: "A plan is refused if its target changed since it was made, or if it was edited.",
    examples: [UsageExample("ilm apply plan.json", "apply what --plan wrote")],
    positionals: [PositionalDeclaration("PLAN", kind: .file, help: "The file with the plan")])

  static func run(_ session: Session) throws -> ExitCode {
    let plan = try Plan(json: try session.readJSON(session.arguments.required("PLAN")))
    let resolver = try session.resolver()
    let outcome = try PlanRunning.run(
      plan, session, resolver, typing: plan.target.integration, prepare: { plan })
    if case .applied(let report) = outcome { PlanRunning.report(report, session) }
    return .done
  }
}

/// `ilm continue`
enum ContinueCommand: Command {
  static let declaration = CommandDeclaration(
    "continue", group: "Change", summary: "Resumes an operation that did not end",
    examples: [UsageExample("ilm continue sandbox/orders", "carry out the rest of the plan")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    PlanRunning.report(try PlanApplication(resolver).resume(target), session)
    return .done
  }
}

/// `ilm cancel`
enum CancelCommand: Command {
  static let declaration = CommandDeclaration(
    "cancel", group: "Change", summary: "Rolls an operation back that did not end",
    discussion: "Undoes what was done, last step first. What somebody changed since is left as it "
      + "is and named.",
    examples: [UsageExample("ilm cancel sandbox/orders", "as it was before")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("TARGET"))
    let (revision, left) = try PlanApplication(resolver).cancel(target)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "revision": revision.json,
        "left": .array(left.map { JSONShapes.text($0) }),
      ])
    }
    session.say("\(target)@\(revision.id) is canceled; what it had done is undone")
    left.forEach {
      session.talk(session.palette.yellow("left as it is: ") + VisibleText.line($0))
    }
    return .done
  }
}
