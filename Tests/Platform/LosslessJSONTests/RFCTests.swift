import LosslessJSON
import Testing

/// The cases that every suite for parsers of JSON has, by the rules of RFC 8259 and RFC 3629.
@Suite struct RFCTests {
  // MARK: 2 and 3: texts and values

  @Test(arguments: [
    "null", "true", "false", "42", "-0.1", "\"\"", "\"asd\"", "[]", "{}", " [] ", "[]\n",
    "\t\n\r [\t\n\r true \t\n\r] \t\n\r", "[1\n]", " [1]", "[2] ", "[ 4]", "{\n\"a\": \"b\"\n}",
    "[null]", "[false]", "[null, 1, \"1\", {}]", "[1,null,null,null,2]", "[[]   ]", "[\"\"]",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"\":0}", "{\"a\":[]}", "{\"foo\\u0000bar\": 42}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxx\"}], \"id\": \"x\"}",
  ])
  func `a text of the grammar is taken`(text: String) { expectTaken(Array(text.utf8)) }

  @Test(arguments: [
    "", " ", "nul", "nulll", "NULL", "True", "TRUE", "fals", "truth", "undefined", "a", "a√•", "é",
    "<.>", "[<null>]", "[a", "[a]", "*", "[*]", "#", "{}#", "/**/", "{\"a\":1}/**/", "{\"a\":1}//",
    "{\"a\":/*comment*/1}", "[1]x", "[1]]", "[]]", "{}}", "[][]", "1 1", "2@", "\u{B}", "[\u{B}]",
    "[\u{C}]", "[\u{2060}]", "\u{2060}", "[\u{A0}]", "\0", "[]\0", "[\0]", "\u{FEFF}", "\u{FEFF}{}",
    "{\"a\":true} \"x\"", "[True]", "[nul]", "[tru]", "[fals]", "{]", "[}", "}", "]", "(1)", "'a'",
  ])
  func `a text beyond the grammar is refused`(text: String) { expectRefused(Array(text.utf8)) }

  // MARK: 4 and 5: objects and arrays

  @Test(arguments: [
    "[1 true]", "[a", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"", "[3[4]]",
    "[1:2]", "[,]", "[-]", "[   , \"\"]", "[1,", "[1,\n1\n,1", "[\"\",]", "[", "[1", "[[", "[{}",
    "[1,]", "[1;2]", "[\"a\",\n4\n,1,", "[{\"\":[{\"\":", "[\"", "[\"a", "[\\n]", "[.1]", "[1 ,",
  ])
  func `an array that is none is refused`(text: String) { expectRefused(Array(text.utf8)) }

  @Test(arguments: [
    "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{,", "{,}", "{\"x\"}", "{\"x\", null}",
    "{\"x\"::\"b\"}", "{\"a\":\"a\" 123}", "{key: 'value'}", "{\"a\" b}", "{:\"b\"}", "{1:1}",
    "{9999E9999:1}", "{null:null,null:null}", "{\"id\":0,,,,,}", "{'a':0}", "{\"id\":0,}",
    "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a", "{ \"foo\" : \"bar\", \"a\" }",
    "{[: \"x\"}", "{\"a\":\"b\"}#{}", "{\"a\"=1}", "{\"a\":1;\"b\":2}", "{true:1}", "{\"a\":}",
    "{\"a\" \"b\"}", "{{}}", "{[]}", "{\"a\":1 \"b\":2}", "{\"a\":1}}",
  ])
  func `an object that is none is refused`(text: String) { expectRefused(Array(text.utf8)) }

  /// RFC 8259 leaves open what is made of names that are not unique: nothing, for one would be lost.
  @Test(arguments: [
    "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"b\",\"a\":\"b\"}", "{\"a\":1,\"\\u0061\":1}",
  ])
  func `names that are not unique are refused`(text: String) {
    #expect(failure(Array(text.utf8))?.code == .duplicateKey)
  }

  // MARK: 6: numbers

  @Test(arguments: [
    "0", "-0", "1", "-1", "-123", "123", "0e1", "0e+1", "20e1", "1E22", "1E-2", "1E+2", "1e-2",
    "1e+2", "123e45", "123e65", "123.456e78", "123.456789", "0.5", "-0.0", "1.0", "1e00", "1e007",
    "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
    "123123e100000", "-123123e100000", "-1e+9999", "1.5e+9999", "123e-10000000", "0.4e00669999999",
    "100000000000000000000", "-123123123123123123123123123123", "9007199254740993",
  ])
  func `a number is taken, however large or exact it is`(text: String) {
    expectTaken(Array(text.utf8))
    expectTaken(Array("[\(text)]".utf8))
    expectTaken(Array("{\"a\":\(text)}".utf8))
  }

  @Test(arguments: [
    "++1234", "+1", "+Inf", "-01", "-1.0.", "-2.", "-NaN", ".-1", ".2e-3", "0.1.2", "0.3e+", "0.3e",
    "0.e1", "0E+", "0E", "0e+", "0e", "1.0e+", "1.0e-", "1.0e", "1 000.0", "1eE2", "2.e+3", "2.e-3",
    "2.e3", "9.e+", "Inf", "NaN", "\u{FF11}", "1+2", "0x1", "0x42", "Infinity", "0e+-1",
    "-123.123foo",
    "-Infinity", "-foo", "- 1", "-012", "-.123", "-1x", "1ea", "1a", "1.", "1.a",
    "1.8011670033376514H",
    "012", "00", "-00", "1_000", "1,5e", "1e5.5", "1e+ 5", "e5", "1..2", "--1", "+0", "0b1", "0o7",
    "1f",
  ])
  func `a number that is none is refused`(text: String) {
    expectRefused(Array("[\(text)]".utf8))
    expectRefused(Array("{\"a\":\(text)}".utf8))
  }

