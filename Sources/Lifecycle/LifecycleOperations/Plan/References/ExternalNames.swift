import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralMerge

/// The names of what other integrations contain, as neutral documents use them.
enum ExternalNames {
  /// The external names in a document.
  static func of(_ document: JSONValue) -> [String] { Array(places(in: document).values) }

  /// The external names in a document, by place.
  static func places(in document: JSONValue) -> [String: String] {
    var places: [String: String] = [:]
    DocumentReferences.forEach("$external", in: document) { name, path in
      places[path.pointer.description] = name.text
    }
    return places
  }

  /// Finds the ids that external names have in an environment; those it does not have are missing.
  static func resolve(
    _ names: Set<String>, in capture: StateCapture
  ) throws -> [String: String] {
    var ids: [String: String] = [:]
    for name in names {
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      guard let integration = parts.first,
        let entry = capture.directory.entries.first(where: { $0.target.integration == integration })
      else { continue }
      if parts.count == 1 {
        ids[name] = entry.id
      } else if let resource = LogicalName(parts[1]) {
        ids[name] = try capture.id(of: resource, in: entry)
      }
    }
    return ids
  }
}
