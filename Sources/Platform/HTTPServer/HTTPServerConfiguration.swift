/// What a server is told before it starts.
public struct HTTPServerConfiguration: Sendable {
  /// A certificate with its chain and the key that belongs to it, both as PEM.
  public struct Encryption: Sendable {
    /// The certificate and what vouches for it.
    public let certificate: [UInt8]
    /// The private key.
    public let key: [UInt8]

    /// Takes both as they are in files.
    public init(certificate: [UInt8], key: [UInt8]) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// Where to listen.
  public var address: ListenAddress
  /// Certificate and key; `nil` speaks HTTP without encryption.
  public var encryption: Encryption?
  /// How many threads serve connections.
  public var threadCount = 2
  /// The largest body of a request.
  public var bodyByteCountMax = 10 << 20
  /// The memory of one connection, and so the most that request line and headers may take.
  public var headByteCountMax = 32 << 10
  /// How many connections may be open.
  public var connectionCountMax = 1_000
  /// How long a connection may say nothing; the end of one in the middle of a request may be noticed
  /// only then.
  public var idleSecondsMax = 30

  /// Makes a configuration with the usual limits.
  public init(address: ListenAddress, encryption: Encryption? = nil) {
    self.address = address
    self.encryption = encryption
  }
}

/// A host and a port to listen on, written `127.0.0.1:8080` or `[::1]:8080`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// The name or number of the host, without brackets.
  public let host: String
  /// The port; 0 lets the system choose.
  public let port: UInt16

  /// Makes an address.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`, or returns `nil` if it is not that.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, isBracketed == host.contains(":") else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Whether only programs on this machine can reach it.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
