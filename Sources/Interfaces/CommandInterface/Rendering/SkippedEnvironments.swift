import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import Terminal

/// Environments that could not be looked at, beside others that could.
struct SkippedEnvironments {
  private var reports: [(environment: String, report: FailureReport)] = []

  /// Looks at environments; where there are several, one that cannot be looked at is passed over.
  mutating func each(_ names: [String], _ body: (String) throws -> Void) throws {
    for name in names {
      do {
        try body(name)
      } catch let error as LifecycleError where error.category == .interrupted {
        throw error
      } catch  where names.count > 1 {
        reports.append((name, FailureReport(ofProgram: error)))
      }
    }
  }

  /// The exit code, where something was passed over.
  var exitCode: ExitCode? { reports.first?.report.exitCode }

  /// Names what was passed over, and why.
  func show(_ session: Session) {
    for (environment, report) in reports {
      session.complain(
        session.palette.red("not read: ") + "\(environment): " + VisibleText.line(report.message))
    }
  }

  /// Adds what was passed over to the JSON of a command.
  func added(to json: JSONValue) -> JSONValue {
    guard !reports.isEmpty, case .object(var object) = json else { return json }
    object["skipped"] = .array(
      reports.map { environment, report in
        ["environment": JSONShapes.text(environment), "error": report.json["error"] ?? .null]
      })
    return .object(object)
  }
}
