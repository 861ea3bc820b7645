/// Where a server is: scheme, host, port, and the path under which everything lies.
public struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
  /// Whether the connection is encrypted.
  public let isSecure: Bool
  /// The host in small letters; an IPv6 address in brackets.
  public let host: String
  /// The port; `nil` for the scheme's own.
  public let port: Int?
  /// The path without a slash at its end; empty for the root.
  public let path: String

  /// Reads `http://` or `https://`, a host, and perhaps a port and a path.
  ///
  /// Returns `nil` for anything else: an address with a user, a query or a fragment, or with
  /// characters that have no place in one.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) && !"\"<>\\^`{|}?#@".utf8.contains($0) })
    else { return nil }
    guard let (isSecure, rest) = Self.scheme(of: text) else { return nil }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let (host, port) = Self.authority(rest[..<slash]) else { return nil }
    self.isSecure = isSecure
    self.host = host
    self.port = port == (isSecure ? 443 : 80) ? nil : port
    var path = rest[slash...]
    while path.hasSuffix("/") { path.removeLast() }
    guard !path.contains("/.") else { return nil }
    self.path = String(path)
  }

  private static func scheme(of text: String) -> (Bool, Substring)? {
    let lower = text.prefix(8).lowercased()
    if lower == "https://" { return (true, text.dropFirst(8)) }
    if lower.hasPrefix("http://") { return (false, text.dropFirst(7)) }
    return nil
  }

  private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
    var host = text
    var port: Int?
    if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
      guard let number = Int(text[text.index(after: colon)...]), (1...65535).contains(number) else {
        return nil
      }
      port = number
      host = text[..<colon]
    }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let allowed = isBracketed ? "0123456789abcdef:.[]" : "0123456789abcdefghijklmnopqrstuvwxyz-."
    let name = host.lowercased()
    guard !name.isEmpty, !name.hasPrefix("."), name.allSatisfy({ allowed.contains($0) }) else {
      return nil
    }
    return (name, port)
  }

  /// The same server with another path, which starts with a slash or is empty.
  public func with(path: String) -> HTTPAddress { HTTPAddress(copying: self, path: path) }

  private init(copying other: HTTPAddress, path: String) {
    isSecure = other.isSecure
    host = other.host
    port = other.port
    self.path = path
  }

  /// Scheme, host and port: `https://api.example.org`.
  public var origin: String {
    (isSecure ? "https://" : "http://") + host + (port.map { ":\($0)" } ?? "")
  }

  /// The whole address.
  public var description: String { origin + path }

  /// Whether nothing that is sent there leaves the machine.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }
}