  // MARK: 7 and 8: strings

  @Test(arguments: [
    #"\u0060\u012a\u12AB"#, #"\uD801\udc37"#, #"\ud83d\ude39\ud83d\udc8d"#, #"\"\\\/\b\f\n\r\t"#,
    #"\\u0000"#, #"\""#, #"\\a"#, #"\\n"#, #"\u0012"#, #"\uFFFF"#, #"\uDBFF\uDFFF"#,
    #"new\u00A0line"#,
    #"\u0000"#, #"\u002c"#, #"\u0821"#, #"\u0123"#, #"\u0061\u30af\u30EA\u30b9"#, #"new\u000Aline"#,
    #"\uA66D"#, #"\u005C"#, #"\u0022"#, #"\u200B"#, #"\u2064"#, #"\uFDD0"#, #"\uFFFE"#,
    #"\uDBFF\uDFFE"#,
    "a/*b*/c/*d//e", "\u{7F}", "\u{2028}\u{2029}", "\u{10FFFF}", "\u{1BFFF}", "\u{FFFF}", "π",
    "asd ",
    "€𝄞", "⍂㈴⍂", "a\u{7F}a", "\u{FEFF}", "", " ", "[]{},:", "a\u{300}",
  ])
  func `a string is taken`(inner: String) {
    expectTaken(Array("\"\(inner)\"".utf8))
    expectTaken(Array("[ \"\(inner)\"]".utf8))
    expectTaken(Array("{\"\(inner)\":1}".utf8))
  }

  @Test(arguments: [
    #"\uD800\"#, #"\uD800\u"#, #"\uD800\u1"#, #"\uD800\u1x"#, #"\x00"#, #"\\\"#, "\\\t", "\\🌀",
    #"\"#,
    #"\u00A"#, #"\uD834\uDd"#, #"\uD800\uD800\x"#, #"\a"#, #"\uqqqq"#, #"\u{41}"#, #"\U0041"#,
    #"\'"#,
    #"\ "#, #"\0"#, #"\v"#, #"\u"#, #"\u 041"#, #"\u00G0"#, #"\u-041"#, "a\0a", "new\nline", "\t",
    "\r",
    "\u{1}", "\u{1F}", "\u{8}", "\\\n", "\\\0",
  ])
  func `a string that is none is refused`(inner: String) {
    expectRefused(Array("\"\(inner)\"".utf8))
    expectRefused(Array("[\"\(inner)\"]".utf8))
    expectRefused(Array("{\"\(inner)\":1}".utf8))
  }

  /// RFC 8259 leaves open what is made of halves of pairs: they are kept as they are.
  @Test(arguments: [
    #"\uD800"#, #"\uDADA"#, #"\uD888\u1234"#, #"\uDd1ea"#, #"\uD800\n"#, #"\uD800\uD800"#,
    #"\uDFAA"#, #"\uDC00\uD800"#, #"\uDd1e\uD834"#, #"\uD800abc"#,
  ])
  func `a half of a pair is kept`(inner: String) throws {
    let bytes = Array("\"\(inner)\"".utf8)
    expectTaken(bytes)
    let value = try JSONValue(parsing: bytes)
    #expect(try JSONValue(parsing: value.canonicalBytes()) == value)
  }

  /// RFC 3629: neither too long, nor halves of pairs, nor beyond the last character, nor cut.
  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
      [0xE0, 0xFF],
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF4, 0xBF, 0xBF, 0xBF], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE],
      [0xFF],
      [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF], [0xE6, 0x97, 0xA5, 0xD1, 0x88, 0xFA], [0xE9],
      [0xE5, 0x65],
      [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80], [0xF0, 0x9D, 0x84], [0xE2, 0x82], [0x61, 0xC3],
      [0xEF, 0xBB],
    ] as [[UInt8]])
  func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
    expectRefused([0x5B, 0x22] + bytes + [0x22, 0x5D])
    expectRefused([0x5B] + bytes + [0x5D])
    expectRefused([0x22] + bytes + [0x22])
    expectRefused(bytes)
    expectRefused([0x7B, 0x22] + bytes + Array("\":0}".utf8))
  }

  @Test func `other encodings are refused`() {
    for text in ["[\"é\"]", "[]", "1"] {
      let units = Array(text.utf16)
      expectRefused(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
      expectRefused(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
      expectRefused([0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    }
  }

  // MARK: 9: what parsers may limit

  @Test func `what is opened without an end is refused, however often`() {
    expectRefused(Array(repeating: 0x5B, count: 100_000))
    expectRefused(Array(String(repeating: "[{\"\":", count: 50_000).utf8))
    expectTaken(
      Array((String(repeating: "[", count: 500) + String(repeating: "]", count: 500)).utf8))
  }

  // MARK: Parts

  private func expectTaken(
    _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = try? JSONValue(parsing: bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(found != nil, "\(text)", sourceLocation: sourceLocation)
    #expect(found == NaiveJSON.parse(bytes), "\(text)", sourceLocation: sourceLocation)
  }

  private func expectRefused(
    _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = "\(String(decoding: bytes.prefix(80), as: UTF8.self))"
    #expect(failure(bytes) != nil, "\(text)", sourceLocation: sourceLocation)
    #expect((try? JSONValue(parsing: bytes)) == nil, "\(text)", sourceLocation: sourceLocation)
  }
}
