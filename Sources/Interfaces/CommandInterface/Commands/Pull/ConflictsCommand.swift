import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm conflicts`
enum ConflictsCommand: Command {
  static let name = "conflicts"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Shows the open conflicts of a pull",
    discussion: "For each: where it is, and what the base, the current and the remote side hold.",
    examples: [UsageExample("ilm conflicts production/orders", "what the pull waits for")],
    positionals: [
      PositionalDeclaration("CURRENT", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver()
    let target = try resolver.target(session.arguments.required("CURRENT"))
    let (revision, open, resolved) = try PullOperation(resolver).conflicts(of: target)
    if session.isJSON {
      session.emit(JSONShapes.conflicts(open, resolved, of: revision))
    } else {
      session.page(ConflictText.list(open, resolved, session.palette))
      PullReport.nextStep(open, target, session)
    }
    return .done
  }
}
