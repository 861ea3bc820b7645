/// Names a place in a JSON value (RFC 6901).
public struct JSONPointer: Hashable, Sendable {
  /// The unescaped reference tokens: keys, and for array elements their index in decimal.
  public let tokens: [JSONString]

  /// The pointer to the whole value.
  public static let root = JSONPointer(tokens: [])

  /// Creates a pointer from unescaped tokens.
  public init(tokens: [JSONString]) { self.tokens = tokens }

  /// Parses the text form: empty, or tokens each after a slash, with `~0` for `~` and `~1` for `/`.
  public init(parsing text: String) throws(JSONPointerError) { tokens = [] }

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
  public var description: String { preconditionFailure("unfinished") }
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
