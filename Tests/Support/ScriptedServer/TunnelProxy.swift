import Foundation
import Glibc
import Synchronization

/// A proxy on 127.0.0.1 that makes tunnels (`CONNECT`) and does nothing else.
public final class TunnelProxy: Sendable {
  /// The address without a slash at its end.
  public let url: String
  private let listener: LoopbackListener
  private let asked = Mutex<[String]>([])

  /// Starts a proxy.
  public init() throws {
    listener = try LoopbackListener()
    url = "http://127.0.0.1:\(listener.port)"
    let listener = listener
    Thread.detachNewThread { [self] in
      while let connection = listener.accept() {
        Thread.detachNewThread { [self] in serve(connection) }
      }
    }
  }

  /// The lines of the requests so far.
  public var requests: [String] { asked.withLock { $0 } }

  /// Listens no more.
  public func stop() { listener.stop() }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let line = head(connection)?.split(separator: "\r\n").first.map(String.init) else {
      return
    }
    asked.withLock { $0.append(line) }
    let words = line.split(separator: " ")
    guard words.count == 3, words[0] == "CONNECT",
      let port = words[1].split(separator: ":").last.flatMap({ UInt16($0) }),
      let server = LoopbackListener.connect(to: port)
    else { return answer("HTTP/1.1 405 Method Not Allowed\r\n\r\n", connection) }
    defer { close(server) }
    answer("HTTP/1.1 200 Connection established\r\n\r\n", connection)
    let back = Thread { Self.copy(server, connection) }
    back.start()
    Self.copy(connection, server)
    while !back.isFinished { usleep(1000) }
  }

  private func answer(_ text: String, _ connection: Int32) {
    _ = Array(text.utf8).withUnsafeBytes {
      send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
  }

  private func head(_ connection: Int32) -> String? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      var byte: UInt8 = 0
      guard bytes.count < 8192, recv(connection, &byte, 1, 0) == 1 else { return nil }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Copies what comes until one side ends, and tells the other.
  private static func copy(_ source: Int32, _ target: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = recv(source, &buffer, buffer.count, 0)
      guard count > 0, send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
    }
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(target, Int32(SHUT_RDWR))
  }
}
