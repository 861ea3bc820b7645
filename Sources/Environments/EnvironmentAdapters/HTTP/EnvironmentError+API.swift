import PlatformAPI

extension EnvironmentError {
  /// Makes what an API said the environment's error.
  ///
  /// - Parameter isWhole: Whether the request was the whole write.
  init(_ error: PlatformAPIError, isWhole: Bool = false) {
    self.init(
      Code(error.code), error.message + Self.wayOut(error),
      refusal: Refusal(
        request: error.request, status: error.status, code: error.problems.first?.code,
        field: error.problems.first { $0.field != nil }?.field),
      wroteNothing: isWhole && error.hasNotRun)
  }

  private static func wayOut(_ error: PlatformAPIError) -> String {
    switch error.code {
    case .unauthenticated:
      "; the token is not valid here: it may have expired, or belong to another region or account"
    case .forbidden: "; the token may not do this: give it the full scope, or use another"
    case .rateLimited: "; try again later, or with a lower rate"
    default: ""
    }
  }
}

extension EnvironmentError.Code {
  fileprivate init(_ code: PlatformAPIError.Code) {
    self =
      switch code {
      case .unreachable, .serverFailed: .unreachable
      case .unauthenticated, .forbidden: .unauthorised
      case .notFound: .notFound
      case .conflict, .rejected: .rejected
      case .rateLimited: .rateLimited
      case .unexpectedAnswer: .unexpectedAnswer
      case .interrupted: .interrupted
      }
  }
}
