/// Explains why some bytes are not a JSON document, and where.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Sendable, Hashable {
    case emptyInput, byteOrderMark, tooLarge, tooDeep
    case unexpectedCharacter, unexpectedEnd, trailingContent, trailingComma
    case invalidLiteral, invalidNumber, leadingZero, exponentTooLarge
    case unterminatedString, controlCharacter, invalidEscape, invalidUTF8
    case duplicateKey
  }

  /// Tells the kind of failure.
  public let code: Code

  /// Says in lower case what is wrong, without the place.
  public let message: String

  /// The line of the place, counted from 1 in line feeds.
  public let line: Int

  /// The column of the place, counted from 1 in Unicode scalars.
  public let column: Int

  /// The place as a byte offset from 0.
  public let offset: Int

  /// Creates an error.
  public init(code: Code, message: String, line: Int, column: Int, offset: Int) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
    self.offset = offset
  }

  /// Says what is wrong and where.
  public var description: String { "\(message) (line \(line), column \(column))" }
}
