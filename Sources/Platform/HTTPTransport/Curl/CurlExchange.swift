import CCurlLoader

/// What comes back while one request is under way.
final class CurlExchange {
  /// The longest header that is taken.
  private static let headerByteCountMax = 256 << 10

  let isCancelled: @Sendable () -> Bool
  private let byteCountMax: Int
  private var fields: [HTTPField] = []
  private var headerByteCount = 0
  private var body: [UInt8] = []
  private var isTooLarge = false
  /// Whether the empty line behind the header came: libcurl takes one that is cut off for whole.
  private var isHeaderComplete = false

  init(byteCountMax: Int, isCancelled: @escaping @Sendable () -> Bool) {
    self.byteCountMax = byteCountMax
    self.isCancelled = isCancelled
  }

  static func of(_ context: UnsafeMutableRawPointer?) -> CurlExchange {
    guard let context else { preconditionFailure("libcurl lost the context that it was given") }
    return Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
  }

  /// Takes a part of the body and returns how much of it was taken; anything else than all ends
  /// the request.
  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count <= byteCountMax - body.count else {
      isTooLarge = true
      return bytes.isEmpty ? 1 : 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  /// Takes a line of the header in the same way.
  func takeField(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerByteCount += bytes.count
    guard headerByteCount <= Self.headerByteCountMax else {
      isTooLarge = true
      return bytes.isEmpty ? 1 : 0
    }
    if bytes.starts(with: "HTTP/".utf8) {
      fields = []
      isHeaderComplete = false
    } else if bytes.allSatisfy({ $0 == 0x0d || $0 == 0x0a }) {
      isHeaderComplete = true
    } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
      fields.append(
        HTTPField(Self.text(bytes[..<colon]), Self.text(bytes[(colon + 1)...])))
    }
    return bytes.count
  }

  private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let trimmed = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    return String(decoding: trimmed, as: UTF8.self)
  }

  // MARK: End

  /// The answer, or why there is none.
  func response(
    _ result: CurlHandle.Result, of request: HTTPRequest
  ) throws(HTTPError) -> HTTPResponse {
    guard result.code == CURLE_OK else { throw error(result, request.address) }
    guard isHeaderComplete else {
      throw HTTPError(
        .cutOff, "\(request.address.origin) ended the connection within the header of its answer",
        mayHaveArrived: true)
    }
    return HTTPResponse(status: result.status, fields: fields, body: body)
  }

  private func error(_ result: CurlHandle.Result, _ address: HTTPAddress) -> HTTPError {
    let (code, what) = kind(of: result.code)
    return HTTPError(
      code, "\(address.origin) \(what)" + (code == .tooLarge ? "" : ": \(result.reason)"),
      mayHaveArrived: result.isSent)
  }

  private func kind(of code: CURLcode) -> (HTTPError.Code, String) {
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: (.unreachable, "cannot be reached by its proxy")
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: (.unreachable, "cannot be reached")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
      (.notTrusted, "cannot be reached securely")
    case CURLE_OPERATION_TIMEDOUT: (.timedOut, "took too long")
    case CURLE_WRITE_ERROR where isTooLarge:
      (.tooLarge, "answers with more than \(byteCountMax) bytes, or with too long a header")
    case CURLE_ABORTED_BY_CALLBACK: (.cancelled, "was left in the middle of a request")
    case CURLE_URL_MALFORMAT: (.malformedRequest, "is no address")
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
      (.cutOff, "ended the connection too early")
    default: (.malformedAnswer, "gave no proper answer")
    }
  }
}
