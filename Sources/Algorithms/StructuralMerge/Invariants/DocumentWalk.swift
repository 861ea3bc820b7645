import LosslessJSON

/// Visits every object of a document with its place.
enum DocumentWalk {
  static func forEachObject(
    in document: JSONValue, _ body: (JSONObject, [JSONString]) -> Void
  ) {
    var path: [JSONString] = []
    visit(document, &path, body)
  }

  private static func visit(
    _ value: JSONValue, _ path: inout [JSONString], _ body: (JSONObject, [JSONString]) -> Void
  ) {
    switch value {
    case .object(let object):
      body(object, path)
      for member in object.members {
        path.append(member.key)
        visit(member.value, &path, body)
        path.removeLast()
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        path.append(JSONString(String(index)))
        visit(element, &path, body)
        path.removeLast()
      }
    default: return
    }
  }
}
