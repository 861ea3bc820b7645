public import LosslessJSON

/// A list of operations on a document, as RFC 6902 describes them.
///
/// Reading and applying are pure functions with limits on everything that comes from outside.
public struct JSONPatch: Sendable, Equatable {
  /// One operation.
  public enum Operation: Sendable, Equatable {
    case add(JSONValue, JSONPointer)
    case remove(JSONPointer)
    case replace(JSONValue, JSONPointer)
    case move(from: JSONPointer, to: JSONPointer)
    case copy(from: JSONPointer, to: JSONPointer)
    case test(JSONValue, JSONPointer)
  }

  /// The operations, in order.
  public let operations: [Operation]

  /// How many operations a patch has at most, and how deep its pointers reach.
  public static let operationCountMax = 1000
  /// How many steps a pointer has at most.
  public static let depthMax = 64
  /// How large a document may get by a patch, counted in values.
  public static let valueCountMax = 200_000

  /// Makes a patch of operations.
  public init(_ operations: [Operation]) {
    self.operations = operations
  }

  /// Reads a patch.
  ///
  /// - Throws: `.malformed` with the number of the operation that cannot be read.
  public init(json: JSONValue) throws(AccountError) {
    guard let elements = json.array else { throw Self.malformed("a patch is a list of operations") }
    guard elements.count <= Self.operationCountMax else {
      throw Self.malformed("a patch has at most \(Self.operationCountMax) operations")
    }
    var operations: [Operation] = []
    for (number, element) in elements.enumerated() {
      operations.append(try Self.operation(element, number))
    }
    self.init(operations)
  }

  /// Returns the document as the patch leaves it; nothing of it if any operation fails.
  ///
  /// - Throws: `.invalid` for a place that is not there or a test that fails.
  public func applied(to document: JSONValue) throws(AccountError) -> JSONValue {
    var document = document
    // Copying into itself doubles a document every time; its growth is counted before it is made.
    var count = document.valueCount
    for operation in operations {
      if case .copy(let from, _) = operation { count += document[from]?.valueCount ?? 0 }
      if case .add(let value, _) = operation { count += value.valueCount }
      if case .replace(let value, _) = operation { count += value.valueCount }
      guard count <= Self.valueCountMax else {
        throw AccountError(.tooLarge, "too_large", "the patch makes the document too large")
      }
      do throws(JSONPointerError) {
        try Self.apply(operation, to: &document)
      } catch {
        throw AccountError(.invalid, "invalid_field", error.message)
      }
    }
    return document
  }

  private static func apply(
    _ operation: Operation, to document: inout JSONValue
  ) throws(JSONPointerError) {
    switch operation {
    case .add(let value, let path): try document.insert(value, at: path)
    case .remove(let path): try document.remove(at: path)
    case .replace(let value, let path):
      _ = try existing(path, in: document)
      try document.set(value, at: path)
    case .move(let from, let to):
      let value = try existing(from, in: document)
      guard from != to else { return }
      try document.remove(at: from)
      try document.insert(value, at: to)
    case .copy(let from, let to): try document.insert(existing(from, in: document), at: to)
    case .test(let value, let path):
      guard try existing(path, in: document) == value else {
        throw JSONPointerError(
          code: .noSuchPlace, message: "the value at '\(path)' is not the one that is expected",
          pointer: path.description)
      }
    }
  }

  private static func existing(
    _ path: JSONPointer, in document: JSONValue
  ) throws(JSONPointerError) -> JSONValue {
    guard let value = document[path] else {
      throw JSONPointerError(
        code: .noSuchPlace, message: "no place '\(path)' in the document",
        pointer: path.description)
    }
    return value
  }

  static func malformed(_ message: String) -> AccountError {
    AccountError(.malformed, "invalid_patch", message)
  }
}

extension JSONValue {
  /// How many values this one consists of.
  fileprivate var valueCount: Int {
    switch self {
    case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
    case .object(let object): object.reduce(1) { $0 + $1.value.valueCount }
    default: 1
    }
  }
}
