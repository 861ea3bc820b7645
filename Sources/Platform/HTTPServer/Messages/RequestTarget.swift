/// Where a request goes: the segments of its path and the fields of its query, decoded.
public struct RequestTarget: Sendable, Hashable {
  /// The parts of the path between slashes; none for `/`.
  public let segments: [String]
  /// The fields of the query in their order.
  public let query: [HTTPField]

  /// Reads the target of a request line, or returns `nil` if it is no path with a query.
  ///
  /// Refused are targets that do not start with a slash, escapes that are none, bytes that are not
  /// UTF-8, and control characters, whichever way they are written. A segment may hold an escaped
  /// slash and is never a path of its own.
  public init?(_ text: some Collection<UInt8>) {
    let bytes = text.prefix { $0 != UInt8(ascii: "#") }
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    var segments: [String] = []
    for part in bytes[..<mark].dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let segment = Self.decoded(part, plusIsBlank: false) else { return nil }
      segments.append(segment)
    }
    // A slash at the end adds nothing.
    if segments.last == "" { segments.removeLast() }
    guard let query = Self.fields(bytes[mark...].dropFirst()) else { return nil }
    (self.segments, self.query) = (segments, query)
  }

  private static func fields(_ bytes: some Collection<UInt8>) -> [HTTPField]? {
    var fields: [HTTPField] = []
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      guard let name = decoded(part[..<equals], plusIsBlank: true),
        let value = decoded(part[equals...].dropFirst(), plusIsBlank: true)
      else { return nil }
      fields.append(HTTPField(name, value))
    }
    return fields
  }

  private static func decoded(_ bytes: some Collection<UInt8>, plusIsBlank: Bool) -> String? {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    while var byte = rest.next() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue)
        else { return nil }
        byte = high << 4 | low
      } else if byte == UInt8(ascii: "+"), plusIsBlank {
        byte = UInt8(ascii: " ")
      }
      guard byte >= 0x20, byte != 0x7F else { return nil }
      output.append(byte)
    }
    return String(validating: output, as: UTF8.self)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
