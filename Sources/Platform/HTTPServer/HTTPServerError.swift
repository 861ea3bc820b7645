/// Explains why a server cannot start.
public struct HTTPServerError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Sendable {
    /// The library that speaks HTTP is not installed.
    case libraryMissing = "library_missing"
    /// The address is none that can be listened on.
    case badAddress = "bad_address"
    /// Another program listens there.
    case addressInUse = "address_in_use"
    /// Certificate and key are not what TLS needs.
    case badCertificate = "bad_certificate"
    /// The system refused.
    case startFailed = "server_not_started"
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence, with the place and the way out.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
