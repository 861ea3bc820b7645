import HTTPTransport
import LosslessJSON
import Synchronization

/// One way in which a server, or what lies before it, goes wrong.
struct NetworkFault: Sendable, CustomStringConvertible {
  let description: String
  /// Whether the client gets over it if it comes twice and then no more, even where it writes.
  let passes: Bool
  private let answer: @Sendable (_ respond: () -> HTTPResponse) throws(HTTPError) -> HTTPResponse

  private init(
    _ description: String, passes: Bool = false,
    _ answer:
      @escaping @Sendable (_ respond: () -> HTTPResponse) throws(HTTPError) -> HTTPResponse
  ) {
    self.description = description
    self.passes = passes
    self.answer = answer
  }

  /// Which calls a fault hits.
  struct Place: Sendable, CustomStringConvertible {
    let sort: AccountAPI.Call.Sort
    /// The first one of its sort, from 1.
    let number: Int
    /// How many, one after the other.
    let count: Int

    var description: String { "\(sort) \(number), \(count) times" }
  }

  /// A script in which the fault hits calls at a place.
  func script(at place: Place) -> AccountAPI.Script {
    let left = Mutex(place.count)
    return { (call, respond) throws(HTTPError) in
      let isHit =
        call.sort == place.sort && call.number >= place.number
        && left.withLock { left in
          left -= 1
          return left >= 0
        }
      return try isHit ? answer(respond) : respond()
    }
  }

  /// All of them.
  static let all: [NetworkFault] = [
    status(429, "throttled, with a pause", [HTTPField("Retry-After", "7")], passes: true),
    status(429, "throttled", passes: true),
    status(500, "failed"), status(503, "failed with a page", page: true),
    status(401, "token not accepted"), status(422, "refused"),
    status(302, "redirected", [HTTPField("Location", "https://evil.example/")]),
    failure(.unreachable, "not listening", mayHaveArrived: false),
    failure(.cutOff, "cut off before it was seen", mayHaveArrived: true),
    failure(.timedOut, "too slow", mayHaveArrived: true),
    failure(.malformedAnswer, "no HTTP", mayHaveArrived: true),
    NetworkFault("answer lost") { (respond) throws(HTTPError) in
      _ = respond()
      throw HTTPError(.cutOff, "api.example ended the connection", mayHaveArrived: true)
    },
    NetworkFault("answer too large") { (respond) throws(HTTPError) in
      _ = respond()
      throw HTTPError(.tooLarge, "api.example answers with more than that", mayHaveArrived: true)
    },
    NetworkFault("a page in the place of the answer") { (_) throws(HTTPError) in
      HTTPResponse(
        status: 200, fields: [HTTPField("Content-Type", "text/html")],
        body: Array("<html>Sign in</html>".utf8))
    },
    NetworkFault("answer cut short") { (respond) throws(HTTPError) in
      let answer = respond()
      return HTTPResponse(
        status: answer.status, fields: answer.fields,
        body: Array(answer.body.prefix(answer.body.count / 2)))
    },
    NetworkFault("JSON of another kind") { (_) throws(HTTPError) in
      AccountAPI.json(200, ["ok": true])
    },
  ]

  private static func status(
    _ status: Int, _ name: String, _ fields: [HTTPField] = [], page: Bool = false,
    passes: Bool = false
  ) -> NetworkFault {
    NetworkFault("\(name) (\(status))", passes: passes) { (_) throws(HTTPError) in
      page
        ? HTTPResponse(status: status, fields: fields, body: Array("<html>busy</html>".utf8))
        : HTTPResponse(
          status: status, fields: fields, body: AccountAPI.refusal(status, "planned").body)
    }
  }

  private static func failure(
    _ code: HTTPError.Code, _ name: String, mayHaveArrived: Bool
  ) -> NetworkFault {
    NetworkFault(name) { (_) throws(HTTPError) in
      throw HTTPError(code, "api.example broke", mayHaveArrived: mayHaveArrived)
    }
  }
}
