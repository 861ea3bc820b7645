/// What a server answers, and how badly.
public struct ServedAnswer: Sendable {
  /// The status.
  public var status: Int
  /// The fields of the header beside the length.
  public var fields: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// After how many bytes of the whole answer the connection ends; `nil` for none of that.
  public var cutAfter: Int?
  /// How long it takes until the first byte.
  public var delay: Duration = .zero
  /// The pause before each byte of the body.
  public var drip: Duration = .zero
  /// Whether the connection ends after the answer.
  public var closes = false
  /// Bytes that are sent in the place of all that.
  public var raw: [UInt8]?

  /// Makes an answer.
  public init(
    _ status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// An answer of JSON.
  public static func json(_ status: Int, _ text: String) -> ServedAnswer {
    ServedAnswer(
      status, fields: [("Content-Type", "application/json; charset=utf-8")],
      body: Array(text.utf8))
  }

  /// Ends the connection without an answer.
  public static let cut = ServedAnswer(500).cut(after: 0)

  /// Ends the connection after some bytes.
  public func cut(after count: Int) -> ServedAnswer {
    var answer = self
    answer.cutAfter = count
    return answer
  }

  /// Ends the connection in the middle of the header.
  public var cutInHead: ServedAnswer { cut(after: head.count / 2) }

  /// Ends the connection in the middle of the body.
  public var cutInBody: ServedAnswer { cut(after: head.count + body.count / 2) }

  /// Answers late.
  public func late(by delay: Duration) -> ServedAnswer {
    var answer = self
    answer.delay = delay
    return answer
  }

  var head: [UInt8] {
    var head = "HTTP/1.1 \(status) Status\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    if status != 204 { head += "Content-Length: \(body.count)\r\n" }
    if closes { head += "Connection: close\r\n" }
    return Array((head + "\r\n").utf8)
  }
}
