/// Finds credentials that are assigned to names in scripts and bodies: `password = 'x'`,
/// `"client_secret": "x"`.
struct CredentialAssignment {
  private let text: [UInt8]

  init(in text: [UInt8]) { self.text = text }

  /// Whether some name that tells of a credential is given a value.
  var isThere: Bool {
    var position = 0
    while position < text.count {
      guard Self.quotes.contains(text[position]), let end = closing(position) else {
        position += 1
        continue
      }
      if isValue(position + 1..<end), let name = name(before: position), Self.tells(name) {
        return true
      }
      // What is quoted may be a name itself, so that it is looked at again as what stands before.
      position = end + 1
    }
    return false
  }

  private static let quotes = Set("'\"`".utf8)
  private static let spaces = Set(" \t\r\n".utf8)
  private static let endings = [
    "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "privatekey",
    "accesskey", "secretkey",
  ].map { Array($0.utf8) }

  /// The place of the quote that ends what begins at a place, on the same line.
  private func closing(_ start: Int) -> Int? {
    var position = start + 1
    while position < text.count, text[position] != UInt8(ascii: "\n") {
      if text[position] == UInt8(ascii: "\\") {
        position += 1
      } else if text[position] == text[start] {
        return position
      }
      position += 1
    }
    return nil
  }

  /// The name that the quote at a place assigns to.
  private func name(before quote: Int) -> [UInt8]? {
    var position = skippingSpaces(before: quote)
    guard position > 0, ":=".utf8.contains(text[position - 1]) else { return nil }
    position = skippingSpaces(before: position - 1)
    // Comparing is no assigning.
    guard position > 0, !"=!<>".utf8.contains(text[position - 1]) else { return nil }
    if Self.quotes.contains(text[position - 1]) { position -= 1 }
    var start = position
    while start > 0, Self.isNameByte(text[start - 1]) { start -= 1 }
    return start == position ? nil : Array(text[start..<position])
  }

  private func skippingSpaces(before place: Int) -> Int {
    var position = place
    while position > 0, Self.spaces.contains(text[position - 1]) { position -= 1 }
    return position
  }

  /// Whether a quoted text may be a credential: none is a mask, a template, or short.
  private func isValue(_ range: Range<Int>) -> Bool {
    let value = text[range]
    return value.count >= 6
      && !value.contains { Self.spaces.contains($0) || "{}$*<>".utf8.contains($0) }
      && !Self.tells(Array(value))
  }

  private static func tells(_ name: [UInt8]) -> Bool {
    let folded = name.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
      .map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    return endings.contains { folded.suffix($0.count).elementsEqual($0) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
