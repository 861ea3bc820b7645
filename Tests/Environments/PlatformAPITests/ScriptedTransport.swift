import HTTPTransport
import PlatformAPI
import Synchronization

/// Answers requests from a list, and keeps what was sent.
final class ScriptedTransport: HTTPSending {
  private let state: Mutex<(steps: [Step], sent: [HTTPRequest])>

  enum Step: Sendable {
    case answer(HTTPResponse)
    case failure(HTTPError)

    static func status(
      _ status: Int, _ body: String = "", _ fields: (String, String)...
    ) -> Step {
      .answer(
        HTTPResponse(
          status: status, fields: fields.map { HTTPField($0, $1) }, body: Array(body.utf8)))
    }

    static func failure(_ code: HTTPError.Code, mayHaveArrived: Bool) -> Step {
      .failure(HTTPError(code, "host.example broke", mayHaveArrived: mayHaveArrived))
    }
  }

  init(_ steps: [Step]) { state = Mutex((steps, [])) }

  var sent: [HTTPRequest] { state.withLock { $0.sent } }

  func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let step = state.withLock { state -> Step in
      state.sent.append(request)
      return state.steps.isEmpty ? .status(418) : state.steps.removeFirst()
    }
    switch step {
    case .answer(let response): return response
    case .failure(let error): throw error
    }
  }
}

/// A clock that only goes on when somebody waits.
final class ScriptedClock: Sendable {
  private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))

  var sleeps: [Duration] { state.withLock { $0.sleeps } }
  var now: Duration { state.withLock { $0.now } }

  func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

  var clock: PacingClock {
    PacingClock(
      now: { self.now },
      sleep: { duration in
        self.state.withLock {
          $0.now += duration
          $0.sleeps.append(duration)
        }
      }, chance: { 0.5 })
  }
}

/// A client on a script.
struct ScriptedClient {
  let transport: ScriptedTransport
  let time = ScriptedClock()
  let client: APIClient

  init(
    _ steps: [ScriptedTransport.Step], address: String = "https://api.example",
    limit: RateLimit = .platform
  ) throws {
    transport = ScriptedTransport(steps)
    guard let address = HTTPAddress(address), let token = AccessToken("canary-token-1234\n") else {
      throw HTTPError(.malformedRequest, "address", mayHaveArrived: false)
    }
    client = APIClient(address, token, over: transport, limit: limit, clock: time.clock)
  }
}
