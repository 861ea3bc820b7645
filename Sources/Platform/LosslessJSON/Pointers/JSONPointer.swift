/// Names a place in a JSON value (RFC 6901).
public struct JSONPointer: Hashable, Sendable {
  /// The unescaped reference tokens: keys, and for array elements their index in decimal.
  public let tokens: [JSONString]

  /// The pointer to the whole value.
  public static let root = JSONPointer(tokens: [])

  /// Creates a pointer from unescaped tokens.
  public init(tokens: [JSONString]) { self.tokens = tokens }

  /// Parses the text form: empty, or tokens each after a slash, with `~0` for `~` and `~1` for `/`.
  public init(parsing text: String) throws(JSONPointerError) {
    let bytes = Array(text.utf8)
    guard bytes.isEmpty || bytes[0] == 0x2F else {
      throw Self.syntaxError("pointer '\(text)' does not start with '/'", text)
    }
    var tokens: [JSONString] = []
    for part in bytes.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst() {
      guard let token = Self.unescape(part) else {
        throw Self.syntaxError(
          "pointer '\(text)' has a '~' without '0' or '1' behind it; write '~0' for '~'", text)
      }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  private static func syntaxError(_ message: String, _ text: String) -> JSONPointerError {
    JSONPointerError(code: .invalidSyntax, message: message, pointer: text)
  }

  private static func unescape(_ part: ArraySlice<UInt8>) -> JSONString? {
    var bytes: [UInt8] = []
    var isAfterTilde = false
    for byte in part {
      if isAfterTilde {
        guard byte == 0x30 || byte == 0x31 else { return nil }
        bytes.append(byte == 0x30 ? 0x7E : 0x2F)
        isAfterTilde = false
      } else if byte == 0x7E {
        isAfterTilde = true
      } else {
        bytes.append(byte)
      }
    }
    return isAfterTilde ? nil : JSONString(bytes: bytes)
  }

  /// Returns the place of a member below this one.
  public func appending(key: JSONString) -> JSONPointer { JSONPointer(tokens: tokens + [key]) }

  /// Returns the place of an element below this one.
  public func appending(index: Int) -> JSONPointer { appending(key: JSONString(String(index))) }

  /// The place above this one, or `nil` for the root.
  public var parent: JSONPointer? {
    tokens.isEmpty ? nil : JSONPointer(tokens: Array(tokens.dropLast()))
  }
}

extension JSONPointer: CustomStringConvertible {
  /// The text form; lossy for keys with lone surrogates.
  public var description: String {
    tokens.reduce(into: "") { text, token in
      text += "/"
      for scalar in token.text.unicodeScalars {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

/// Explains why a pointer cannot be read or followed.
public struct JSONPointerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Sendable, Hashable { case invalidSyntax, noSuchPlace, invalidIndex }

  /// Tells the kind of failure.
  public let code: Code

  /// Says in lower case what is wrong.
  public let message: String

  /// The pointer in its text form, as far as it could be read.
  public let pointer: String

  /// Creates an error.
  public init(code: Code, message: String, pointer: String) {
    self.code = code
    self.message = message
    self.pointer = pointer
  }

  /// Says what is wrong.
  public var description: String { message }
}
