import CCurlLoader
import Synchronization

/// Sends requests with libcurl, keeping connections open between them.
///
/// Each thread that sends at the same time has a connection of its own.
public final class CurlClient: HTTPSending {
  private let settings: ConnectionSettings
  private let isCancelled: @Sendable () -> Bool
  private let idle = Mutex<[CurlHandle]>([])

  /// Makes a client; nothing is loaded or opened before the first request.
  ///
  /// - Parameter isCancelled: Asked about once a second, and before each request; `true` ends
  ///   every request that is under way.
  public init(
    _ settings: ConnectionSettings, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.settings = settings
    self.isCancelled = isCancelled
  }

  public func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    guard request.isWellFormed else {
      throw HTTPError(
        .malformedRequest,
        "the request to \(request.address.origin) has characters that none may have",
        mayHaveArrived: false)
    }
    if isCancelled() { throw .cancelled }
    let handle = try takeHandle()
    let exchange = CurlExchange(byteCountMax: settings.byteCountMax, isCancelled: isCancelled)
    let result = try handle.perform(request, settings, exchange)
    idle.withLock { $0.append(handle) }
    return try exchange.response(result, of: request)
  }

  private func takeHandle() throws(HTTPError) -> CurlHandle {
    if let handle = idle.withLock({ $0.popLast() }) { return handle }
    return try CurlHandle()
  }
}

extension HTTPError {
  static let cancelled = HTTPError(.cancelled, "interrupted", mayHaveArrived: false)
}

extension CurlLibrary {
  /// The functions of libcurl, which is loaded on first use.
  static func loaded() throws(HTTPError) -> CurlLibrary {
    guard let library = curl_library() else {
      throw HTTPError(
        .libraryMissing,
        "cannot load libcurl (\(String(cString: curl_library_failure()))); "
          + "install the package 'libcurl4' (on later systems 'libcurl4t64')",
        mayHaveArrived: false)
    }
    return library.pointee
  }
}
