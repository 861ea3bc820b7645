/// Blanks comments and text literals out of Swift code, so that only code is left to look at.
///
/// Every byte keeps its place and every line its number; code inside `\( )` stays. Regular
/// expression literals are not known: a quote in one confuses it, which shows up as a test failure.
struct CodeBlanking {
  private let source: [UInt8]
  private var output: [UInt8]
  private var cursor = 0

  /// Returns the bytes of `text` with blanks for all that is no code.
  static func code(of text: String) -> [UInt8] {
    var blanking = CodeBlanking(source: Array(text.utf8))
    blanking.passCode(untilParenthesis: false)
    return blanking.output
  }

  private init(source: [UInt8]) {
    self.source = source
    output = source
  }

  /// Passes code, up to the parenthesis that closes an interpolation if there is one.
  private mutating func passCode(untilParenthesis: Bool) {
    var depth = 0
    while cursor < source.count {
      switch source[cursor] {
      case UInt8(ascii: "/") where starts(with: "//"): blankLine()
      case UInt8(ascii: "/") where starts(with: "/*"): blankComment()
      case UInt8(ascii: "`"): passRawIdentifier()
      case UInt8(ascii: "\""): blankLiteral(hashes: 0)
      case UInt8(ascii: "#") where hashesBeforeQuote > 0: blankLiteral(hashes: hashesBeforeQuote)
      case UInt8(ascii: "("):
        depth += 1
        cursor += 1
      case UInt8(ascii: ")"):
        depth -= 1
        cursor += 1
        if untilParenthesis && depth == 0 { return }
      default: cursor += 1
      }
    }
  }

  private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
    let start = cursor + offset
    guard start + text.utf8CodeUnitCount <= source.count else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { source[start + $0] == text.utf8Start[$0] }
  }

  /// How many `#` stand here before a quote; 0 if they belong to something else.
  private var hashesBeforeQuote: Int {
    let end = source[cursor...].firstIndex { $0 != UInt8(ascii: "#") } ?? source.count
    return end < source.count && source[end] == UInt8(ascii: "\"") ? end - cursor : 0
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where cursor < source.count {
      if source[cursor] != UInt8(ascii: "\n") { output[cursor] = UInt8(ascii: " ") }
      cursor += 1
    }
  }

  private mutating func blankLine() {
    while cursor < source.count, source[cursor] != UInt8(ascii: "\n") { blank(1) }
  }

  private mutating func blankComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        blank(2)
      } else if starts(with: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && cursor < source.count
  }

  private mutating func passRawIdentifier() {
    blank(1)
    while cursor < source.count, source[cursor] != UInt8(ascii: "`") {
      if source[cursor] == UInt8(ascii: " ") { output[cursor] = UInt8(ascii: "_") }
      cursor += 1
    }
    blank(1)
  }

  private mutating func blankLiteral(hashes: Int) {
    blank(hashes)
    let quotes = starts(with: "\"\"\"") ? 3 : 1
    blank(quotes)
    while cursor < source.count {
      if isClosing(quotes: quotes, hashes: hashes) { return blank(quotes + hashes) }
      if source[cursor] == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
        blank(1 + hashes)
        if starts(with: "(") { passCode(untilParenthesis: true) } else { blank(1) }
      } else if quotes == 1, source[cursor] == UInt8(ascii: "\n") {
        return
      } else {
        blank(1)
      }
    }
  }

  private func isClosing(quotes: Int, hashes: Int) -> Bool {
    let isQuoted = quotes == 3 ? starts(with: "\"\"\"") : starts(with: "\"")
    return isQuoted && hasHashes(hashes, at: quotes)
  }

  private func hasHashes(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { starts(with: "#", at: offset + $0) }
  }
}
