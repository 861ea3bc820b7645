import EnvironmentAdapters
import LifecycleOperations
import LosslessJSON

extension FailureReport {
  init(_ error: EnvironmentError) {
    let category: LifecycleError.Category =
      switch error.code {
      case .changed: .refused
      case .interrupted: .interrupted
      default: .environment
      }
    self.init(category, error.code.rawValue, error.message, hint: Self.hint(for: error.code))
    details["places"] = .array(error.places.map { .string(JSONString($0)) })
    if let line = error.line { details["line"] = .number(JSONNumber(line)) }
    if let column = error.column { details["column"] = .number(JSONNumber(column)) }
    guard let refusal = error.refusal else { return }
    details["request"] = .string(JSONString(refusal.request))
    if let status = refusal.status { details["status"] = .number(JSONNumber(status)) }
    if let code = refusal.code { details["apiCode"] = .string(JSONString(code)) }
    if let field = refusal.field { details["field"] = .string(JSONString(field)) }
  }

  private static func hint(for code: EnvironmentError.Code) -> String {
    switch code {
    case .malformedDocument: "mend the file and try again; nothing was recorded or written"
    case .changed: "look at it with 'ilm status' and try again"
    case .unauthorised:
      "'ilm env show NAME' tells where the token comes from, and 'ilm env check NAME' tries it"
    case .rejected: "mend what the account does not accept, and try again"
    case .hiddenSecrets: "make the change where the credential is known; nothing was written"
    case .rateLimited: "wait, or set a lower rate with 'ilm env set NAME rate SIZE/PER-SECOND'"
    case .interrupted: "run it again to do it"
    default:
      "check the address; 'ilm env show NAME' tells it, and 'ilm env check NAME' tries it"
    }
  }
}
