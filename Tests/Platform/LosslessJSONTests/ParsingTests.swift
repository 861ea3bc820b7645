import LosslessJSON
import Testing

/// Parses text, for short tests.
func parse(_ text: String) throws(JSONParseError) -> JSONValue {
  try JSONValue(parsing: Array(text.utf8))
}

/// Returns the error of bytes that must not parse.
func failure(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONParseError? {
  do {
    _ = try JSONDocument(parsing: bytes, limits: limits)
    return nil
  } catch {
    return error
  }
}

@Suite struct ParsingTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0", "1", "-1", "0.5", "1e5", "1E+5", "1e-05", "-1.25e10",
    "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83D\\uDE00\"", "\"\\ud800\"",
    "\"\u{7F}\"", "\"é\u{10FFFF}\u{FEFF}\"", "[]", "[ ]", "{}", "{ }", " [1 , 2]\n", "[[],{}]",
    "{\"\":0}", "{\"a\":1,\"A\":2}", "{\"a\":{\"a\":{\"a\":null}}}", "\t\r\n 1 \t\r\n",
    "[1,\n        2]", "{\"e\u{301}\":1,\"\u{E9}\":2}",
  ])
  func `a valid document is accepted and equals the naive parser's`(text: String) throws {
    #expect(try parse(text) == NaiveJSON.parse(Array(text.utf8)))
  }

  @Test(arguments: [
    ("", JSONParseError.Code.emptyInput), (" \n ", .emptyInput), ("[", .unexpectedEnd),
    ("{", .unexpectedEnd), ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd),
    ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd), ("{\"a\":1", .unexpectedEnd),
    ("{\"a\":1,", .unexpectedEnd), ("[1,]", .trailingComma), ("{\"a\":1,}", .trailingComma),
    ("[,1]", .unexpectedCharacter), ("[1 2]", .unexpectedCharacter),
    ("[1}", .unexpectedCharacter), ("{\"a\":1]", .unexpectedCharacter),
    ("{a:1}", .unexpectedCharacter), ("{1:1}", .unexpectedCharacter),
    ("{\"a\" 1}", .unexpectedCharacter), ("{\"a\":,}", .unexpectedCharacter),
    ("]", .unexpectedCharacter), ("'a'", .unexpectedCharacter), ("+1", .unexpectedCharacter),
    (".5", .unexpectedCharacter), ("NaN", .unexpectedCharacter), ("// x\n1", .unexpectedCharacter),
    ("\u{A0}1", .unexpectedCharacter), ("[\u{C}1]", .unexpectedCharacter),
    ("1 2", .trailingContent), ("{} x", .trailingContent), ("[]]", .trailingContent),
    ("\"a\"\"b\"", .trailingContent), ("1\0", .trailingContent), ("1.5.5", .trailingContent),
    ("0x10", .trailingContent), ("tru", .invalidLiteral), ("True", .unexpectedCharacter),
    ("nulls", .invalidLiteral), ("[truefalse]", .invalidLiteral), ("fals", .invalidLiteral),
    ("01", .leadingZero), ("-01", .leadingZero), ("[00]", .leadingZero), ("-", .invalidNumber),
    ("-a", .invalidNumber), ("1.", .invalidNumber), ("1.e5", .invalidNumber),
    ("1e", .invalidNumber), ("1e+", .invalidNumber), ("[1e-]", .invalidNumber),
    ("\"", .unterminatedString), ("\"abc", .unterminatedString), ("\"\\", .unterminatedString),
    ("\"\\\"", .unterminatedString), ("\"\\u12", .unterminatedString),
    ("\"abcdefghijkl\\", .unterminatedString), ("\"\n\"", .controlCharacter),
    ("\"12345678\u{1F}\"", .controlCharacter), ("\"\0\"", .controlCharacter),
    ("\"\\x\"", .invalidEscape), ("\"\\u12g4\"", .invalidEscape), ("\"\\U0041\"", .invalidEscape),
    ("\"\\'\"", .invalidEscape), ("\u{FEFF}1", .byteOrderMark),
    ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
    ("{\"\":1,\"\":2}", .duplicateKey), ("[{\"x\":{\"b\":1,\"c\":[{}],\"b\":1}}]", .duplicateKey),
    ("{\"\\ud83d\\ude00\":1,\"😀\":2}", .duplicateKey),
    ("1e1000000000000000000", .exponentTooLarge), ("0e9999999999999999999", .exponentTooLarge),
    ("10e999999999999999999", .exponentTooLarge), ("0.1e-999999999999999999", .exponentTooLarge),
  ])
  func `an invalid document is refused with its reason`(
    text: String, code: JSONParseError.Code
  ) {
    #expect(failure(Array(text.utf8))?.code == code)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
    ] as [[UInt8]])
  func `invalid UTF-8 is refused in strings and outside`(bytes: [UInt8]) {
    #expect(failure([0x22] + bytes + [0x22])?.code == .invalidUTF8)
    #expect(failure([0x22] + bytes)?.code == .invalidUTF8)
    #expect(failure(Array("\"0123456789\u{E9}".utf8) + bytes + [0x22])?.code == .invalidUTF8)
    #expect(failure(bytes)?.code == .invalidUTF8)
  }

  @Test func `an error tells line, column in scalars, and offset`() {
    let error = failure(Array("{\n  \"é😀\": 1,\n  \"ü\": \"x\" ?\n}".utf8))
    #expect(error?.line == 3)
    #expect(error?.column == 12)
    #expect(error?.offset == 29)
    #expect(error?.description == "unexpected character '?' (line 3, column 12)")
  }

  @Test func `a duplicate key is named and placed at its second appearance`() {
    let error = failure(Array("{\"a b\": 1,\n \"c\": 2,\n \"a\\u0020b\": 3}".utf8))
    #expect(error?.description == "duplicate key 'a b' (line 3, column 2)")
  }

  @Test func `messages name what is wrong without a trailing full stop`() {
    #expect(failure([0x5B, 0x01])?.message == "unexpected character U+0001")
    #expect(
      failure(Array("1 é".utf8))?.message
        == "unexpected character 'é' after the document's value")
    #expect(
      failure([0x31, 0x31], limits: JSONLimits(byteCountMax: 1))?.message
        == "document of 2 bytes exceeds the limit of 1")
  }

  @Test func `every prefix of a valid document is refused, and nothing is read beyond its end`() {
    let text = Array(#"{"key":[1.5e3,"a\u00e9\\é",true,null,{}],"other key":-12}"#.utf8)
    #expect(failure(text) == nil)
    for length in 0..<text.count { #expect(failure(Array(text[..<length])) != nil) }
  }
}
