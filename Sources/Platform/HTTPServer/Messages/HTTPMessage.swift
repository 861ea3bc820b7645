/// A request that arrived whole.
public struct HTTPRequest: Sendable {
  /// The method, in the letters that were sent.
  public let method: String
  /// Where it goes.
  public let target: RequestTarget
  /// The headers in their order.
  public let headers: [HTTPField]
  /// The body; empty if there was none.
  public let body: [UInt8]
  /// The numeric address of the other side; empty if that is unknown.
  public let clientAddress: String
  /// Whether the connection is encrypted.
  public let isEncrypted: Bool

  /// Makes a request.
  public init(
    method: String, target: RequestTarget, headers: [HTTPField] = [], body: [UInt8] = [],
    clientAddress: String = "", isEncrypted: Bool = false
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.clientAddress = clientAddress
    self.isEncrypted = isEncrypted
  }
}

/// What is sent back.
public struct HTTPResponse: Sendable {
  /// The body of an answer.
  public enum Body: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// What comes, as it comes.
    case stream(HTTPStream)
  }

  /// The status code.
  public var status: Int
  /// The headers; length, date and encoding of the transfer are added by the server.
  public var headers: [HTTPField]
  /// The body.
  public var body: Body

  /// Makes an answer.
  public init(_ status: Int, headers: [HTTPField] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// How a request is answered.
public enum HTTPAnswer: Sendable {
  /// Now, by the thread that also serves other connections.
  case now(HTTPResponse)
  /// By work that waits for a disk and not much longer, on one of a few threads.
  case soon(@Sendable () -> HTTPResponse)
  /// By work that takes its time, on a thread of its own.
  case later(@Sendable () -> HTTPResponse)
}

/// Why a request is not handed on; the server's owner says it in its own words.
public enum HTTPRefusal: Sendable, Equatable {
  /// The target is no path with a query.
  case malformedTarget
  /// The body has more bytes than the limit.
  case bodyTooLarge(byteCountMax: Int)
  /// The server is about to stop.
  case stopping
}

/// One answered request, for the access log; holds no header, no query and no body.
public struct HTTPAccess: Sendable {
  /// The method.
  public let method: String
  /// The path as sent, without the query.
  public let path: String
  /// The status of the answer; 0 if the connection ended before there was one.
  public let status: Int
  /// How many bytes of body were sent; 0 for streams.
  public let byteCount: Int
  /// How long it took from the first byte on.
  public let milliseconds: Int64
  /// The numeric address of the other side.
  public let clientAddress: String
}
