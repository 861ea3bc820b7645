public import LosslessJSON

/// One difference between two documents, at the smallest place that differs.
public struct Change: Hashable, Sendable {
  /// The kinds of change.
  public enum Operation: String, Hashable, Sendable {
    /// A member or element is in the second document only.
    case add
    /// A member or element is in the first document only.
    case remove
    /// A value took the place of another.
    case replace
    /// An element changed its order among those that both documents have.
    case move
  }

  /// The length in bytes from which a text of one line is shown like one of several lines.
  public static let textByteCountMin = 200

  /// Tells what happened.
  public let operation: Operation

  /// The place: in the second document, but for a removal in the first.
  public let path: JSONPointer

  /// The place of a moved element in the first document; `nil` for other operations.
  public let fromPath: JSONPointer?

  /// What was removed or replaced; `nil` for an addition and a move.
  public let from: JSONValue?

  /// What was added or took the place; `nil` for a removal and a move.
  public let to: JSONValue?

  /// The names of the elements on the way to ``path``, where somebody asked for them.
  public var elements: [ElementName] = []
}

extension Change {
  /// Creates the addition of a member or element.
  public static func add(_ value: JSONValue, at path: JSONPointer) -> Change {
    Change(operation: .add, path: path, fromPath: nil, from: nil, to: value)
  }

  /// Creates the removal of a member or element.
  public static func remove(_ value: JSONValue, at path: JSONPointer) -> Change {
    Change(operation: .remove, path: path, fromPath: nil, from: value, to: nil)
  }

  /// Creates the replacement of a value.
  public static func replace(
    _ value: JSONValue, with other: JSONValue, at path: JSONPointer
  ) -> Change {
    Change(operation: .replace, path: path, fromPath: nil, from: value, to: other)
  }

  /// Creates the move of an element among its siblings.
  public static func move(from fromPath: JSONPointer, to path: JSONPointer) -> Change {
    Change(operation: .move, path: path, fromPath: fromPath, from: nil, to: nil)
  }

  /// The change with the names of the elements on the way to it.
  public func named(
    from: JSONValue, to: JSONValue, identity: some ArrayIdentity
  ) -> Change {
    var change = self
    change.elements = ElementName.all(
      on: path, in: operation == .remove ? from : to, identity: identity)
    return change
  }

  /// Tells whether one string replaces another and either has several lines or is long.
  public var isText: Bool {
    guard case .string(let from) = from, case .string(let to) = to else { return false }
    return Self.isText(from) || Self.isText(to)
  }

  /// The difference of the two texts by line, or `nil` unless ``isText``.
  public func unifiedDiff(context: Int = 3) -> UnifiedDiff? {
    guard isText, case .string(let from) = from, case .string(let to) = to else { return nil }
    return UnifiedDiff(from: TextLines(from.utf8), to: TextLines(to.utf8), context: context)
  }

  private static func isText(_ string: JSONString) -> Bool {
    string.withUTF8 { $0.count >= textByteCountMin || $0.contains(UInt8(ascii: "\n")) }
  }
}
