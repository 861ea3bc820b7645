import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm lint`
enum LintCommand: Command {
  static let name = "lint"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Finds what tends to hurt later",
    discussion: "Dangling references, steps without a connection, resources that nothing uses, "
      + "ids written into texts, names used twice, copies that differ, credentials in odd places, "
      + "settings and aliases on APIs. Exit code 1 means that something was found.",
    examples: [UsageExample("ilm lint production/orders", "one integration")],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let (target, findings) = try LintOperation(try session.resolver()).run(
      session.arguments.required("TARGET"))
    if session.isJSON {
      session.emit(JSONShapes.lint(findings, of: target))
    } else {
      for finding in findings {
        let place = finding.pointer.isEmpty ? "" : " \(finding.pointer)"
        session.say(
          session.palette.yellow(finding.code.rawValue)
            + "  \(VisibleText.line("\(finding.name)\(place)"))")
        session.say("    \(VisibleText.line(finding.message))")
      }
      session.say(findings.isEmpty ? "nothing found" : Wording.count(findings.count, "finding"))
    }
    return findings.isEmpty ? .done : .differences
  }
}
