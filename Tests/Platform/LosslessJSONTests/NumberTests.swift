import LosslessJSON
import Testing

import enum TestKit.TestRounds

@Suite struct NumberTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("-0.0e5", "0"), ("1.50", "1.5"), ("1.0", "1"), ("1e0", "1"),
    ("100", "100"), ("1e2", "100"), ("-12.500e1", "-125"),
    ("123456789012345678901", "123456789012345678901"),
    ("1e20", "100000000000000000000"), ("1e21", "1e+21"),
    ("1234567890123456789012", "1.234567890123456789012e+21"),
    ("1000000000000000000000", "1e+21"), ("0.000001", "0.000001"), ("0.0000001", "1e-7"),
    ("12.3e-8", "1.23e-7"), ("12345e-7", "0.0012345"), ("1e999999999", "1e+999999999"),
    ("0.10000000000000000555", "0.10000000000000000555"), ("5E-324", "5e-324"),
    ("1e999999999999999999", "1e+999999999999999999"), ("1e-00000000000000000000007", "1e-7"),
    ("9e-999999999999999999", "9e-999999999999999999"), ("0e99", "0"), ("1.5E+0", "1.5"),
    ("123456789012345678901.5", "123456789012345678901.5"),
  ])
  func `the canonical form is ECMAScript's layout without rounding`(
    lexeme: String, canonical: String
  ) throws {
    #expect(try JSONNumber(lexeme: lexeme).canonical == canonical)
    #expect(try JSONNumber(lexeme: canonical).canonical == canonical)
    #expect(try parse(lexeme).canonicalBytes() == Array((canonical + "\n").utf8))
    let document = try JSONDocument(parsing: Array(" \(lexeme)".utf8))
    #expect(document.canonicalBytes() == Array((canonical + "\n").utf8))
  }

  @Test func `two million random lexemes agree with exact arithmetic`() throws {
    let seed: UInt64 = 20_260_101
    let count = 2_000_000 * TestRounds.factor
    print("numbers: \(count) from seed \(seed)")
    var random = SeededRandom(seed: seed)
    for round in 0..<count {
      let lexeme = random.lexeme()
      let number = try JSONNumber(lexeme: lexeme)
      let reference = NaiveDecimal(lexeme)
      let canonical = number.canonical
      if canonical != reference.canonical || NaiveDecimal(canonical) != reference {
        Issue.record("seed \(seed), round \(round): '\(lexeme)' became '\(canonical)'")
      }
    }
  }

  @Test func `the tape's fast path writes the same as the tree`() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<5_000 {
      let lexeme = random.lexeme()
      let document = try JSONDocument(parsing: Array("[\(lexeme)]".utf8))
      #expect(document.canonicalBytes() == document.value.canonicalBytes(), "lexeme \(lexeme)")
    }
  }

  @Test func `equality and hash go by exact value`() throws {
    let ones = try ["1", "1.0", "1e0", "10e-1", "0.1E1"].map(JSONNumber.init(lexeme:))
    #expect(Set(ones).count == 1)
    #expect(try JSONNumber(lexeme: "9007199254740993") != JSONNumber(lexeme: "9007199254740992"))
    #expect(try JSONNumber(lexeme: "0.1") != JSONNumber(lexeme: "0.10000000000000000001"))
    #expect(try JSONNumber(lexeme: "-0") == 0)
  }

  @Test(arguments: ["", " 1", "1 ", "01", "1.", "[1]", "true", "\"1\"", "0x1", "1e", "--1"])
  func `a text that is no number is refused`(text: String) {
    #expect(throws: JSONParseError.self) { try JSONNumber(lexeme: text) }
  }

  @Test func `integers and doubles are read where they fit`() throws {
    #expect(try JSONNumber(lexeme: "9223372036854775807").int == .max)
    #expect(try JSONNumber(lexeme: "9223372036854775808").int == nil)
    #expect(try JSONNumber(lexeme: "12e2").int == 1200)
    #expect(try JSONNumber(lexeme: "1.5").int == nil)
    #expect(try JSONNumber(lexeme: "1.5e300").double == 1.5e300)
    #expect(try JSONNumber(lexeme: "1e400").double == .infinity)
    #expect(JSONNumber(UInt64.max).lexeme == "18446744073709551615")
  }
}
