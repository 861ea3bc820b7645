public import LosslessJSON

/// Explains why an operation was refused, or what went wrong in it; the way out is the hint.
public struct LifecycleError: Error, Sendable, CustomStringConvertible {
  /// What a failure means to whoever asked; decides the exit code.
  public enum Category: Sendable {
    /// The request itself is wrong.
    case usage
    /// A rule forbids it.
    case refused
    /// An environment failed.
    case environment
    /// The store is damaged.
    case damaged
    /// The user stopped it.
    case interrupted
  }

  /// What it means to whoever asked.
  public let category: Category
  /// A word for programs, such as `apis_not_supported`.
  public let code: String
  /// What went wrong: lower case, failure first.
  public let message: String
  /// The way out, if there is one.
  public let hint: String?
  /// More for programs.
  public let details: JSONObject

  public init(
    _ category: Category, _ code: String, _ message: String, hint: String? = nil,
    details: JSONObject = JSONObject()
  ) {
    self.category = category
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
  }

  public var description: String { message }

  /// A rule forbids it.
  static func refused(
    _ code: String, _ message: String, hint: String? = nil, details: JSONObject = JSONObject()
  ) -> LifecycleError {
    LifecycleError(.refused, code, message, hint: hint, details: details)
  }

  /// The user stopped the operation.
  static let interrupted = LifecycleError(
    .interrupted, "interrupted", "interrupted; nothing is half done",
    hint: "run it again to do it")
}
