import Glibc

/// A socket that listens, bound before the server takes it so that failures have their reasons.
struct ListeningSocket {
  let descriptor: Int32
  /// The port, also where the system chose it.
  let port: UInt16
  let isIPv6: Bool

  /// Binds and listens.
  ///
  /// - Throws: `.badAddress`, `.addressInUse`, `.startFailed`.
  init(_ address: ListenAddress) throws(HTTPServerError) {
    let found = try Self.resolve(address)
    defer { freeaddrinfo(found) }
    let family = found.pointee.ai_family
    descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure(address) }
    isIPv6 = family == AF_INET6
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
    if isIPv6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
      listen(descriptor, 512) == 0, let port = Self.port(of: descriptor)
    else {
      let error = Self.failure(address)
      close(descriptor)
      throw error
    }
    self.port = port
  }

  private static func resolve(
    _ address: ListenAddress
  ) throws(HTTPServerError) -> UnsafeMutablePointer<addrinfo> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(address.host, String(address.port), &hints, &found)
    guard code == 0, let found else {
      throw HTTPServerError(
        .badAddress, "cannot listen on '\(address)': \(String(cString: gai_strerror(code)))")
    }
    return found
  }

  private static func port(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      } == 0
        // Both families keep the port at the same place.
        ? pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          UInt16(bigEndian: $0.pointee.sin_port)
        } : nil
    }
  }

  private static func failure(_ address: ListenAddress) -> HTTPServerError {
    let reason = errno
    let text = String(cString: strerror(reason))
    switch reason {
    case EADDRINUSE:
      return HTTPServerError(
        .addressInUse,
        "cannot listen on '\(address)': another program does; stop it, or choose "
          + "another port with --listen")
    case EADDRNOTAVAIL:
      return HTTPServerError(
        .badAddress, "cannot listen on '\(address)': this machine does not have that address")
    case EACCES:
      return HTTPServerError(
        .badAddress, "cannot listen on '\(address)': ports below 1024 need special rights")
    default:
      return HTTPServerError(.startFailed, "cannot listen on '\(address)': \(text)")
    }
  }
}
