internal import CMicrohttpdLoader

/// One request on its way, and its answer.
///
/// Only one thread touches it at a time: the connection's own, or, while the connection sleeps, the
/// one that makes the answer.
final class Exchange: @unchecked Sendable {
  let core: ServerCore
  private let rawTarget: [UInt8]
  private let began: Int64
  private(set) var hasStarted = false
  private var hasArrived = false
  private var method = ""
  private var headers: [HTTPField] = []
  private var body: [UInt8] = []
  private var surplus = 0
  private var clientAddress = ""
  private var status = 0
  private var sentCount = 0
  private var stream: HTTPStream?
  /// The answer that was made while the connection slept.
  var prepared: HTTPResponse?

  init(core: ServerCore, rawTarget: [UInt8]) {
    self.core = core
    self.rawTarget = rawTarget
    began = core.monotonicMilliseconds()
  }

  // MARK: What arrives

  func start(method: String, _ connection: OpaquePointer) {
    hasStarted = true
    self.method = method
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = core.library.get_connection_values_n(
      connection, .HEADER_KIND, headerArrived, context)
    clientAddress = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      guard let base = text.baseAddress else { return "" }
      let count = microhttpd_client_address(core.libraryPointer, connection, base, text.count)
      return String(decoding: text[..<count].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  func add(_ header: HTTPField) { headers.append(header) }

  /// Keeps a piece of the body.
  ///
  /// - Returns: Whether to go on: `false` after twice as much as the limit.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if body.count + bytes.count <= core.configuration.bodyByteCountMax, surplus == 0 {
      body.append(contentsOf: bytes)
    } else {
      surplus += bytes.count
    }
    return surplus <= core.configuration.bodyByteCountMax
  }

  /// Whether the headers announce more than will be taken.
  var announcesTooMuch: Bool {
    guard let length = headers.value(of: "Content-Length").flatMap(Int.init) else { return false }
    return length > core.configuration.bodyByteCountMax
  }

  // MARK: What is answered

  /// The answer to what arrived.
  func answer(isEncrypted: Bool) -> HTTPAnswer {
    // From now on the server does not stop without waiting for it.
    hasArrived = true
    core.requestBegan()
    if core.isStopping { return .now(core.refuse(.stopping)) }
    if surplus > 0 || announcesTooMuch {
      return .now(
        core.refuse(.bodyTooLarge(byteCountMax: core.configuration.bodyByteCountMax)))
    }
    guard let target = RequestTarget(rawTarget) else {
      return .now(core.refuse(.malformedTarget))
    }
    return core.answer(
      HTTPRequest(
        method: method, target: target, headers: headers, body: body,
        clientAddress: clientAddress, isEncrypted: isEncrypted))
  }

  /// Hands an answer to the library.
  func send(_ response: HTTPResponse, _ connection: OpaquePointer) -> MHD_Result {
    let library = core.library
    guard let made = make(response.body, connection) else { return .NO }
    defer { library.destroy_response(made) }
    for header in response.headers {
      guard library.add_response_header(made, header.name, header.value) == .YES else { return .NO }
    }
    status = response.status
    return library.queue_response(connection, UInt32(response.status), made)
  }

  private func make(_ body: HTTPResponse.Body, _ connection: OpaquePointer) -> OpaquePointer? {
    switch body {
    case .bytes(var bytes):
      sentCount = bytes.count
      return bytes.withUnsafeMutableBytes {
        core.library.create_response_from_buffer(
          $0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
      }
    case .stream(let stream):
      self.stream = stream
      core.keep(stream)
      let context = Unmanaged.passRetained(
        StreamReader(stream: stream, core: core, connection: LibraryHandle(connection)))
      return core.library.create_response_from_callback(
        microhttpd_size_unknown, 16 << 10, moreWanted, context.toOpaque(), streamReaderReleased)
    }
  }

  /// Called once, after the answer was sent or the connection was lost.
  func complete() {
    if let stream { core.forget(stream) }
    core.log(
      HTTPAccess(
        method: method,
        path: String(decoding: rawTarget.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self),
        status: status, byteCount: sentCount,
        milliseconds: core.monotonicMilliseconds() - began, clientAddress: clientAddress))
    if hasArrived { core.requestEnded() }
  }
}

/// Takes from a stream what a connection has room for.
final class StreamReader: Sendable {
  private let stream: HTTPStream
  private let core: ServerCore
  private let connection: LibraryHandle<OpaquePointer>

  init(stream: HTTPStream, core: ServerCore, connection: LibraryHandle<OpaquePointer>) {
    self.stream = stream
    self.core = core
    self.connection = connection
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let (core, connection) = (core, connection)
    let reading = stream.read(
      into: buffer,
      sleep: { core.library.suspend_connection(connection.pointer) },
      wake: { core.library.resume_connection(connection.pointer) })
    switch reading {
    case .bytes(let count): return count
    case .asleep: return 0
    case .ended: return microhttpd_end_of_stream
    }
  }
}
