import Dispatch
public import HTTPTransport
import LosslessJSON
import Synchronization

/// Calls the REST API of an account: with its token, at its rate, repeating what is safe to repeat.
public final class APIClient: Sendable {
  /// The version of the API that is spoken.
  static let version = "/v1"

  /// Where the API is, without the version.
  public let address: HTTPAddress
  private let token: AccessToken
  private let transport: any HTTPSending
  private let rate: RequestRate
  private let clock: PacingClock
  /// How many requests are under way at the same time, whoever asks.
  public static let concurrentRequestCountMax = 8
  private let free = DispatchSemaphore(value: concurrentRequestCountMax)
  private let count = Atomic<Int>(0)
  private let wasReached = Atomic<Bool>(false)

  /// Makes a client; nothing is sent yet.
  public init(
    _ address: HTTPAddress, _ token: AccessToken, over transport: any HTTPSending,
    limit: RateLimit = .platform, clock: PacingClock
  ) {
    self.address = address
    self.token = token
    self.transport = transport
    self.clock = clock
    rate = RequestRate(limit, clock)
  }

  /// How many requests were sent, repeated ones too.
  public var requestCount: Int { count.load(ordering: .relaxed) }

  /// Calls the API.
  ///
  /// - Throws: an error for every answer that is not of the kind 2xx. It tells whether the call may
  ///   have been carried out.
  public func send(_ call: APIRequest) throws(PlatformAPIError) -> APIAnswer {
    let request = httpRequest(call)
    let name = name(of: call)
    var attempt = 1
    while true {
      rate.take()
      count.add(1, ordering: .relaxed)
      let outcome = attemptOnce(request)
      let pause = RetryPolicy.pause(
        after: outcome, call.method, attempt: attempt,
        wasReached: wasReached.load(ordering: .relaxed), chance: clock.chance())
      guard let pause else { return try answer(outcome, name, call.method, attempt) }
      if case .answered(let response) = outcome, response.status == 429 { rate.pause(for: pause) }
      clock.sleep(pause)
      attempt += 1
    }
  }

  /// How errors name a call: without its query.
  public func name(of call: APIRequest) -> String {
    "\(call.method.rawValue) \(address.path)\(Self.version)\(call.path)"
  }

  private func attemptOnce(_ request: HTTPRequest) -> RetryPolicy.Outcome {
    free.wait()
    defer { free.signal() }
    do throws(HTTPError) {
      let response = try transport.send(request)
      wasReached.store(true, ordering: .relaxed)
      return .answered(response)
    } catch {
      return .failed(error)
    }
  }

  private func answer(
    _ outcome: RetryPolicy.Outcome, _ name: String, _ method: HTTPMethod, _ attempt: Int
  ) throws(PlatformAPIError) -> APIAnswer {
    switch outcome {
    case .answered(let response) where (200..<300).contains(response.status):
      return APIAnswer(response, to: name)
    case .answered(let response) where (300..<400).contains(response.status):
      throw PlatformAPIError(
        .unexpectedAnswer,
        "\(name) was answered with a redirect, which is not followed: a token goes nowhere else; "
          + "give the address that the API itself has",
        request: name, status: response.status)
    case .answered(let response):
      throw PlatformAPIError(response, to: name, method: method, token)
    case .failed(let error):
      throw PlatformAPIError(error, name, method, attempt)
    }
  }

  private func httpRequest(_ call: APIRequest) -> HTTPRequest {
    var fields = [
      HTTPField("Authorization", "Bearer \(token.secret)"), HTTPField("Accept", "application/json"),
    ]
    if call.body != nil { fields.append(HTTPField("Content-Type", "application/json")) }
    if let state = call.expectedState { fields.append(HTTPField("If-Match", state)) }
    return HTTPRequest(
      call.method, address, target: address.path + Self.version + call.target, fields: fields,
      body: call.body?.compactBytes())
  }
}

extension PlatformAPIError {
  fileprivate init(_ error: HTTPError, _ name: String, _ method: HTTPMethod, _ attempt: Int) {
    if error.code == .cancelled {
      self.init(
        .interrupted, "\(name): interrupted", request: name,
        mayHaveRun: error.mayHaveArrived && !method.isSafe)
      return
    }
    let mayHaveRun = error.mayHaveArrived && !method.isSafe
    let doubt = mayHaveRun ? "; whether it was carried out is not known" : ""
    let times = attempt > 1 ? " (\(attempt) times)" : ""
    let isAnswer = [.tooLarge, .malformedAnswer].contains(error.code)
    self.init(
      isAnswer ? .unexpectedAnswer : .unreachable,
      "\(name) failed\(times): \(error.message)\(doubt)",
      request: name, mayHaveRun: mayHaveRun)
  }
}
