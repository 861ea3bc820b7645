import HTTPTransport
import LosslessJSON
import PlatformAPI
import Testing

/// What is sent again, when, and what never is.
@Suite struct RetryTests {
  private typealias Step = ScriptedTransport.Step

  private func send(
    _ method: HTTPMethod, _ script: ScriptedClient
  ) throws(PlatformAPIError) -> APIAnswer {
    try script.client.send(APIRequest(method, "/flows/1", body: method == .get ? nil : [:]))
  }

  @Test(arguments: [HTTPMethod.get, .put, .post, .patch, .delete])
  func `too many requests are sent again when the server says so`(method: HTTPMethod) throws {
    let script = try ScriptedClient([
      .status(429, "{}", ("Retry-After", "3")), .status(429), .status(200, "{}"),
    ])
    #expect(try send(method, script).status == 200)
    #expect(script.transport.sent.count == 3)
    // Three seconds and some chance; then two, as it is the second time.
    #expect(script.time.sleeps == [.milliseconds(3250), .milliseconds(2500)])
  }

  @Test func `five tries are enough`() throws {
    let script = try ScriptedClient(Array(repeating: .status(429), count: 9))
    let error = #expect(throws: PlatformAPIError.self) { try send(.get, script) }
    #expect(error?.code == .rateLimited)
    #expect(script.transport.sent.count == 5)
    #expect(
      script.time.sleeps
        == [1250, 2500, 5000, 10_000].map { .milliseconds($0) })
  }

  @Test func `nobody waits for hours`() throws {
    let script = try ScriptedClient([.status(429, "", ("Retry-After", "7200")), .status(200)])
    let error = #expect(throws: PlatformAPIError.self) { try send(.get, script) }
    #expect(error?.code == .rateLimited)
    #expect(script.time.sleeps.isEmpty)
  }

  @Test(arguments: [500, 502, 503, 504])
  func `reads are sent again when the server fails, writes are not`(status: Int) throws {
    let read = try ScriptedClient([.status(status, "<html>"), .status(200, "{}")])
    #expect(try send(.get, read).status == 200)
    for method in [HTTPMethod.put, .post, .patch, .delete] {
      let script = try ScriptedClient([.status(status), .status(200)])
      let error = #expect(throws: PlatformAPIError.self) { try send(method, script) }
      #expect(error?.mayHaveRun == true)
      #expect(error?.status == status)
      #expect(script.transport.sent.count == 1)
    }
  }

  @Test(arguments: [400, 401, 403, 404, 409, 412, 413, 415, 422, 501])
  func `what the server refuses is not sent again`(status: Int) throws {
    for method in [HTTPMethod.get, .post] {
      let script = try ScriptedClient([.status(status), .status(200)])
      let error = #expect(throws: PlatformAPIError.self) { try send(method, script) }
      #expect(error?.mayHaveRun == (status == 501 && method == .post))
      #expect(script.transport.sent.count == 1)
    }
  }

  @Test(arguments: [HTTPError.Code.cutOff, .timedOut])
  func `what may have arrived is only sent again if it changes nothing`(
    code: HTTPError.Code
  ) throws {
    let lost = Step.failure(code, mayHaveArrived: true)
    let read = try ScriptedClient([lost, lost, .status(200, "{}")])
    #expect(try send(.get, read).status == 200)
    #expect(read.time.sleeps == [.milliseconds(1250), .milliseconds(2500)])
    for method in [HTTPMethod.put, .post, .patch, .delete] {
      let script = try ScriptedClient([lost, .status(200)])
      let error = #expect(throws: PlatformAPIError.self) { try send(method, script) }
      #expect(error?.mayHaveRun == true)
      #expect(error?.message.contains("not known") == true)
      #expect(script.transport.sent.count == 1)
    }
  }

  @Test func `what surely did not arrive is sent again, whatever it is`() throws {
    let refused = Step.failure(.unreachable, mayHaveArrived: false)
    let script = try ScriptedClient([.status(200, "{}"), refused, .status(201, "{}")])
    _ = try send(.get, script)
    #expect(try send(.post, script).status == 201)
    #expect(script.transport.sent.count == 3)
  }

  @Test func `a server that never answered is not waited for`() throws {
    let script = try ScriptedClient([
      .failure(.unreachable, mayHaveArrived: false), .status(200),
    ])
    let error = #expect(throws: PlatformAPIError.self) { try send(.get, script) }
    #expect(error?.code == .unreachable)
    #expect(script.time.sleeps.isEmpty)
  }

  @Test(
    arguments: [
      (HTTPError.Code.notTrusted, PlatformAPIError.Code.unreachable),
      (.cancelled, .interrupted), (.tooLarge, .unexpectedAnswer),
      (.malformedAnswer, .unexpectedAnswer), (.libraryMissing, .unreachable),
    ]) func `what will not get better is not tried again`(
      code: HTTPError.Code, expected: PlatformAPIError.Code
    ) throws
  {
    let script = try ScriptedClient([.failure(code, mayHaveArrived: false), .status(200)])
    let error = #expect(throws: PlatformAPIError.self) { try send(.get, script) }
    #expect(error?.code == expected)
    #expect(script.transport.sent.count == 1)
  }

  @Test func `the rate of the account is kept`() throws {
    let script = try ScriptedClient(
      Array(repeating: .status(200, "{}"), count: 40), limit: RateLimit(size: 10, perSecond: 5))
    for _ in 0..<40 { _ = try send(.get, script) }
    // Ten at once, then five a second.
    #expect(script.time.now >= .seconds(6) && script.time.now < .milliseconds(6200))
    script.time.advance(.seconds(60))
    let before = script.time.sleeps.count
    let later = try ScriptedClient([])
    _ = try? later.client.send(APIRequest(.get, "/flows"))
    #expect(later.time.sleeps.isEmpty && script.time.sleeps.count == before)
  }

  @Test func `a pause that the server wants holds for all requests`() throws {
    let script = try ScriptedClient([
      .status(429, "", ("Retry-After", "10")), .status(200, "{}"), .status(200, "{}"),
    ])
    _ = try send(.get, script)
    #expect(script.time.now >= .seconds(10))
    _ = try send(.get, script)
    #expect(script.time.sleeps.count == 1)
  }
}
