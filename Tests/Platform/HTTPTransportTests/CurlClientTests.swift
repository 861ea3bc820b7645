import HTTPTransport
import ScriptedServer
import Synchronization
import Testing

/// The client against a server that answers well and badly.
@Suite struct CurlClientTests {
  private static func client(
    patience: Duration = .seconds(20), durationMax: Duration = .seconds(20),
    byteCountMax: Int = 1 << 20, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> CurlClient {
    CurlClient(
      ConnectionSettings(
        patience: patience, durationMax: durationMax, byteCountMax: byteCountMax,
        userAgent: "test/1"), isCancelled: isCancelled)
  }

  private static func request(
    _ method: HTTPMethod, _ server: ScriptedServer, _ target: String = "/x", body: [UInt8]? = nil
  ) throws -> HTTPRequest {
    HTTPRequest(
      method, try #require(HTTPAddress(server.url)), target: target,
      fields: [HTTPField("Authorization", "Bearer canary-token")], body: body)
  }

  @Test func `method, path, header and body arrive, and the answer comes back`() throws {
    let server = try ScriptedServer { request in
      var answer = ServedAnswer.json(201, "{\"got\":\(request.body.count)}")
      answer.fields.append(("X-Two", "a"))
      answer.fields.append(("x-two", "b"))
      return answer
    }
    defer { server.stop() }
    let body = [UInt8](repeating: 0x61, count: 300_000)
    let answer = try Self.client().send(
      try Self.request(.post, server, "/v1/flows?limit=2&x=%20", body: body))
    #expect(answer.status == 201)
    #expect(answer.body == Array("{\"got\":300000}".utf8))
    #expect(answer["content-type"] == "application/json; charset=utf-8")
    #expect(answer.values(of: "X-TWO") == ["a", "b"])
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.target == "/v1/flows?limit=2&x=%20")
    #expect(request.body == body)
    #expect(request.fields["authorization"] == "Bearer canary-token")
    #expect(request.fields["user-agent"] == "test/1")
    #expect(request.fields["expect"] == nil)
  }

  @Test func `every method is sent as it is, with and without a body`() throws {
    let server = try ScriptedServer { _ in ServedAnswer(204) }
    defer { server.stop() }
    let client = Self.client()
    for (method, body) in [
      (HTTPMethod.get, nil), (.put, [0x7b]), (.post, []), (.patch, [0x5b]), (.delete, nil),
      (.get, nil),
    ] as [(HTTPMethod, [UInt8]?)] {
      #expect(try client.send(try Self.request(method, server, body: body)).status == 204)
    }
    #expect(server.requests.map(\.method) == ["GET", "PUT", "POST", "PATCH", "DELETE", "GET"])
    #expect(server.requests.map(\.body.count) == [0, 1, 0, 1, 0, 0])
  }

  @Test func `one connection serves many reads`() throws {
    let server = try ScriptedServer { _ in .json(200, "{}") }
    defer { server.stop() }
    let client = Self.client()
    for _ in 0..<20 { _ = try client.send(try Self.request(.get, server)) }
    #expect(server.connectionCount == 1)
  }

  @Test func `a redirect is an answer and is not followed`() throws {
    let other = try ScriptedServer { _ in .json(200, "{}") }
    defer { other.stop() }
    let target = other.url
    let server = try ScriptedServer { _ in ServedAnswer(302, fields: [("Location", target)]) }
    defer { server.stop() }
    #expect(try Self.client().send(try Self.request(.get, server)).status == 302)
    #expect(other.requests.isEmpty)
  }

