import HTTPServer
import TestKit
import Testing

/// What clients should not send.
@Suite struct HostileRequestTests {
  private func limited() throws -> TestServer {
    try TestServer({
      $0.bodyByteCountMax = 1000
      $0.headByteCountMax = 8 << 10
      $0.connectionCountMax = 10_000
    }) { .now(text("\($0.body.count)")) }
  }

  @Test func `a body up to the limit is taken, one byte more is not`() throws {
    let server = try limited()
    #expect(try server.post(String(repeating: "a", count: 1000)).body == "1000")
    #expect(try server.post(String(repeating: "a", count: 1001)).status == "413")
  }

  @Test func `a length that is announced is refused before the body comes`() throws {
    let server = try limited()
    let connection = try server.connect()
    connection.send(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n")
    #expect(connection.receive(upTo: "\r\n\r\n").status == "413")
    #expect(server.server.stop(within: 10_000))
  }

  @Test func `chunks beyond the limit are refused, and without end cut off`() throws {
    let server = try limited()
    let chunk = "1f4\r\n" + String(repeating: "a", count: 500) + "\r\n"
    let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
    #expect(
      try server.exchange(
        head + "Connection: close\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n"
      ).status == "413")
    let endless = try server.connect()
    endless.send(head + "\r\n")
    var count = 0
    while count < 10_000, endless.send(chunk) { count += 1 }
    #expect(count < 10_000, "the connection was cut")
  }

  @Test(arguments: [
    "no-slash", "http://h/x", "*", "/%", "/%4", "/%zz", "/%00", "/%ff", "/a?b=%0a", "/a%7f",
    "/\u{1}", "/?%c3",
  ])
  func `a target that is none is refused`(target: String) throws {
    let status = try limited().get(target).status
    #expect(status == "400" || status.isEmpty)
  }

  @Test func `too many headers and too long lines are refused`() throws {
    let server = try limited()
    let long = String(repeating: "x", count: 20 << 10)
    for answer in [
      try server.get("/" + long), try server.get("/", "X: \(long)\r\n"),
      try server.get("/", String(repeating: "X: y\r\n", count: 4000)),
    ] {
      #expect(["413", "414", "431", ""].contains(answer.status), "\(answer)")
    }
    #expect(try server.get("/").status == "200")
  }

  @Test func `noise does not stop the server`() throws {
    let server = try limited()
    let seed: UInt64 = 4711
    var random = SeededRandom(seed: seed)
    for _ in 0..<200 * TestRounds.factor {
      let connection = try server.connect()
      if Bool.random(using: &random) {
        connection.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\n")
      }
      connection.send(random.bytes(count: Int.random(in: 0...300, using: &random)))
    }
    let answer = try server.get("/")
    #expect(answer.status == "200", "seed \(seed): \(answer)")
    #expect(server.server.stop(within: 5_000), "what never arrived whole holds nothing up")
  }

  @Test func `stopping while requests are being refused is safe`() throws {
    for _ in 0..<100 * TestRounds.factor {
      let server = try limited()
      let connections = try (0..<16).map { _ in try server.connect() }
      for connection in connections { connection.send("no request\r\n\r\n") }
      #expect(server.server.stop(within: 5_000))
    }
  }

  @Test func `paths never leave their segments`() throws {
    let server = try TestServer { .now(text($0.target.segments.joined(separator: "|"))) }
    #expect(try server.get("/v1/..%2f..%2fetc/../passwd").body == "v1|../../etc|..|passwd")
  }
}
