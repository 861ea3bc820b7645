/// A number as written; equality and hash go by its exact decimal value, so `1.0 == 1 == 1e0`.
public struct JSONNumber: Sendable {
  /// The number as written, always valid JSON.
  public let lexeme: String

  init(uncheckedLexeme lexeme: String) { self.lexeme = lexeme }

  /// Creates the number with this value.
  public init(_ value: some BinaryInteger) { lexeme = String(value) }

  /// Creates the number written as `lexeme`, which must be JSON without white space around it.
  public init(lexeme: String) throws(JSONParseError) {
    let document = try JSONDocument(parsing: Array(lexeme.utf8))
    let isWhole = document.withTape {
      $0.kind(of: $0.root) == .number && $0.lexeme(at: $0.root).count == document.source.count
    }
    guard isWhole else {
      throw JSONParseError(
        code: .invalidNumber, message: "invalid number '\(lexeme)'", line: 1, column: 1, offset: 0)
    }
    self.lexeme = lexeme
  }

  /// The shortest exact form: the same text for the same value.
  public var canonical: String {
    var output = OutputBytes(capacity: 32)
    withLexeme { DecimalParts($0).write(to: &output) }
    return String(decoding: output.view, as: UTF8.self)
  }

  /// Calls `body` with the bytes of the lexeme.
  func withLexeme<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var text = lexeme
    return text.withUTF8(body)
  }

  /// The value as an integer, if it is one and fits; `1.0` and `1e0` are 1.
  public var int: Int? { Int(canonical) }

  /// The nearest floating-point number; infinite for what exceeds its range.
  public var double: Double { Double(lexeme) ?? .nan }
}

extension JSONNumber: Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Creates the number with this value.
  public init(integerLiteral value: Int) { self.init(value) }

  /// Tells whether two numbers have exactly the same value.
  public static func == (a: JSONNumber, b: JSONNumber) -> Bool {
    a.lexeme == b.lexeme || a.canonical == b.canonical
  }

  /// Feeds the exact value to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

  /// The number as written.
  public var description: String { lexeme }
}
