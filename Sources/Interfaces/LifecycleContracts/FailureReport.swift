import Bundles
import EnvironmentAdapters
import FileStorage
import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// An error of any layer as users meet it: one sentence, the way out, and what it means.
public struct FailureReport: Sendable {
  /// What it means to whoever asked; decides exit codes and statuses.
  public let category: LifecycleError.Category
  /// A word for programs, such as `apis_not_supported`.
  public let code: String
  /// What went wrong, with the place.
  public let message: String
  /// The way out.
  public let hint: String
  /// More for programs.
  public internal(set) var details = JSONObject()

  /// Makes any error of any layer one thing.
  public init(_ error: any Error) {
    switch error {
    case let error as LifecycleError: self.init(error)
    case let error as EnvironmentError: self.init(error)
    case let error as RepositoryError: self.init(error)
    case let error as RefError: self.init(error)
    case let error as ObjectReadError:
      self.init(
        .damaged, "store_damaged", error.message,
        hint: "run 'ilm fsck' to see which revisions are touched")
    case let error as ObjectWriteError where error.code == .unreadable:
      // What could not be read is what is wrong, whatever was to be written.
      self.init(
        .damaged, "store_damaged", error.message,
        hint: "run 'ilm fsck' to see which revisions are touched")
    case let error as ObjectWriteError:
      self.init(
        .environment, error.code == .noSpace ? "disk_full" : "store_write_failed",
        error.message, hint: "nothing was recorded; make room and try again")
    case let error as FactsFormatError:
      self.init(.damaged, "store_damaged", error.message, hint: Self.verifying)
    case let error as BundleError:
      self.init(
        .environment, "malformed_bundle", error.message,
        hint: "use a bundle that 'ilm download' or the platform made")
    case let error as FieldPatternError:
      self.init(
        .usage, "bad_field", error.message, hint: "write [KIND:]PATH, such as flows:/schedule")
    case let error as FileSystemError:
      self.init(
        .environment, error.code == .noSpace ? "disk_full" : "file_failed", error.message,
        hint: Self.hint(after: error.code))
    case let error as JSONParseError:
      self.init(
        .damaged, "store_damaged", "recorded JSON cannot be read: \(error)",
        hint: Self.verifying)
    default:
      self.init(
        .damaged, "internal_error", "\(error)",
        hint: "this is a defect of ilm; report it with the command that led to it")
    }
  }

  private static func hint(after code: FileSystemError.Code) -> String {
    switch code {
    case .noSpace: "make room and try again"
    case .permissionDenied:
      "it is read-only or belongs to somebody else; change its permissions, or run ilm as its owner"
    default: "check that the file is there and may be used"
    }
  }

  private static let verifying = "run 'ilm fsck' to see what is touched"

  public init(
    _ category: LifecycleError.Category, _ code: String, _ message: String, hint: String
  ) {
    self.category = category
    self.code = code
    self.message = message
    self.hint = hint
  }

  private init(_ error: LifecycleError) {
    self.init(
      error.category, error.code, error.message,
      hint: error.wayOut)
    details = error.details
  }

  private init(_ error: RepositoryError) {
    let category: LifecycleError.Category =
      switch error.code {
      case .notFound, .badConfiguration, .unknownTarget: .usage
      case .exists, .locked, .unsupported, .precious, .mismatch: .refused
      case .interrupted: .interrupted
      case .damaged: .damaged
      }
    self.init(
      category, error.code.rawValue, error.message,
      hint: error.wayOut ?? Self.hint(for: error.code))
  }

  private static func hint(for code: RepositoryError.Code) -> String {
    switch code {
    case .notFound: "'ilm init' makes one; --repo DIR names one elsewhere"
    case .exists: "use it as it is, or give another folder"
    case .locked: "wait for the other process to end and try again"
    case .damaged: verifying
    case .badConfiguration: "mend the file 'config' of the repository"
    case .unsupported: "use a newer ilm"
    case .precious:
      "'git config --unset extensions.preciousObjects' there, once nothing depends on it"
    case .mismatch: "use repositories of one object format, or make a new one with 'ilm init'"
    case .unknownTarget: "'ilm list' shows what there is"
    case .interrupted: "run it again to do it"
    }
  }

  private init(_ error: RefError) {
    switch error.code {
    case .invalidName:
      self.init(
        .usage, "bad_name", error.message,
        hint: "leave out spaces and the characters ~ ^ : ? * [ \\")
    case .conflict, .locked, .nameCollision:
      self.init(
        .refused, "target_locked", error.message,
        hint: "another process is recording; try again when it has ended")
    case .unsupported:
      self.init(.refused, "unsupported_version", error.message, hint: "use a newer ilm")
    case .corrupt, .unreadable:
      self.init(.damaged, "store_damaged", error.message, hint: Self.verifying)
    case .notWritten:
      self.init(
        .environment, "store_write_failed", error.message,
        hint: "nothing was recorded; make room and try again")
    }
  }

  /// The error document: what `--json` writes to stderr.
  public var json: JSONValue {
    [
      "error": [
        "code": .string(JSONString(code)), "message": .string(JSONString(message)),
        "hint": .string(JSONString(hint)), "details": .object(details),
      ]
    ]
  }

}

extension LifecycleError {
  /// The hint; where an error has none, where to look for one.
  public var wayOut: String { hint ?? "'ilm help' explains every command" }
}
