import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// The two trees of a state, of which single files are read.
struct StateTrees {
  let content: TreeID
  let facts: TreeID
  let objects: OverlaidObjects

  /// The files of the content that differ.
  func contentDifference(from other: StateTrees) throws -> TreeDifference {
    try TreeDifference(content, objects, other.content, other.objects)
  }

  /// The files of the facts that differ.
  func factsDifference(from other: StateTrees) throws -> TreeDifference {
    try TreeDifference(facts, objects, other.facts, other.objects)
  }

  /// The resource of a name, or `nil` if there is none.
  func resource(_ name: LogicalName) throws -> IntegrationState.Resource? {
    guard let blob = try objects.blob(at: StateLayout.contentPath(name), of: content) else {
      return nil
    }
    let text = try StateLayout.textPath(name).flatMap { try objects.blob(at: $0, of: content) }
    return IntegrationState.Resource(blob: blob, text: text)
  }

  /// What is said of the resources, or was observed of them, as it is.
  func factsDocument(_ path: String) throws -> FactsDocument {
    guard let blob = try objects.blob(at: path, of: facts) else {
      throw RepositoryError(.damaged, "the facts tree '\(facts)' holds no '\(path)'")
    }
    return try FactsDocument(parsing: try objects.blob(blob))
  }
}
