import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore
import StructuralDiff

/// Compares the contents of two integrations whose facts are equal, reading only what differs.
///
/// Equal facts give the same resources, and groups, the same ids and names, so everything is paired
/// with what has its name, as ``ResourcePairing`` would. That holds where nobody declared otherwise.
struct EqualFactsComparison {
  private let left: ComparedIntegration.Trees
  private let right: ComparedIntegration.Trees
  private let names: [LogicalName]

  /// Prepares to compare, or returns `nil` where everything has to be looked at.
  init?(
    _ left: ComparedIntegration, _ right: ComparedIntegration, in repository: Repository
  ) throws {
    guard let left = try left.trees(in: repository), let right = try right.trees(in: repository),
      try left.objects.tree(left.facts)[StateLayout.facts]?.id
        == right.objects.tree(right.facts)[StateLayout.facts]?.id
    else { return nil }
    self.left = left
    self.right = right
    let difference = try TreeDifference(
      left.content, left.objects, right.content, right.objects)
    names = Set(difference.files.compactMap { StateLayout.resource(at: $0.path)?.name }).sorted()
  }

  /// Counts the resources that differ, or returns `nil` where everything has to be looked at.
  func changes(
    _ catalog: FieldCatalog, _ options: StateComparison.Options
  ) throws -> Revision.Changes? {
    var documents: [(name: LogicalName, left: JSONValue, right: JSONValue)] = []
    var renaming = ReferenceRenaming()
    for name in names {
      guard let one = try Self.document(name, left), let other = try Self.document(name, right)
      else { return nil }
      renaming.pairSlots(one, other)
      documents.append((name, one, other))
    }
    guard renaming.isIdentity else { return nil }
    var changes = Revision.Changes()
    for (name, one, other) in documents where StateComparison.isWanted(name, options.only) {
      let identity = CatalogIdentity(kind: name.kind, catalog: catalog)
      let differs = ChangeList(from: one, to: other, identity: identity).changes.contains {
        change in !options.ignored.contains { $0.covers(change.path, in: name.kind) }
      }
      if differs { changes.modified += 1 }
    }
    return changes
  }

  private static func document(
    _ name: LogicalName, _ trees: ComparedIntegration.Trees
  ) throws -> JSONValue? {
    let objects = trees.objects
    guard let blob = try objects.blob(at: StateLayout.contentPath(name), of: trees.content) else {
      return nil
    }
    let text = try StateLayout.textPath(name).flatMap {
      try objects.blob(at: $0, of: trees.content)
    }
    return try IntegrationState.Resource(blob: blob, text: text).document(of: name) {
      try objects.blob($0)
    }
  }
}
