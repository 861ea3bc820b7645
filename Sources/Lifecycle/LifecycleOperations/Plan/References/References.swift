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
