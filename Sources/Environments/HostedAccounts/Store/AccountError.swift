internal import Database
internal import EnvironmentAdapters

/// Explains why an account did not do what it was asked for.
public struct AccountError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What sort of failure it is; an interface turns it into a status.
  public enum Kind: String, Sendable, CaseIterable {
    /// The request cannot be understood.
    case malformed
    /// Nobody is known by the credentials that were shown.
    case unauthenticated
    /// The caller sees the thing and may not do that to it.
    case forbidden
    /// There is no such thing, or none that the caller may see.
    case notFound
    /// The thing is not in the state that the request was made for.
    case conflict
    /// The request is understood and breaks a rule of the platform.
    case invalid
    /// The request holds more than is taken.
    case tooLarge
    /// The accounts cannot be used at the moment; trying again later may help.
    case unavailable
    /// The accounts' files are damaged, or a fault of the program.
    case failed
  }

  /// One thing that is wrong.
  public struct Problem: Sendable, Equatable {
    /// The word for programs, such as `invalid_ref`.
    public let code: String
    /// The sentence for people.
    public let message: String
    /// The place in the document, such as `pageProcessors[0]._importId`.
    public let field: String?

    /// Makes a problem.
    public init(_ code: String, _ message: String, field: String? = nil) {
      self.code = code
      self.message = message
      self.field = field
    }
  }

  /// The sort of failure.
  public let kind: Kind
  /// All that is wrong; never empty.
  public let problems: [Problem]

  /// Makes an error of one problem.
  public init(_ kind: Kind, _ code: String, _ message: String, field: String? = nil) {
    self.init(kind, [Problem(code, message, field: field)])
  }

  /// Makes an error of several problems.
  public init(_ kind: Kind, _ problems: [Problem]) {
    precondition(!problems.isEmpty, "an error has a reason")
    self.kind = kind
    self.problems = problems
  }

  public var description: String { problems.map(\.message).joined(separator: "; ") }
}

extension AccountError {
  /// Turns whatever went wrong below into an error of an account.
  init(_ error: any Error) {
    switch error {
    case let error as AccountError: self = error
    case let error as DatabaseError: self.init(error)
    case let error as EnvironmentError: self.init(.invalid, error.code.rawValue, error.message)
    default: self.init(.failed, "internal_error", "\(error)")
    }
  }

  private init(_ error: DatabaseError) {
    let kind: Kind =
      switch error.code {
      case .busy, .full, .readOrWriteFailed, .cannotOpen, .libraryMissing: .unavailable
      case .constraint, .damaged, .tooNew, .failed: .failed
      }
    self.init(kind, error.code.rawValue, error.message)
  }

  static func notFound(_ what: String) -> AccountError {
    AccountError(.notFound, "not_found", "there is no \(what)")
  }

  static func forbidden(_ what: String) -> AccountError {
    AccountError(
      .forbidden, "forbidden", "you may not \(what); ask the owner or an administrator")
  }

  static func invalid(_ code: String, _ message: String, field: String? = nil) -> AccountError {
    AccountError(.invalid, code, message, field: field)
  }
}
