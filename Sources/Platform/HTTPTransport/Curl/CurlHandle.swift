import CCurlLoader

/// One of libcurl's handles: a connection with everything that it remembers.
///
/// Used by one thread at a time: whoever has it took it out of the client's list.
final class CurlHandle: Sendable {
  private let address: UInt

  /// What libcurl says became of a request.
  struct Result {
    let code: CURLcode
    let status: Int
    /// Whether anything of the request was sent.
    let isSent: Bool
    /// What libcurl says about a failure.
    let reason: String
  }

  init() throws(HTTPError) {
    guard let pointer = try CurlLibrary.loaded().easy_init() else {
      throw HTTPError(.libraryMissing, "libcurl cannot make a connection", mayHaveArrived: false)
    }
    address = UInt(bitPattern: pointer)
  }

  deinit { curl_library()?.pointee.easy_cleanup(pointer) }

  private var pointer: UnsafeMutableRawPointer {
    guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else {
      preconditionFailure("a handle is never null")
    }
    return pointer
  }

  /// Sends a request and fills `exchange` with what comes back.
  func perform(
    _ request: HTTPRequest, _ settings: ConnectionSettings, _ exchange: CurlExchange
  ) throws(HTTPError) -> Result {
    let library = try CurlLibrary.loaded()
    library.easy_reset(pointer)
    set(settings)
    set(exchange)
    set(CURLOPT_URL, to: request.address.origin + request.target)
    set(CURLOPT_CUSTOMREQUEST, to: request.method.rawValue)
    // libcurl repeats a request by itself if a connection that it kept turns out to be dead. On a
    // fresh one it does not, so what must not be done twice is sent on one of those.
    set(CURLOPT_FRESH_CONNECT, to: request.method.isSafe ? 0 : 1)
    var list: UnsafeMutablePointer<curl_slist>?
    for field in request.fields + [HTTPField("Expect", "")] {
      let text = field.value.isEmpty ? "\(field.name):" : "\(field.name): \(field.value)"
      list = library.slist_append(list, text) ?? list
    }
    defer { library.slist_free_all(list) }
    _ = curl_set_list(pointer, CURLOPT_HTTPHEADER, list)
    return withExtendedLifetime(exchange) { send(request.body, library) }
  }

  private func send(_ body: [UInt8]?, _ library: CurlLibrary) -> Result {
    guard let body else { return send(library) }
    return body.withUnsafeBytes { bytes in
      _ = curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      if let start = bytes.baseAddress {
        _ = curl_set_pointer(pointer, CURLOPT_POSTFIELDS, start)
      } else {
        set(CURLOPT_POSTFIELDS, to: "")
      }
      return send(library)
    }
  }

  private func send(_ library: CurlLibrary) -> Result {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { buffer in
      buffer.initialize(repeating: 0)
      _ = curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, buffer.baseAddress)
      let code = library.easy_perform(pointer)
      _ = curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, nil)
      let said = buffer[0] == 0 ? library.easy_strerror(code) : nil
      return Result(
        code: code, status: Int(curl_get_number(pointer, CURLINFO_RESPONSE_CODE)),
        isSent: curl_get_number(pointer, CURLINFO_REQUEST_SIZE) > 0,
        reason: said.map { String(cString: $0) }
          ?? buffer.baseAddress.map { String(cString: $0) } ?? "")
    }
  }

  // MARK: Settings

  private func set(_ settings: ConnectionSettings) {
    let patience = settings.patience.milliseconds
    set(CURLOPT_NOSIGNAL, to: 1)
    set(CURLOPT_HTTP_VERSION, to: Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_HTTP09_ALLOWED, to: 0)
    set(CURLOPT_FOLLOWLOCATION, to: 0)
    set(CURLOPT_PROTOCOLS, to: Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
    set(CURLOPT_SSLVERSION, to: Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, to: 1)
    set(CURLOPT_SSL_VERIFYHOST, to: 2)
    if let file = settings.authorityFile { set(CURLOPT_CAINFO, to: file) }
    set(CURLOPT_CONNECTTIMEOUT_MS, to: patience)
    set(CURLOPT_TIMEOUT_MS, to: settings.durationMax.milliseconds)
    set(CURLOPT_LOW_SPEED_LIMIT, to: 1)
    set(CURLOPT_LOW_SPEED_TIME, to: max(1, (patience + 999) / 1000))
    set(CURLOPT_TCP_KEEPALIVE, to: 1)
    set(CURLOPT_ACCEPT_ENCODING, to: "")
    set(CURLOPT_USERAGENT, to: settings.userAgent)
    // An empty proxy keeps libcurl from asking the process's variables.
    set(CURLOPT_PROXY, to: settings.proxy ?? "")
    set(CURLOPT_NOPROXY, to: settings.proxyExceptions ?? "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, to: 1)
  }

  private func set(_ exchange: CurlExchange) {
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    _ = curl_set_receiver(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
    _ = curl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
    _ = curl_set_receiver(pointer, CURLOPT_HEADERFUNCTION, receiveField)
    _ = curl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
    _ = curl_set_progress(pointer, CURLOPT_XFERINFOFUNCTION, askForEnd)
    _ = curl_set_pointer(pointer, CURLOPT_XFERINFODATA, context)
    set(CURLOPT_NOPROGRESS, to: 0)
  }

  private func set(_ option: CURLoption, to number: Int) {
    _ = curl_set_number(pointer, option, number)
  }

  private func set(_ option: CURLoption, to text: String) {
    _ = curl_set_text(pointer, option, text)
  }
}

private let receiveBody:
  @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    bytes, size, count, context in
    CurlExchange.of(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
  }

private let receiveField:
  @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    bytes, size, count, context in
    CurlExchange.of(context).takeField(UnsafeRawBufferPointer(start: bytes, count: size * count))
  }

private let askForEnd:
  @convention(c) (UnsafeMutableRawPointer?, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
    -> Int32 = { context, _, _, _, _ in CurlExchange.of(context).isCancelled() ? 1 : 0 }
