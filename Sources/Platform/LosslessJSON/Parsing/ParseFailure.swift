/// What the parser throws inside: small, so that the hot path carries no text.
struct ParseFailure: Error {
  let code: JSONParseError.Code
  let offset: Int

  init(_ code: JSONParseError.Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension JSONParseError {
  /// Makes the error of a failure: finds its line and column and words it.
  init(_ failure: ParseFailure, in source: [UInt8], limits: JSONLimits) {
    var line = 1
    var lineStart = 0
    for offset in 0..<failure.offset where source[offset] == 0x0A {
      line += 1
      lineStart = offset + 1
    }
    let column = source[lineStart..<failure.offset].count { $0 & 0xC0 != 0x80 } + 1
    self.init(
      code: failure.code, message: Self.message(of: failure, in: source, limits: limits),
      line: line, column: column, offset: failure.offset)
  }

  private static func message(
    of failure: ParseFailure, in source: [UInt8], limits: JSONLimits
  ) -> String {
    switch failure.code {
    case .tooLarge:
      "document of \(source.count) bytes exceeds the limit of \(limits.byteCountMax)"
    case .tooDeep:
      "nesting exceeds the limit of \(limits.depthMax) levels"
    case .unexpectedCharacter:
      "unexpected character \(character(at: failure.offset, in: source))"
    case .trailingContent:
      "unexpected character \(character(at: failure.offset, in: source)) after the document's value"
    case .duplicateKey:
      "duplicate key '\(key(at: failure.offset, in: source))'"
    default:
      fixedMessage(of: failure.code)
    }
  }

  private static func fixedMessage(of code: Code) -> String {
    switch code {
    case .emptyInput: "document is empty; expected a value"
    case .byteOrderMark: "document starts with a byte order mark; save it as UTF-8 without one"
    case .unexpectedEnd: "unexpected end of the document inside an object or array"
    case .trailingComma: "comma before a closing bracket"
    case .invalidLiteral: "invalid word; expected 'true', 'false' or 'null'"
    case .invalidNumber: "invalid number; a digit is missing"
    case .leadingZero: "invalid number; leading zeros are not allowed"
    case .exponentTooLarge: "exponent of a number has more than 18 digits"
    case .unterminatedString: "unterminated string; a closing '\"' is missing"
    case .controlCharacter: "control character in a string; write it as an escape"
    case .invalidEscape: "invalid escape in a string"
    case .invalidUTF8: "invalid UTF-8"
    default: "invalid document"
    }
  }

  private static func character(at offset: Int, in source: [UInt8]) -> String {
    let text = String(decoding: source[offset..<min(offset + 4, source.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "" }
    let isControl = scalar.value < 0x20 || scalar.value == 0x7F
    return isControl
      ? "U+00\(scalar.value < 16 ? "0" : "")"
        + String(scalar.value, radix: 16, uppercase: true) : "'\(scalar)'"
  }

  /// Returns the key whose opening quote is at `offset`.
  private static func key(at offset: Int, in source: [UInt8]) -> String {
    var end = offset + 1
    while end < source.count, source[end] != 0x22 { end += source[end] == 0x5C ? 2 : 1 }
    guard end <= source.count else { return "" }
    return source[(offset + 1)..<end].withUnsafeBufferPointer { JSONString(escaped: $0).text }
  }
}
