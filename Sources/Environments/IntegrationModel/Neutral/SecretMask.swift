/// Keeps credentials out of everything that is stored, shown or written.
public enum SecretMask {
  /// What stands in the place of a credential: the platform's own mask.
  public static let text = "******"

  static let bytes = Array(text.utf8)

  /// Tells whether a text is a mask and not a value: three or more asterisks and nothing else.
  public static func isMask(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count >= 3 && bytes.allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Tells whether a text takes its value from elsewhere at run time: handlebars, and around them
  /// nothing but the name of an authorisation scheme.
  static func isHandlebars(_ bytes: some Collection<UInt8>) -> Bool {
    let text = Array(bytes)
    var rest: [UInt8] = []
    var position = 0
    var found = false
    while position < text.count {
      if position + 1 < text.count, text[position] == openBrace, text[position + 1] == openBrace {
        guard let end = endOfExpression(text, from: position) else { return false }
        position = end
        found = true
      } else {
        rest.append(text[position])
        position += 1
      }
    }
    return found && isSchemeName(rest)
  }

  /// Returns the text with the credentials of its URL masked, or `nil` where there are none.
  ///
  /// Covers the password in `scheme://user:password@host` and query parameters whose names look
  /// like a credential's.
  static func maskingURL(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var text = Array(bytes)
    var changed = false
    if let range = passwordRange(text) {
      text.replaceSubrange(range, with: Self.bytes)
      changed = true
    }
    var position = text.firstIndex(of: UInt8(ascii: "?"))
    while let start = position {
      let nameEnd = text[(start + 1)...].firstIndex { $0 == equals || $0 == ampersand }
      guard let nameEnd, text[nameEnd] == equals else {
        position = nameEnd
        continue
      }
      let end = text[nameEnd...].firstIndex { $0 == ampersand || $0 == hash } ?? text.count
      let value = text[(nameEnd + 1)..<end]
      let isSecret = text[(start + 1)..<nameEnd].withUnsafeBufferPointer(
        SecretNames.looksSecretHeader)
      if isSecret, !value.isEmpty, !isMask(value), !value.contains(openBrace) {
        text.replaceSubrange((nameEnd + 1)..<end, with: Self.bytes)
        changed = true
      }
      position = text[(nameEnd + 1)...].firstIndex(of: ampersand)
    }
    return changed ? text : nil
  }

  private static let openBrace = UInt8(ascii: "{")
  private static let closeBrace = UInt8(ascii: "}")
  private static let equals = UInt8(ascii: "=")
  private static let ampersand = UInt8(ascii: "&")
  private static let hash = UInt8(ascii: "#")

  private static func endOfExpression(_ text: [UInt8], from start: Int) -> Int? {
    var position = start
    while position + 1 < text.count {
      if text[position] == closeBrace, text[position + 1] == closeBrace {
        position += 2
        while position < text.count, text[position] == closeBrace { position += 1 }
        return position
      }
      position += 1
    }
    return nil
  }

  private static func isSchemeName(_ rest: [UInt8]) -> Bool {
    let word = String(decoding: rest, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
    return ["", "bearer", "basic", "token", "digest", "apikey"].contains(word)
  }

  private static func passwordRange(_ text: [UInt8]) -> Range<Int>? {
    guard let scheme = indexOfSchemeEnd(text) else { return nil }
    let authorityEnd =
      text[scheme...].firstIndex { "/?# ".utf8.contains($0) } ?? text.count
    guard let at = text[scheme..<authorityEnd].lastIndex(of: UInt8(ascii: "@")),
      let colon = text[scheme..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at,
      !isMask(text[(colon + 1)..<at]), !isHandlebars(text[(colon + 1)..<at])
    else { return nil }
    return (colon + 1)..<at
  }

  private static func indexOfSchemeEnd(_ text: [UInt8]) -> Int? {
    guard text.count > 4 else { return nil }
    for start in 1..<(text.count - 3)
    where text[start] == UInt8(ascii: ":") && text[start + 1] == UInt8(ascii: "/")
      && text[start + 2] == UInt8(ascii: "/")
    {
      return start + 3
    }
    return nil
  }
}
