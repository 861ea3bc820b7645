public import LosslessJSON

/// The changes that turn one document into another.
///
/// Object members are compared regardless of order and numbers by value. The order of the changes
/// is that of the documents, members by the bytes of their keys, removals from an array before the
/// rest of it; equal documents give the same list, however their members are ordered.
public struct ChangeList: Hashable, Sendable {
  /// The changes in the order of the documents.
  public let changes: [Change]

  /// Creates a list of changes that were found before.
  public init(_ changes: [Change]) {
    self.changes = changes
  }

  /// Compares two documents; `identity` stands for the place of their roots.
  public init(from: JSONValue, to: JSONValue, identity: some ArrayIdentity) {
    var comparison = DocumentComparison()
    comparison.compare(from, to, at: identity)
    changes = comparison.changes
  }

  /// The changes of two documents with the names of the elements on the way to each.
  public static func named(
    from: JSONValue, to: JSONValue, identity: some ArrayIdentity
  ) -> [Change] {
    ChangeList(from: from, to: to, identity: identity).changes.map {
      $0.named(from: from, to: to, identity: identity)
    }
  }

  /// Tells whether the documents are equal.
  public var isEmpty: Bool { changes.isEmpty }

  /// Returns the second document, made from the first one.
  ///
  /// Exact but for the order of members and of sets' elements and the spelling of equal numbers.
  ///
  /// - Throws: ``ChangeError`` when the changes do not fit `document`.
  public func applied(to document: JSONValue) throws(ChangeError) -> JSONValue {
    try ChangeTree(changes).applied(to: document)
  }
}

/// Explains why a change does not fit a document.
public struct ChangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Hashable, Sendable {
    /// The place of the change is not in the document.
    case noSuchPlace
    /// A member that is to be added is there already.
    case occupied
    /// The additions and moves of an array leave a gap.
    case invalidPosition
    /// What is to be removed or replaced is not what the change says.
    case unexpectedValue
    /// A move of what is no element, or an addition or removal of the whole document.
    case misplaced
  }

  /// Tells the kind of failure.
  public let code: Code

  /// Says in lower case what is wrong.
  public let message: String

  /// The place that does not fit.
  public let path: JSONPointer

  /// Says what is wrong.
  public var description: String { message }
}
