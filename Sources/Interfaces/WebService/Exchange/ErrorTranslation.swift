import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON

extension APIError {
  /// Turns whatever went wrong below into what the client gets.
  ///
  /// What is no fault of the client is told without details: they are for the log.
  init(_ error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as AccountError: self.init(account: error)
    default: self.init(report: FailureReport(error))
    }
  }

  static let failed = APIError(500, "internal_error", "the service failed; its log says more")

  private init(account error: AccountError) {
    guard error.kind != .failed else {
      self = .failed
      return
    }
    self.init(
      Self.status(error.kind),
      error.problems.map { .init(code: $0.code, message: $0.message, field: $0.field) },
      headers: Self.headers(error.kind))
  }

  private static func headers(_ kind: AccountError.Kind) -> [HTTPField] {
    switch kind {
    case .unauthenticated: unauthorized.headers
    case .unavailable: retryHeaders
    default: []
    }
  }

  private static let retryHeaders = [HTTPField("Retry-After", "1")]

  private static func status(_ kind: AccountError.Kind) -> Int {
    switch kind {
    case .malformed: 400
    case .unauthenticated: 401
    case .forbidden: 403
    case .notFound: 404
    case .conflict: 409
    case .invalid: 422
    case .tooLarge: 413
    case .unavailable: 503
    case .failed: 500
    }
  }

  private init(report: FailureReport) {
    let (message, hint) = (report.message, report.hint)
    let details = report.details.isEmpty ? nil : report.details
    switch (report.category, report.code) {
    case (.damaged, _): self = .failed
    case (.interrupted, _), (.environment, "environment_changed"):
      self.init(503, report.code, message, hint: hint, headers: Self.retryHeaders)
    case (.usage, "unknown_target"), (.usage, "unknown_environment"),
      (.usage, "no_such_revision"), (.usage, "unknown_resource"):
      self.init(404, "not_found", message, hint: hint)
    case (.environment, "resource_not_found"): self.init(404, "not_found", message)
    case (.usage, _): self.init(422, report.code, message, hint: hint, details: details)
    case (.refused, "permission_denied"): self.init(403, "forbidden", message)
    case (.refused, _): self.init(409, report.code, message, hint: hint, details: details)
    case (.environment, "disk_full"), (.environment, "store_write_failed"),
      (.environment, "file_failed"):
      self = .failed
    case (.environment, _):
      self.init(422, report.code, message, hint: hint, details: details)
    }
  }
}
