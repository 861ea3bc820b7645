import Foundation
import LosslessJSON
import TestKit
import Testing

/// The service that is killed while it writes.
@Suite struct ServeRecoveryTests {
  @Test func `every acknowledged write is there after a kill`() throws {
    let seed: UInt64 = 99
    var random = SeededRandom(seed: seed)
    let workspace = Workspace()
    var served = try ServedAccounts(workspace)
    let token = try #require(served.token)
    var acknowledged: [String: Int] = [:]
    for round in 0..<20 * (TestRounds.isLong ? 50 : 1) {
      let written = Written()
      let writers = (0..<2).map { number in
        let writer = DocumentWriter(served.address, token, round: round, number: number, written)
        writer.start()
        return writer
      }
      Thread.sleep(forTimeInterval: Double.random(in: 0.005...0.06, using: &random))
      #expect(try served.stop(SIGKILL).status == 128 + SIGKILL)
      for writer in writers { writer.wait() }
      acknowledged.merge(written.all) { $1 }
      served = try ServedAccounts(workspace)
      for (id, value) in acknowledged {
        acknowledged[id] = nil
        let answer = try served.curl("\(served.address)/v1/scripts/\(id)", token: token)
        // The write that was cut off may be there or not; nothing before it may be missing.
        let found = answer.json["description"]?.text.flatMap { Int($0) } ?? -1
        #expect(
          found == value || found == value + 1, "seed \(seed), round \(round): \(answer.body)")
      }
    }
    #expect(try served.stop().status == 0)
  }
}

/// What was acknowledged: the last value of each document.
private final class Written: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [String: Int] = [:]
  func note(_ id: String, _ value: Int) { lock.withLock { values[id] = value } }
  var all: [String: Int] { lock.withLock { values } }
}

/// Makes a document and writes it again and again over one connection, until the server is gone.
private final class DocumentWriter {
  private let done = DispatchSemaphore(value: 0)
  private let port: UInt16
  private let token: String
  private let name: String
  private let written: Written

  init(_ address: String, _ token: String, round: Int, number: Int, _ written: Written) {
    port = UInt16(address.split(separator: ":").last ?? "") ?? 0
    self.token = token
    name = "S \(round) \(number)"
    self.written = written
  }

  func start() {
    let (port, token, name, written, done) = (port, token, name, written, done)
    Thread.detachNewThread {
      defer { done.signal() }
      guard let connection = RawConnection(port: port) else { return }
      func send(_ method: String, _ path: String, _ value: Int) -> String? {
        let body = #"{"name":"\#(name)","description":"\#(value)"}"#
        connection.send(
          "\(method) /v1/scripts\(path) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let head = connection.receive(upTo: "\r\n\r\n")
        let answer = connection.receive(upTo: "}")
        guard head.hasPrefix("HTTP/1.1 20"), answer.hasSuffix("}") else { return nil }
        return (try? JSONValue(parsing: Array(answer.utf8)))?["_id"]?.text
      }
      guard let id = send("POST", "", 0) else { return }
      written.note(id, 0)
      var value = 1
      while send("PUT", "/\(id)", value) != nil {
        written.note(id, value)
        value += 1
      }
    }
  }

  func wait() { done.wait() }
}
