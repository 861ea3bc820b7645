import Glibc
import HTTPServer
import Synchronization
import TestKit
import Testing

@Suite struct HTTPServerTests {
  @Test func `a request arrives as it was sent`() throws {
    let server = try TestServer { request in
      let query = request.target.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
      let path = request.target.segments.joined(separator: "|")
      return .now(
        text(
          "\(request.method) \(path) \(query) \(request.headers.value(of: "x-one") ?? "-") "
            + "\(String(decoding: request.body, as: UTF8.self)) \(request.clientAddress)"))
    }
    let answer = try server.exchange(
      "PATCH /a/b%2Fc/?x=1+2&y=%C3%A4&z HTTP/1.1\r\nHost: h\r\nX-ONE: two\r\n"
        + "Connection: close\r\nContent-Length: 4\r\n\r\nbody")
    #expect(answer.body == "PATCH a|b/c x=1 2;y=ä;z= two body 127.0.0.1")
    #expect(answer.status == "200")
  }

  @Test func `a connection serves many requests, and bodies in chunks`() throws {
    let server = try TestServer { .now(text("<\(String(decoding: $0.body, as: UTF8.self))>")) }
    let connection = try server.connect()
    for round in 0..<20 {
      connection.send(
        "POST /\(round) HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
      #expect(connection.receive(upTo: ">").hasSuffix("<abcde>"))
    }
    #expect(server.server.stop(within: 10_000))
  }

  @Test func `answers keep their status and headers, and HEAD has no body`() throws {
    let server = try TestServer { _ in
      .now(
        HTTPResponse(
          418, headers: [HTTPField("X-Kind", "tea")], body: .bytes(Array("pot".utf8))))
    }
    let answer = try server.get("/")
    #expect(answer.status == "418" && answer.contains("X-Kind: tea\r\n") && answer.body == "pot")
    let head = try server.exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(head.contains("Content-Length: 3\r\n") && head.body.isEmpty)
  }

  @Test func `work that takes its time does not hold up the others`() throws {
    let isOpen = Mutex(false)
    let server = try TestServer({ $0.threadCount = 1 }) { request in
      guard request.target.segments == ["slow"] else { return .now(text("fast")) }
      return .later {
        while !isOpen.withLock({ $0 }) { usleep(1000) }
        return text("slow")
      }
    }
    let slow = try (0..<8).map { _ in
      let connection = try server.connect()
      connection.send("GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      return connection
    }
    #expect(try server.get("/fast").body == "fast")
    isOpen.withLock { $0 = true }
    #expect(slow.map { $0.receiveAll().body } == Array(repeating: "slow", count: 8))
  }

  @Test func `a stream is sent while it is made`() throws {
    let stream = HTTPStream()
    let server = try TestServer { _ in .now(HTTPResponse(200, body: .stream(stream))) }
    let connection = try server.connect()
    connection.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(connection.receive(upTo: "\r\n\r\n").contains("chunked"))
    for number in 1...3 {
      #expect(stream.send(Array("event \(number);".utf8)))
      #expect(connection.receive(upTo: ";").hasSuffix("event \(number);"))
    }
    stream.end()
    #expect(connection.receiveAll().hasSuffix("0\r\n\r\n"))
    #expect(!stream.send(Array("late".utf8)))
    #expect(server.server.stop(within: 10_000))
  }

  @Test func `a stream that nobody takes ends`() {
    let stream = HTTPStream()
    let piece = [UInt8](repeating: 0x20, count: HTTPStream.waitingByteCountMax / 4)
    #expect((0..<4).allSatisfy { _ in stream.send(piece) })
    #expect(!stream.send(piece))
    #expect(!stream.send([]))
  }

  @Test func `stopping lets what runs finish, and ends streams`() throws {
    let hasBegun = Mutex(false)
    let isOpen = Mutex(false)
    let stream = HTTPStream()
    let server = try TestServer { request in
      if request.target.segments == ["stream"] {
        return .now(HTTPResponse(200, body: .stream(stream)))
      }
      return .later {
        hasBegun.withLock { $0 = true }
        while !isOpen.withLock({ $0 }) { usleep(1000) }
        return text("finished")
      }
    }
    let (running, streaming) = (try server.connect(), try server.connect())
    running.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    streaming.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n")
    _ = streaming.receive(upTo: "\r\n\r\n")
    while !hasBegun.withLock({ $0 }) { usleep(1000) }
    #expect(!server.server.stop(within: 20), "a request still runs")
    #expect(RawConnection(port: server.server.port) == nil)
    isOpen.withLock { $0 = true }
    #expect(running.receive(upTo: "finished").hasSuffix("finished"))
    #expect(streaming.receive(upTo: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
    #expect(server.server.stop(within: 10_000))
  }

  @Test func `each request is logged once, without its query`() throws {
    let server = try TestServer { _ in .now(text("four", status: 202)) }
    _ = try server.get("/a%20b?token=secret")
    _ = try server.get("/%zz")
    server.server.stop(within: 10_000)
    let entries = server.accesses.all
    #expect(entries.map(\.path).sorted() == ["/%zz", "/a%20b"])
    #expect(entries.map(\.status).sorted() == [202, 400])
    #expect(entries.contains { $0.byteCount == 4 && $0.clientAddress == "127.0.0.1" })
  }
}
