internal import CMicrohttpdLoader
import Dispatch
import Glibc

// What the library calls, on threads of its own.

/// A connection has come, or is about to be closed.
let connectionNoticed:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_ConnectionNotificationCode
  ) -> Void = { context, connection, _, code in
    guard let context, let connection else { return }
    let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    let socket = microhttpd_socket(core.libraryPointer, connection)
    if code == .CONNECTION_NOTIFY_STARTED { core.opened(socket) } else { core.closed(socket) }
  }

/// A request line has arrived; what is returned stays with the request.
let requestBegan:
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
  ) -> UnsafeMutableRawPointer? = { context, target, _ in
    guard let context, let target else { return nil }
    let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    let bytes = UnsafeRawBufferPointer(start: target, count: strlen(target))
    return Unmanaged.passRetained(Exchange(core: core, rawTarget: Array(bytes))).toOpaque()
  }

/// Escapes are read by ``RequestTarget``, which knows segments from slashes.
let nothingUnescaped:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?
  ) -> Int = { _, _, text in text.map { strlen($0) } ?? 0 }

/// One header.
let headerArrived: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
  guard let context, let name else { return .NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  let nameBytes = UnsafeRawBufferPointer(start: name, count: nameSize)
  let valueBytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)
  exchange.add(
    HTTPField(
      String(decoding: nameBytes, as: UTF8.self), String(decoding: valueBytes, as: UTF8.self)))
  return .YES
}

/// Headers, a piece of the body, its end, or a connection that was woken.
let requestProgressed: MHD_AccessHandlerCallback = {
  _, connection, _, method, _, bytes, byteCount, state in
  guard let connection, let byteCount, let raw = state?.pointee else { return .NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue()
  if !exchange.hasStarted {
    exchange.start(method: method.map { String(cString: $0) } ?? "", connection)
    // Answering now keeps the client from sending what nobody reads; otherwise the answer comes at
    // the end, which lets the connection live on.
    return exchange.announcesTooMuch ? reply(exchange, connection) : .YES
  }
  if byteCount.pointee > 0 {
    let goesOn = exchange.append(UnsafeRawBufferPointer(start: bytes, count: byteCount.pointee))
    byteCount.pointee = 0
    return goesOn ? .YES : .NO
  }
  return reply(exchange, connection)
}

private func reply(_ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
  if let prepared = exchange.prepared { return exchange.send(prepared, connection) }
  switch exchange.answer(isEncrypted: exchange.core.configuration.encryption != nil) {
  case .now(let response): return exchange.send(response, connection)
  case .soon(let work): return prepare(exchange, connection, on: exchange.core.nextLane, work)
  case .later(let work): return prepare(exchange, connection, on: exchange.core.workers, work)
  }
}

/// Lets a connection sleep until its answer is made.
private func prepare(
  _ exchange: Exchange, _ connection: OpaquePointer, on queue: DispatchQueue,
  _ work: @escaping @Sendable () -> HTTPResponse
) -> MHD_Result {
  let handle = LibraryHandle(connection)
  let core = exchange.core
  core.library.suspend_connection(connection)
  queue.async {
    exchange.prepared = work()
    core.library.resume_connection(handle.pointer)
  }
  return .YES
}

/// The request is over, one way or another.
let requestCompleted:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_RequestTerminationCode
  ) -> Void = { _, _, state, _ in
    guard let state, let raw = state.pointee else { return }
    state.pointee = nil
    Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue().complete()
  }

/// The connection has room for more of a stream.
let moreWanted: MHD_ContentReaderCallback = { context, _, buffer, capacity in
  guard let context else { return microhttpd_end_of_stream }
  return Unmanaged<StreamReader>.fromOpaque(context).takeUnretainedValue()
    .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
}

/// Nobody asks for more of a stream.
let streamReaderReleased: MHD_ContentReaderFreeCallback = { context in
  guard let context else { return }
  Unmanaged<StreamReader>.fromOpaque(context).release()
}
