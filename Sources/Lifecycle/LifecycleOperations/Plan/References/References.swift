import IntegrationModel
import LosslessJSON
import StructuralMerge

/// The names that neutral documents refer to.
enum References {
  static func names(in document: JSONValue) -> Set<LogicalName> {
    Set(names("$resource", document).map(\.name))
  }

  /// The groups that a neutral document is in or defines.
  static func groups(in document: JSONValue) -> Set<String> {
    var groups: Set<String> = []
    DocumentReferences.forEach("$group", in: document) { group, _ in groups.insert(group.text) }
    return groups
  }

  /// The slots that neutral documents refer to.
  static func slots(in document: JSONValue) -> Set<LogicalName> {
    Set(names("$slot", document).map(\.name))
  }

  /// The slots of a document by place.
  static func slotPlaces(in document: JSONValue) -> [(String, LogicalName)] {
    names("$slot", document).map { ($0.path.pointer.description, $0.name) }
  }

  /// Puts something else in the place of each reference of a neutral document, or leaves the member
  /// or element out.
  ///
  /// - Parameters:
  ///   - pointer: Where the value is in the environment's document.
  ///   - replace: Gets the marker, the name, and the place.
  static func replaced(
    in value: JSONValue, at pointer: JSONPointer = .root,
    _ replace: (_ marker: String, _ name: String, _ place: String) throws -> JSONValue?
  ) rethrows -> JSONValue? {
    switch value {
    case .object(let object):
      if object.count == 1, let only = object.members.first, markers.contains(only.key),
        case .string(let name) = only.value
      {
        return try replace(only.key.text, name.text, pointer.description)
      }
      return .object(
        JSONObject(
          try object.compactMap { member in
            let below = pointer.appending(key: unescaped(member.key))
            return try replaced(in: member.value, at: below, replace).map {
              JSONObject.Member(key: member.key, value: $0)
            }
          }))
    case .array(let elements):
      return .array(
        try elements.enumerated().compactMap {
          try replaced(in: $1, at: pointer.appending(index: $0), replace)
        })
    default: return value
    }
  }

  private static let markers: Set<JSONString> = ["$resource", "$slot", "$external", "$group"]

  /// The key in the environment's document: one that begins with `$` has one more in a neutral one.
  private static func unescaped(_ key: JSONString) -> JSONString {
    let bytes = key.utf8
    guard bytes.starts(with: "$$".utf8) else { return key }
    return JSONString(bytes: Array(bytes.dropFirst())) ?? key
  }

  private static func names(
    _ marker: JSONString, _ document: JSONValue
  ) -> [(name: LogicalName, path: JSONPath)] {
    var names: [(LogicalName, JSONPath)] = []
    DocumentReferences.forEach(marker, in: document) { text, path in
      if let name = LogicalName(text.text) { names.append((name, path)) }
    }
    return names
  }
}
