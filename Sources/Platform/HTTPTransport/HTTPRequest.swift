/// What a request asks for.
public enum HTTPMethod: String, Sendable {
  case get = "GET"
  case put = "PUT"
  case post = "POST"
  case patch = "PATCH"
  case delete = "DELETE"

  /// Whether a server does the same however often it is asked, and changes nothing.
  public var isSafe: Bool { self == .get }
}

/// A request.
public struct HTTPRequest: Sendable {
  /// What is asked for.
  public let method: HTTPMethod
  /// The server.
  public let address: HTTPAddress
  /// The path on the server and the query, from the first slash on.
  public let target: String
  /// The fields of the header in their order; one of them may be a credential.
  public var fields: [HTTPField]
  /// What is sent along.
  public var body: [UInt8]?

  /// Makes a request.
  public init(
    _ method: HTTPMethod, _ address: HTTPAddress, target: String, fields: [HTTPField] = [],
    body: [UInt8]? = nil
  ) {
    self.method = method
    self.address = address
    self.target = target
    self.fields = fields
    self.body = body
  }

  /// Whether everything in it is visible ASCII where that is the rule, so that no part of it can
  /// pass for another.
  var isWellFormed: Bool {
    let isVisible = target.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x23 }
    return isVisible && target.hasPrefix("/") && fields.allSatisfy(\.isWellFormed)
  }
}

/// One field of a header.
public struct HTTPField: Sendable, Equatable {
  /// The name, in any case.
  public let name: String
  /// The value.
  public let value: String

  /// Makes a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  fileprivate var isWellFormed: Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x3a }
      && value.utf8.allSatisfy { $0 == 0x09 || (0x20...0x7e).contains($0) }
  }
}
