import Glibc
import HTTPServer
import Synchronization
import TestKit

/// A server on a free port of the loopback address, stopped when it is released.
final class TestServer {
  let server: HTTPServer
  let accesses: AccessList

  /// What was logged.
  final class AccessList: Sendable {
    private let entries = Mutex<[HTTPAccess]>([])
    func add(_ entry: HTTPAccess) { entries.withLock { $0.append(entry) } }
    var all: [HTTPAccess] { entries.withLock { $0 } }
  }

  init(
    _ change: (inout HTTPServerConfiguration) -> Void = { _ in },
    answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
  ) throws {
    var configuration = HTTPServerConfiguration(
      address: ListenAddress(host: "127.0.0.1", port: 0))
    change(&configuration)
    let accesses = AccessList()
    self.accesses = accesses
    server = try HTTPServer(
      configuration,
      refuse: { refusal in
        switch refusal {
        case .malformedTarget: HTTPResponse(400)
        case .bodyTooLarge: HTTPResponse(413)
        case .stopping: HTTPResponse(503)
        }
      },
      log: { accesses.add($0) }, monotonicMilliseconds: monotonicMilliseconds, answer: answer)
  }

  deinit { server.stop(within: 10_000) }

  func connect() throws -> RawConnection {
    guard let connection = RawConnection(port: server.port) else { throw NotConnected() }
    return connection
  }

  struct NotConnected: Error {}

  /// Sends one request and returns the whole answer.
  func exchange(_ request: String) throws -> String {
    let connection = try connect()
    connection.send(request)
    return connection.receiveAll()
  }

  func get(_ target: String, _ headers: String = "") throws -> String {
    try exchange("GET \(target) HTTP/1.1\r\nHost: x\r\n\(headers)Connection: close\r\n\r\n")
  }

  func post(_ body: String, _ headers: String = "") throws -> String {
    try exchange(
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }
}

let monotonicMilliseconds: @Sendable () -> Int64 = {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// An answer in text.
func text(_ text: String, status: Int = 200) -> HTTPResponse {
  HTTPResponse(status, body: .bytes(Array(text.utf8)))
}

extension String {
  var status: String { String(split(separator: " ", maxSplits: 2).dropFirst().first ?? "") }
  var body: String {
    firstRange(of: "\r\n\r\n").map { String(self[$0.upperBound...]) } ?? ""
  }
}
