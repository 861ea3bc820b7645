public import LosslessJSON

/// How a conflict ends.
public enum Resolution: Hashable, Sendable {
  /// The place holds the conflict's `ours`.
  case ours
  /// The place holds the conflict's `theirs`.
  case theirs
  /// The place holds this value.
  case value(JSONValue)
}

/// Explains why a merge could not be made as asked.
public struct MergeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: String, Hashable, Sendable {
    /// A resolution names a place where nothing competes.
    case unknownConflict
    /// A resolution gives a value of a kind that cannot stand at its place.
    case unsuitableValue
  }

  /// Tells the kind of failure.
  public let code: Code

  /// Says in lower case what is wrong and the way out.
  public let message: String

  /// The document, or `nil` where only one is merged.
  public let name: JSONString?

  /// The place in the document.
  public let path: JSONPointer

  /// Says what is wrong.
  public var description: String { message }
}
