public import LosslessJSON

/// Finds the references of a document: objects `{"$resource": "<name>"}`, and those of other markers.
public enum DocumentReferences {
  /// The key of a reference's only member.
  public static let key: JSONString = "$resource"

  /// Calls `body` with each name that a document refers to, and the way to the reference.
  ///
  /// - Parameter key: The marker of other references, such as `$slot`.
  public static func forEach(
    _ key: JSONString = Self.key, in document: JSONValue, _ body: (JSONString, JSONPath) -> Void
  ) {
    document.walk { value, path in
      guard case .object(let object) = value, object.count == 1,
        case .string(let name) = object[key]
      else { return true }
      body(name, path)
      return false
    }
  }

  /// Returns the names that a document refers to; `nil` refers to none.
  static func names(in document: JSONValue?) -> Set<JSONString> {
    var names: Set<JSONString> = []
    if let document { forEach(in: document) { name, _ in names.insert(name) } }
    return names
  }
}
