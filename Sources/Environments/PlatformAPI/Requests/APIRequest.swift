public import HTTPTransport
public import LosslessJSON

/// A call of the API.
public struct APIRequest: Sendable {
  /// What is asked for.
  public let method: HTTPMethod
  /// The path below the version, from the first slash on: `/flows/…`.
  public let path: String
  /// The parameters of the query.
  public var query: [(name: String, value: String)]
  /// What is sent along.
  public var body: JSONValue?
  /// The state of the document that the call is for, as the server names it.
  public var expectedState: String?

  /// Makes a call.
  public init(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
    body: JSONValue? = nil, expecting state: String? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    expectedState = state
  }

  /// The path with the query, percent-encoded.
  var target: String {
    if query.isEmpty { return path }
    let pairs = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
    return path + "?" + pairs.joined(separator: "&")
  }

  /// One step of a path or one value of a query, percent-encoded.
  public static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x2c:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
