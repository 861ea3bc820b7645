/// How servers are reached.
public struct ConnectionSettings: Sendable, Equatable {
  /// How long a connection may take to come about, and how long nothing may arrive on it.
  public var patience: Duration
  /// How long a request with its answer may take in all.
  public var durationMax: Duration
  /// The longest answer that is taken, decompressed.
  public var byteCountMax: Int
  /// The proxy; `nil` for none.
  public var proxy: String?
  /// The hosts that are reached without the proxy, as `NO_PROXY` lists them.
  public var proxyExceptions: String?
  /// The file of the certification authorities that are trusted; `nil` for the system's.
  public var authorityFile: String?
  /// How the program calls itself.
  public var userAgent: String

  /// Makes settings.
  public init(
    patience: Duration = .seconds(30), durationMax: Duration = .seconds(360),
    byteCountMax: Int = 512 << 20, proxy: String? = nil, proxyExceptions: String? = nil,
    authorityFile: String? = nil, userAgent: String
  ) {
    self.patience = patience
    self.durationMax = durationMax
    self.byteCountMax = byteCountMax
    self.proxy = proxy
    self.proxyExceptions = proxyExceptions
    self.authorityFile = authorityFile
    self.userAgent = userAgent
  }
}

extension Duration {
  /// The whole milliseconds of the duration, one at least.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
