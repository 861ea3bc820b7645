import CivilTime

/// A letter in plain text.
public struct MailMessage: Sendable {
  /// The address that it comes from.
  public let sender: String
  /// The address that it goes to.
  public let recipient: String
  /// What it is about.
  public let subject: String
  /// What it says.
  public let text: String
  /// When it was written, in seconds since 1970.
  public let seconds: Int64
  /// Tells it from every other letter.
  public let id: String

  /// Writes a letter.
  public init(
    sender: String, recipient: String, subject: String, text: String, seconds: Int64, id: String
  ) {
    self.sender = sender
    self.recipient = recipient
    self.subject = subject
    self.text = text
    self.seconds = seconds
    self.id = id
  }

  /// The letter as it crosses the network (RFC 5322).
  ///
  /// Nothing in a subject or an address can begin another header: control characters are blanks, and
  /// what is not plain text is encoded. The body is encoded as a whole.
  public var bytes: [UInt8] {
    let host = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    let head = [
      "Date: \(MailDate.text(seconds))", "From: <\(Self.plain(sender))>",
      "To: <\(Self.plain(recipient))>", "Subject: \(Self.encodedWords(subject))",
      "Message-ID: <\(Self.plain(id))@\(Self.plain(host))>", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
      "Auto-Submitted: auto-generated",
    ]
    let body = Self.lines(of: Base64.encode(Array(text.utf8)), width: 76)
    return Array((head + [""] + body + [""]).joined(separator: "\r\n").utf8)
  }

  private static func plain(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
  }

  /// A text for a header; anything but printable ASCII as encoded words (RFC 2047).
  private static func encodedWords(_ text: String) -> String {
    let text = plain(text)
    let isPlain = text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    if isPlain, !text.contains("=?") { return text }
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if words[words.count - 1].count + bytes.count > 42 { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
  }

  private static func lines(of text: String, width: Int) -> [String] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: width).map {
      String(decoding: bytes[$0..<min($0 + width, bytes.count)], as: UTF8.self)
    }
  }
}

enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let number = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for place in 0..<4 {
        let digit = digits[Int(number >> UInt32(18 - 6 * place) & 63)]
        output.append(place <= part.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

/// Dates as letters have them.
enum MailDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Writes seconds since 1970, such as `Thu, 01 Jan 1970 00:00:00 +0000`.
  static func text(_ seconds: Int64) -> String {
    let day = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
    let second = seconds - day * 86_400
    let date = CivilDate(dayNumber: day)
    let time = [second / 3600, second / 60 % 60, second % 60].map(padded).joined(separator: ":")
    let name = days[Int(((day % 7) + 7) % 7)]
    return "\(name), \(padded(date.day)) \(months[Int(date.month) - 1]) \(date.year) \(time) +0000"
  }

  private static func padded(_ number: Int64) -> String { CivilDate.padded(number, 2) }
}
