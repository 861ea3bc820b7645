internal import CMicrohttpdLoader
import Dispatch
import Glibc
import Synchronization

/// An HTTP server on GNU libmicrohttpd, which is loaded when the first one starts.
///
/// A pool of threads serves all connections; what takes its time is answered with
/// ``HTTPAnswer/later(_:)`` and runs elsewhere, while the connection sleeps.
public final class HTTPServer: Sendable {
  /// The port it listens on, also where the system chose it.
  public let port: UInt16

  private let core: ServerCore
  private let daemon: LibraryHandle<OpaquePointer>
  private let descriptor: Int32
  private let isStopped = Mutex(false)

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - refuse: Says what requests get that are not handed on.
  ///   - log: Called once for each request, after its answer; nothing else is logged.
  ///   - monotonicMilliseconds: A clock that only goes forward.
  ///   - answer: Answers a request; called on several threads at once.
  /// - Throws: ``HTTPServerError``.
  public init(
    _ configuration: HTTPServerConfiguration,
    refuse: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
    log: @escaping @Sendable (HTTPAccess) -> Void,
    monotonicMilliseconds: @escaping @Sendable () -> Int64,
    answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
  ) throws(HTTPServerError) {
    let library = try Self.library()
    if configuration.encryption != nil, library.pointee.is_feature_supported(.FEATURE_TLS) != .YES {
      throw HTTPServerError(.libraryMissing, "the libmicrohttpd of this system cannot do TLS")
    }
    let socket = try ListeningSocket(configuration.address)
    core = ServerCore(
      library: library, configuration: configuration, refuse: refuse, log: log,
      monotonicMilliseconds: monotonicMilliseconds, answer: answer)
    (port, descriptor) = (socket.port, socket.descriptor)
    guard let daemon = DaemonOptions(configuration, socket).start(core, library) else {
      close(descriptor)
      throw configuration.encryption == nil
        ? HTTPServerError(.startFailed, "cannot start serving on '\(configuration.address)'")
        : HTTPServerError(
          .badCertificate,
          "certificate and key cannot be used; give a PEM certificate and its unencrypted PEM key")
    }
    self.daemon = LibraryHandle(daemon)
  }

  private static func library() throws(HTTPServerError) -> UnsafePointer<MicrohttpdLibrary> {
    guard let library = microhttpd_library() else {
      throw HTTPServerError(
        .libraryMissing,
        "cannot load libmicrohttpd (\(String(cString: microhttpd_library_failure()))); "
          + "install the package 'libmicrohttpd12'")
    }
    return library
  }

  /// Stops: takes no new connections, ends streams, lets running requests finish.
  ///
  /// - Returns: Whether all of them did within `milliseconds`; otherwise the process should end,
  ///   as some still run or are still connected.
  @discardableResult
  public func stop(within milliseconds: Int64) -> Bool {
    isStopped.withLock { isStopped in
      if !isStopped { isStopped = end(within: milliseconds) }
      return isStopped
    }
  }

  private func end(within milliseconds: Int64) -> Bool {
    let library = core.library
    core.beginStopping()
    _ = library.quiesce_daemon(daemon.pointer)
    // The library still has the socket in its set, so that it is closed at the very end.
    shutdown(descriptor, Int32(SHUT_RDWR))
    let deadline = core.monotonicMilliseconds() + milliseconds
    guard waitUntil(deadline, { core.runningCount == 0 }) else { return false }
    // The library fails when it refuses a request by itself while its daemon stops: it takes the
    // answer for queued, and reads it. So nobody may be connected by then.
    guard waitUntil(deadline, { core.breakConnectionsOff() == 0 }) else { return false }
    library.stop_daemon(daemon.pointer)
    close(descriptor)
    return true
  }

  private func waitUntil(_ deadline: Int64, _ isSo: () -> Bool) -> Bool {
    while !isSo() {
      guard core.monotonicMilliseconds() < deadline else { return false }
      usleep(2_000)
    }
    return true
  }
}
