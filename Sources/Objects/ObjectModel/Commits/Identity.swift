/// Who did something and when, as commits and reflogs record it.
///
/// Name and address are compared by their bytes.
public struct Identity: Sendable, Hashable {
  /// The name, without the characters that git refuses.
  public let name: String
  /// The mail address, without the characters that git refuses.
  public let email: String
  /// Seconds since 1970 in UTC.
  public let seconds: Int64
  /// Minutes east of UTC, -5999 to 5999.
  public let utcOffsetMinutes: Int

  /// Makes an identity; characters that git refuses in names and addresses are left out.
  ///
  /// Git refuses `<`, `>`, NUL and line feeds anywhere, and drops dots, commas, quotes, spaces
  /// and control characters at both ends.
  public init(name: String, email: String, seconds: Int64, utcOffsetMinutes: Int = 0) {
    self.init(
      exactName: Identity.stripped(name), email: Identity.stripped(email), seconds: seconds,
      utcOffsetMinutes: Swift.min(Swift.max(utcOffsetMinutes, -5999), 5999))
  }

  /// Keeps what stands in a commit as it is.
  private init(exactName: String, email: String, seconds: Int64, utcOffsetMinutes: Int) {
    name = exactName
    self.email = email
    self.seconds = seconds
    self.utcOffsetMinutes = utcOffsetMinutes
  }

  /// Git's form: `Name <address> 1700000000 +0100`.
  public var encoded: String {
    let space = name.isEmpty ? "" : " "
    return "\(name)\(space)<\(email)> \(seconds) \(encodedOffset)"
  }

  /// Reads git's form, or gives `nil` if the text does not follow it.
  public init?(encoded text: some StringProtocol) {
    let bytes = text.utf8
    guard let open = bytes.firstIndex(of: 0x3c),
      let close = bytes[open...].firstIndex(of: 0x3e)
    else { return nil }
    let time = text[bytes.index(after: close)...].split(
      separator: " ", omittingEmptySubsequences: false)
    guard time.count == 3, time[0].isEmpty, let seconds = Int64(time[1]),
      let offset = Identity.offset(time[2])
    else { return nil }
    var name = text[..<open]
    if name.hasSuffix(" ") { name = name.dropLast() }
    self.init(
      exactName: String(name), email: String(text[bytes.index(after: open)..<close]),
      seconds: seconds, utcOffsetMinutes: offset)
  }

  /// Whether all parts are the same, byte for byte.
  public static func == (one: Identity, other: Identity) -> Bool {
    one.seconds == other.seconds && one.utcOffsetMinutes == other.utcOffsetMinutes
      && one.name.utf8.elementsEqual(other.name.utf8)
      && one.email.utf8.elementsEqual(other.email.utf8)
  }

  /// Feeds time and address.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(seconds)
    for byte in email.utf8 { hasher.combine(byte) }
  }

  private var encodedOffset: String {
    let minutes = abs(utcOffsetMinutes)
    let digits = String(String(10_000 + minutes / 60 * 100 + minutes % 60).dropFirst())
    return (utcOffsetMinutes < 0 ? "-" : "+") + digits
  }

  private static func offset(_ text: some StringProtocol) -> Int? {
    let digits = text.dropFirst()
    guard text.utf8.count == 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits)
    else { return nil }
    let minutes = number / 100 * 60 + number % 100
    switch text.utf8.first {
    case 0x2b: return minutes
    case 0x2d: return -minutes
    default: return nil
    }
  }

  private static func stripped(_ text: String) -> String {
    let kept = text.utf8.filter { $0 != 0x3c && $0 != 0x3e && $0 != 0 && $0 != 0x0a }
    let trimmed = kept.drop(while: isCrud).reversed().drop(while: isCrud).reversed()
    return String(decoding: trimmed, as: UTF8.self)
  }

  /// What git takes away from the ends of names.
  private static func isCrud(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x2e, 0x2c, 0x3a, 0x3b, 0x22, 0x27, 0x5c: true
    default: false
    }
  }
}