  @Test(arguments: [HTTPMethod.post, .put, .patch, .delete])
  func `what a dead connection swallowed is not sent once more`(method: HTTPMethod) throws {
    let server = try ScriptedServer { request in
      request.method == "GET" ? .json(200, "{}") : .cut
    }
    defer { server.stop() }
    let client = Self.client()
    _ = try client.send(try Self.request(.get, server))
    let error = #expect(throws: HTTPError.self) {
      try client.send(try Self.request(method, server, body: [0x7b, 0x7d]))
    }
    #expect(error?.code == .cutOff)
    #expect(error?.mayHaveArrived == true)
    #expect(server.requests.count == 2)
  }

  @Test func `every failure has its kind and tells whether the request may have arrived`() throws {
    let cases: [(HTTPError.Code, Bool, ServedAnswer)] = [
      (.cutOff, true, .cut),
      (.cutOff, true, ServedAnswer.json(200, "{}").cutInHead),
      (.cutOff, true, ServedAnswer.json(200, "[1,2,3,4]").cutInBody),
      (.tooLarge, true, ServedAnswer(200, body: [UInt8](repeating: 0x20, count: 2 << 20))),
      (.tooLarge, true, ServedAnswer(200, fields: longFields)),
      (.timedOut, true, ServedAnswer.json(200, "{}").late(by: .seconds(3))),
      (.malformedAnswer, true, raw("SSH-2.0-x\r\n\r\n")),
    ]
    for (code, mayHaveArrived, answer) in cases {
      let server = try ScriptedServer { _ in answer }
      defer { server.stop() }
      let client = Self.client(durationMax: .milliseconds(code == .timedOut ? 300 : 20_000))
      let error = #expect(throws: HTTPError.self, "\(code)") {
        try client.send(try Self.request(.get, server, "/x?signature=canary-query"))
      }
      #expect(error?.code == code, "\(error?.message ?? "")")
      #expect(error?.mayHaveArrived == mayHaveArrived)
      #expect(error?.message.contains("canary") == false)
      #expect(error?.message.contains(server.url) == true)
    }
  }

  private let longFields = (0..<3).map { ("X-\($0)", String(repeating: "x", count: 90_000)) }

  private func raw(_ text: String) -> ServedAnswer {
    var answer = ServedAnswer(200)
    answer.raw = Array(text.utf8)
    return answer
  }

  @Test func `a server that does not listen got nothing`() throws {
    let server = try ScriptedServer { _ in .json(200, "{}") }
    let request = try Self.request(.post, server, body: [0x7b, 0x7d])
    server.stop()
    // The port is closed by another thread.
    var error: HTTPError?
    for _ in 0..<100 where error?.code != .unreachable {
      error = #expect(throws: HTTPError.self) { try Self.client().send(request) }
    }
    #expect(error?.code == .unreachable)
    #expect(error?.mayHaveArrived == false)
  }

  @Test func `bytes that slowly trickle in end with the time allowed`() throws {
    let server = try ScriptedServer { _ in
      var answer = ServedAnswer.json(200, String(repeating: "1", count: 1000))
      answer.drip = .milliseconds(20)
      return answer
    }
    defer { server.stop() }
    let error = #expect(throws: HTTPError.self) {
      try Self.client(durationMax: .milliseconds(200)).send(try Self.request(.get, server))
    }
    #expect(error?.code == .timedOut)
  }

  @Test func `a request is given up when the user wants to stop`() throws {
    let isCancelled = Atomic<Bool>(false)
    let server = try ScriptedServer { _ in
      isCancelled.store(true, ordering: .releasing)
      return ServedAnswer.json(200, "{}").late(by: .seconds(10))
    }
    defer { server.stop() }
    let client = Self.client { isCancelled.load(ordering: .acquiring) }
    let error = #expect(throws: HTTPError.self) { try client.send(try Self.request(.get, server)) }
    #expect(error?.code == .cancelled)
    #expect(throws: HTTPError.self) { try client.send(try Self.request(.get, server)) }
    #expect(server.requests.count == 1)
  }

  @Test(arguments: ["/a b", "/a\r\nX: y", "/ä", "a", "/a#b", ""])
  func `a target that could pass for something else is not sent`(target: String) throws {
    let server = try ScriptedServer { _ in .json(200, "{}") }
    defer { server.stop() }
    let error = #expect(throws: HTTPError.self) {
      try Self.client().send(try Self.request(.get, server, target))
    }
    #expect(error?.code == .malformedRequest)
    #expect(server.requests.isEmpty)
  }

  @Test func `a field with a line break is not sent`() throws {
    let server = try ScriptedServer { _ in .json(200, "{}") }
    defer { server.stop() }
    var request = try Self.request(.get, server)
    request.fields = [HTTPField("Authorization", "Bearer x\r\nX: y")]
    let error = #expect(throws: HTTPError.self) { try Self.client().send(request) }
    #expect(error?.code == .malformedRequest)
    #expect(error?.message.contains("Bearer") == false)
  }

  @Test func `requests go through a proxy, except to the hosts left out`() throws {
    let proxy = try ScriptedServer { _ in .json(200, "\"proxy\"") }
    let server = try ScriptedServer { _ in .json(200, "\"server\"") }
    defer {
      proxy.stop()
      server.stop()
    }
    for (exceptions, answerer) in [(nil, "\"proxy\""), ("127.0.0.1", "\"server\"")] {
      let client = CurlClient(
        ConnectionSettings(
          proxy: proxy.url, proxyExceptions: exceptions, userAgent: "test/1"))
      let answer = try client.send(try Self.request(.get, server))
      #expect(answer.body == Array(answerer.utf8))
    }
    #expect(proxy.requests.first?.target == server.url + "/x")
  }

  @Test func `many threads send at once`() async throws {
    let server = try ScriptedServer { request in .json(200, request.query["n"] ?? "") }
    defer { server.stop() }
    let client = Self.client()
    let requests = try (0..<200).map { try Self.request(.get, server, "/x?n=\($0)") }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for (number, request) in requests.enumerated() {
        group.addTask { try client.send(request).body == Array("\(number)".utf8) }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(server.requests.count == 200)
  }
}
