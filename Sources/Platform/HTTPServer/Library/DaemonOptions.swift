internal import CMicrohttpdLoader

/// What the library is told when it starts.
struct DaemonOptions {
  /// TLS 1.2 and later, without ciphers that are known to be weak.
  private static let priorities = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

  private let configuration: HTTPServerConfiguration
  private let flags: UInt32
  private let descriptor: Int32

  init(_ configuration: HTTPServerConfiguration, _ socket: ListeningSocket) {
    self.configuration = configuration
    descriptor = socket.descriptor
    var flags =
      MHD_USE_EPOLL.rawValue | MHD_USE_INTERNAL_POLLING_THREAD.rawValue
      | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ITC.rawValue
    if socket.isIPv6 { flags |= MHD_USE_IPv6.rawValue }
    if configuration.encryption != nil { flags |= MHD_USE_TLS.rawValue }
    self.flags = flags
  }

  /// Starts the daemon, or returns `nil` if the library refuses.
  func start(
    _ core: ServerCore, _ library: UnsafePointer<MicrohttpdLibrary>
  ) -> OpaquePointer? {
    // Callbacks come as long as the daemon lives, and that is as long as the process but in tests.
    let context = Unmanaged.passRetained(core).toOpaque()
    let daemon = withEncryption { encryption in
      let options = numbers + encryption + callbacks(context) + [MHD_OptionItem(.END)]
      return microhttpd_start(library, flags, requestProgressed, context, options)
    }
    if daemon == nil { Unmanaged<ServerCore>.fromOpaque(context).release() }
    return daemon
  }

  private var numbers: [MHD_OptionItem] {
    [
      MHD_OptionItem(.LISTEN_SOCKET, Int(descriptor)),
      MHD_OptionItem(.THREAD_POOL_SIZE, configuration.threadCount),
      MHD_OptionItem(.CONNECTION_LIMIT, configuration.connectionCountMax),
      MHD_OptionItem(.CONNECTION_MEMORY_LIMIT, configuration.headByteCountMax),
      MHD_OptionItem(.CONNECTION_TIMEOUT, configuration.idleSecondsMax),
      MHD_OptionItem(.STRICT_FOR_CLIENT, 1),
    ]
  }

  private func callbacks(_ context: UnsafeMutableRawPointer) -> [MHD_OptionItem] {
    [
      MHD_OptionItem(
        .URI_LOG_CALLBACK, unsafeBitCast(requestBegan, to: Int.self), context),
      MHD_OptionItem(
        .NOTIFY_CONNECTION, unsafeBitCast(connectionNoticed, to: Int.self), context),
      MHD_OptionItem(
        .NOTIFY_COMPLETED, unsafeBitCast(requestCompleted, to: Int.self), context),
      MHD_OptionItem(.UNESCAPE_CALLBACK, unsafeBitCast(nothingUnescaped, to: Int.self)),
    ]
  }

  /// Calls `body` with the options for TLS, whose texts are only there meanwhile.
  private func withEncryption<Result>(_ body: ([MHD_OptionItem]) -> Result) -> Result {
    guard let encryption = configuration.encryption else { return body([]) }
    return withText(encryption.certificate) { certificate in
      withText(encryption.key) { key in
        withText(Array(Self.priorities.utf8)) { priorities in
          body([
            MHD_OptionItem(.HTTPS_MEM_CERT, 0, certificate),
            MHD_OptionItem(.HTTPS_MEM_KEY, 0, key),
            MHD_OptionItem(.HTTPS_PRIORITIES, 0, priorities),
          ])
        }
      }
    }
  }

  private func withText<Result>(
    _ bytes: [UInt8], _ body: (UnsafeMutableRawPointer?) -> Result
  ) -> Result {
    var text = bytes + [0]
    return text.withUnsafeMutableBytes { body($0.baseAddress) }
  }
}

extension MHD_OptionItem {
  fileprivate init(
    _ option: MHD_OPTION, _ value: Int = 0, _ pointer: UnsafeMutableRawPointer? = nil
  ) {
    self.init(option: option, value: value, ptr_value: pointer)
  }
}
