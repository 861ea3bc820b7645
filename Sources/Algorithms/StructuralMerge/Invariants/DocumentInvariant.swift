public import LosslessJSON

/// A rule that a document must keep, seen alone but for the names of the others.
public protocol DocumentInvariant {
  /// Returns where a document breaks the rule.
  ///
  /// `exists` tells whether a document with a name is there. That more documents are there must
  /// never break the rule.
  func violations(
    in document: JSONValue, named name: JSONString, exists: (JSONString) throws -> Bool
  ) rethrows -> [Violation]
}

/// One place where a document breaks a rule.
public struct Violation: Hashable, Sendable {
  /// The rule, such as `reference`.
  public let code: String
  /// What the rule is broken about, such as the name that is not there: two violations of one
  /// document with the same code and subject are the same, wherever they stand.
  public let subject: JSONString
  /// The place in the document.
  public let path: JSONPointer
  /// Says in lower case what is wrong.
  public let message: String

  /// Creates a violation.
  public init(code: String, subject: JSONString, path: JSONPointer, message: String) {
    self.code = code
    self.subject = subject
    self.path = path
    self.message = message
  }
}
