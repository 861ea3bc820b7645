import EnvironmentAdapters
import LifecycleOperations

extension FailureReport {
  init(_ error: EnvironmentError) {
    let category: LifecycleError.Category =
      switch error.code {
      case .changed: .refused
      case .interrupted: .interrupted
      default: .environment
      }
    self.init(category, error.code.rawValue, error.message, hint: Self.hint(for: error.code))
    details = error.details
  }

  private static func hint(for code: EnvironmentError.Code) -> String {
    switch code {
    case .malformedDocument: "mend the file and try again; nothing was recorded or written"
    case .changed: "look at it with 'ilm status' and try again"
    case .unauthorised:
      "see to it that a folder may be read; where the token of an account comes from "
        + "'ilm env show NAME' tells, and 'ilm env check NAME' tries it"
    case .rejected: "mend what the account does not accept, and try again"
    case .hiddenSecrets: "make the change where the credential is known; nothing was written"
    case .rateLimited: "wait, or set a lower rate with 'ilm env set NAME rate SIZE/PER-SECOND'"
    case .interrupted: "run it again to do it"
    default:
      "check the address; 'ilm env show NAME' tells it, and 'ilm env check NAME' tries it"
    }
  }
}
