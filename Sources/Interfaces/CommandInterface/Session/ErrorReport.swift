import Bundles
import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import Terminal

/// An error as the user meets it: one sentence, the way out, and the exit code.
struct ErrorReport {
  let exitCode: ExitCode
  let code: String
  let message: String
  var hint: String?
  var details = JSONObject()

  /// Makes any error of any layer one thing.
  init(_ error: any Error) {
    switch error {
    case let error as LifecycleError: self.init(error)
    case let error as UsageError:
      self.init(.usage, Self.snakeCase(error.code.rawValue), error.message, hint: error.hint)
    case let error as EnvironmentError: self.init(error)
    case let error as RepositoryError: self.init(error)
    case let error as RefError: self.init(error)
    case let error as ObjectReadError:
      self.init(
        .damaged, "store_damaged", error.message,
        hint: "run 'ilm fsck' to see which revisions are touched")
    case let error as ObjectWriteError:
      self.init(
        .environmentFailed, error.code == .noSpace ? "disk_full" : "store_write_failed",
        error.message, hint: "nothing was recorded; make room and try again")
    case let error as FactsFormatError:
      self.init(.damaged, "store_damaged", error.message, hint: "run 'ilm fsck'")
    case let error as BundleError:
      self.init(
        .environmentFailed, "malformed_bundle", error.message,
        hint: "use a bundle that 'ilm download' or the platform made")
    case let error as FieldPatternError: self.init(.usage, "bad_field", error.message)
    case let error as FileSystemError:
      self.init(
        .environmentFailed, error.code == .noSpace ? "disk_full" : "file_failed", error.message)
    case let error as JSONParseError:
      self.init(.damaged, "store_damaged", "recorded JSON cannot be read: \(error)")
    case let error as OutputError: self.init(.environmentFailed, "output_failed", error.message)
    default: self.init(.damaged, "internal_error", "\(error)")
    }
  }

  private init(_ exitCode: ExitCode, _ code: String, _ message: String, hint: String? = nil) {
    self.exitCode = exitCode
    self.code = code
    self.message = message
    self.hint = hint
  }

  private init(_ error: LifecycleError) {
    self.init(ExitCode(error.category), error.code, error.message, hint: error.hint)
    details = error.details
  }

  private init(_ error: EnvironmentError) {
    let exitCode: ExitCode = error.code == .changed ? .refused : .environmentFailed
    self.init(exitCode, error.code.rawValue, error.message, hint: Self.hint(for: error.code))
    details["places"] = .array(error.places.map { .string(JSONString($0)) })
    if let line = error.line { details["line"] = .number(JSONNumber(line)) }
    if let column = error.column { details["column"] = .number(JSONNumber(column)) }
  }

  private static func hint(for code: EnvironmentError.Code) -> String? {
    switch code {
    case .malformedDocument: "mend the file and try again; nothing was recorded or written"
    case .unreachable, .unauthorised: "'ilm env check NAME' tells whether it can be reached"
    case .changed: "look at it with 'ilm status' and try again"
    default: nil
    }
  }

  private init(_ error: RepositoryError) {
    let exitCode: ExitCode =
      switch error.code {
      case .notFound, .badConfiguration, .unknownTarget: .usage
      case .exists, .locked, .unsupported, .mismatch: .refused
      case .interrupted: .interrupted
      case .damaged: .damaged
      }
    self.init(exitCode, error.code.rawValue, error.message)
  }

  private init(_ error: RefError) {
    switch error.code {
    case .invalidName: self.init(.usage, "bad_name", error.message)
    case .conflict, .locked, .nameCollision:
      self.init(
        .refused, "target_locked", error.message,
        hint: "another process is recording; try again when it has ended")
    case .unsupported: self.init(.refused, "unsupported_version", error.message)
    case .corrupt, .unreadable:
      self.init(.damaged, "store_damaged", error.message, hint: "run 'ilm fsck'")
    case .notWritten:
      self.init(.environmentFailed, "store_write_failed", error.message)
    }
  }

  private static func snakeCase(_ text: String) -> String {
    text.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }

  /// The error as `--json` shows it.
  var json: JSONValue {
    [
      "error": [
        "code": .string(JSONString(code)), "message": .string(JSONString(message)),
        "hint": hint.map { .string(JSONString($0)) } ?? .null, "details": .object(details),
      ]
    ]
  }

  /// The error as people read it.
  func text(_ palette: Palette) -> String {
    var lines = [palette.red("ilm: ") + VisibleText.lines(message)]
    if let hint { lines.append(palette.dim("hint: ") + VisibleText.lines(hint)) }
    return lines.joined(separator: "\n")
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
