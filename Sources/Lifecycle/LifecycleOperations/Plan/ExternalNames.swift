import IntegrationModel
import LosslessJSON
import RepositoryCore

/// The names of what other integrations contain, as neutral documents use them.
enum ExternalNames {
  /// The external names in a document.
  static func of(_ document: JSONValue) -> [String] {
    var names: [String] = []
    func visit(_ value: JSONValue) {
      switch value {
      case .object(let object):
        if object.count == 1, let name = object["$external"]?.text { names.append(name) }
        for member in object { visit(member.value) }
      case .array(let elements): elements.forEach(visit)
      default: break
      }
    }
    visit(document)
    return names
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
