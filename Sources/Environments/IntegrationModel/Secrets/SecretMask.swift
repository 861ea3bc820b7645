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

  private static let openBrace = UInt8(ascii: "{")
  private static let closeBrace = UInt8(ascii: "}")

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
}
