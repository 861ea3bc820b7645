import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that answers as a test tells it to, with sockets and nothing else, so that
/// it can misbehave in every way.
public final class ScriptedServer: Sendable {
  /// The port that it listens on.
  public let port: Int
  private let listener: LoopbackListener
  private let answer: @Sendable (ServedRequest) -> ServedAnswer
  private let state = Mutex(State())

  private struct State {
    var requests: [ServedRequest] = []
    var connections: Set<Int32> = []
    var connectionCount = 0
    var isStopped = false
  }

  /// Starts a server.
  ///
  /// - Parameter answer: Called for each request, on several threads at once.
  public init(_ answer: @escaping @Sendable (ServedRequest) -> ServedAnswer) throws {
    self.answer = answer
    listener = try LoopbackListener()
    port = Int(listener.port)
    Thread.detachNewThread { [self] in acceptAll() }
  }

  /// The address without a slash at its end.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// What was asked for so far.
  public var requests: [ServedRequest] { state.withLock { $0.requests } }

  /// Forgets what was asked for.
  public func forgetRequests() { state.withLock { $0.requests = [] } }

  /// How many connections were made.
  public var connectionCount: Int { state.withLock { $0.connectionCount } }

  /// Ends all connections and listens no more.
  public func stop() {
    let connections = state.withLock { state -> Set<Int32> in
      if state.isStopped { return [] }
      state.isStopped = true
      listener.stop()
      return state.connections
    }
    for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
  }

  // MARK: Connections

  private func acceptAll() {
    while let connection = listener.accept() {
      let number = state.withLock { state -> Int? in
        if state.isStopped { return nil }
        state.connections.insert(connection)
        state.connectionCount += 1
        return state.connectionCount - 1
      }
      guard let number else {
        close(connection)
        continue
      }
      Thread.detachNewThread { [self] in
        serve(connection, number)
        state.withLock { _ = $0.connections.remove(connection) }
        close(connection)
      }
    }
  }

  private func serve(_ connection: Int32, _ number: Int) {
    var one: Int32 = 1
    setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    var input = ConnectionInput(connection)
    while let (head, body) = input.next(),
      let request = ServedRequest(head: head, body: body, connection: number)
    {
      state.withLock { $0.requests.append(request) }
      guard send(answer(request), on: connection) else { return }
    }
  }

  /// Sends an answer and tells whether the connection goes on.
  private func send(_ answer: ServedAnswer, on connection: Int32) -> Bool {
    if answer.delay > .zero { pause(answer.delay) }
    let head = answer.raw ?? answer.head
    let body = answer.raw == nil && answer.status != 204 ? answer.body : []
    var bytes = head + body
    if let count = answer.cutAfter { bytes = Array(bytes.prefix(count)) }
    if answer.drip > .zero {
      guard write(Array(bytes.prefix(head.count)), connection) else { return false }
      for byte in bytes.dropFirst(head.count) {
        pause(answer.drip)
        guard write([byte], connection) else { return false }
      }
    } else {
      guard write(bytes, connection) else { return false }
    }
    return answer.cutAfter == nil && !answer.closes && answer.raw == nil
  }

  private func pause(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    usleep(UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
  }

  private func write(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}

/// Takes requests off a connection, one behind the other.
private struct ConnectionInput {
  private static let headByteCountMax = 64 << 10
  private static let bodyByteCountMax = 64 << 20

  private let connection: Int32
  private var waiting: [UInt8] = []

  init(_ connection: Int32) { self.connection = connection }

  /// The next request's head and body; `nil` at the end, or where it is too long.
  mutating func next() -> (head: [UInt8], body: [UInt8])? {
    let mark = Array("\r\n\r\n".utf8)
    var searched = 0
    var end: Int?
    while end == nil {
      end = waiting.firstRange(of: mark, from: searched)
      searched = max(0, waiting.count - 3)
      if end == nil {
        guard waiting.count < Self.headByteCountMax, fill() else { return nil }
      }
    }
    guard let end else { return nil }
    let head = Array(waiting[..<end])
    waiting.removeFirst(end + 4)
    let length = ServedRequest(head: head, body: [], connection: 0)?.fields["content-length"]
    let count = length.flatMap { Int($0) } ?? 0
    guard (0...Self.bodyByteCountMax).contains(count) else { return nil }
    while waiting.count < count { guard fill() else { return nil } }
    defer { waiting.removeFirst(count) }
    return (head, Array(waiting[..<count]))
  }

  private mutating func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    waiting += buffer[..<count]
    return true
  }
}

extension [UInt8] {
  fileprivate func firstRange(of mark: [UInt8], from start: Int) -> Int? {
    guard count >= mark.count, start <= count - mark.count else { return nil }
    return (start...(count - mark.count)).first { self[$0..<$0 + mark.count].elementsEqual(mark) }
  }
}
