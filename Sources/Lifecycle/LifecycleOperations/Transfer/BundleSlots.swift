import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// Finds the slots of a bundle in a recorded state of the same integration under other ids, so that
/// a slot keeps its name although a later bundle brings more of its kind.
enum BundleSlots {
  /// Returns, by the recorded names, what is in the slots of the bundle.
  ///
  /// Two slots are one where every place that both states have agrees on it.
  static func named(
    as commit: CommitID, _ captured: CapturedState, in repository: Repository
  ) throws -> [LogicalName: ResourceFacts] {
    let tree = try FileTree(
      try repository.objects.commit(commit).tree, from: repository.objects)
    var recordedNames: [LogicalName: Set<LogicalName>] = [:]
    var ownNames: [LogicalName: Set<LogicalName>] = [:]
    for (path, bytes) in captured.contentFiles {
      guard let blob = tree.blobs[path],
        let (_, isText) = StateLayout.resource(at: path), !isText
      else { continue }
      let recorded = Dictionary(
        References.slotPlaces(in: try JSONValue(parsing: try repository.objects.blob(blob)))
      ) { first, _ in first }
      for (place, own) in References.slotPlaces(in: try JSONValue(parsing: bytes)) {
        guard let other = recorded[place] else { continue }
        recordedNames[own, default: []].insert(other)
        ownNames[other, default: []].insert(own)
      }
    }
    var known: [LogicalName: ResourceFacts] = [:]
    for (own, others) in recordedNames {
      guard others.count == 1, let other = others.first, ownNames[other]?.count == 1,
        other.kind == own.kind, let facts = captured.facts.resources[own]
      else { continue }
      known[other] = ResourceFacts(id: facts.id, name: facts.name)
    }
    return known
  }
}
