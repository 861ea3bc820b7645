public import LosslessJSON

/// Finds the references of a document: objects `{"$resource": "<name>"}`.
public enum DocumentReferences {
  /// The key of a reference's only member.
  public static let key: JSONString = "$resource"

  /// Calls `body` with each name that a document refers to, and with the place of the reference.
  public static func forEach(
    in document: JSONValue, _ body: (JSONString, JSONPointer) -> Void
  ) {
    var path: [JSONString] = []
    walk(document, &path, body)
  }

  private static func walk(
    _ value: JSONValue, _ path: inout [JSONString], _ body: (JSONString, JSONPointer) -> Void
  ) {
    switch value {
    case .object(let object):
      if object.count == 1, case .string(let name) = object[key] {
        body(name, JSONPointer(tokens: path))
        return
      }
      for member in object.members {
        path.append(member.key)
        walk(member.value, &path, body)
        path.removeLast()
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() where !element.isLeaf {
        path.append(JSONString(String(index)))
        walk(element, &path, body)
        path.removeLast()
      }
    default: return
    }
  }

  /// Returns the names that a document refers to; `nil` refers to none.
  static func names(in document: JSONValue?) -> Set<JSONString> {
    var names: Set<JSONString> = []
    if let document { forEach(in: document) { name, _ in names.insert(name) } }
    return names
  }
}

extension JSONValue {
  fileprivate var isLeaf: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }
}
