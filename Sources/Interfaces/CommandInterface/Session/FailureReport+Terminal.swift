import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import Terminal

extension FailureReport {
  /// Any error of the program, those of its command line and its output among them.
  init(ofProgram error: any Error) {
    switch error {
    case let error as UsageError:
      self.init(
        .usage, Self.snakeCase(error.code.rawValue), error.message,
        hint: error.hint ?? "see 'ilm --help'")
    case let error as OutputError:
      self.init(
        .environment, "output_failed", error.message,
        hint: "what was asked for may be done; look at it with 'ilm revisions TARGET'")
    case let error as HTTPServerError: self.init(error)
    case let error as AccountError: self.init(error)
    default: self.init(error)
    }
  }

  private init(_ error: HTTPServerError) {
    let category: LifecycleError.Category =
      switch error.code {
      case .badAddress, .badCertificate: .usage
      case .addressInUse: .refused
      case .libraryMissing, .startFailed: .environment
      }
    self.init(
      category, error.code.rawValue, error.message, hint: "'ilm help serve' tells the options")
  }

  private init(_ error: AccountError) {
    let category: LifecycleError.Category =
      switch error.kind {
      case .malformed, .invalid, .notFound, .tooLarge: .usage
      case .unauthenticated, .forbidden, .conflict: .refused
      case .unavailable: .environment
      case .failed: .damaged
      }
    self.init(
      category, error.problems[0].code, error.description,
      hint: "'ilm serve --data DIR' names another folder")
  }

  var exitCode: ExitCode { ExitCode(category) }

  /// The error as people read it.
  func text(_ palette: Palette) -> String {
    palette.red("ilm: ") + VisibleText.lines(message) + "\n" + palette.dim("hint: ")
      + VisibleText.lines(hint)
  }

  private static func snakeCase(_ text: String) -> String {
    text.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }
}

extension ExitCode {
  init(_ category: LifecycleError.Category) {
    self =
      switch category {
      case .usage: .usage
      case .refused: .refused
      case .environment: .environmentFailed
      case .damaged: .damaged
      case .interrupted: .interrupted
      }
  }
}
