import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff

/// Compares two states in which the same names stand for the same ids, reading only what differs.
///
/// Then the sides have the same resources and groups, so everything is paired with what has its
/// name, as ``ResourcePairing`` would. That holds where nobody declared otherwise. Small as the
/// work is, making the types of dictionaries would be much of it: there are none here.
struct SameNamesComparison {
  private let left: StateTrees
  private let right: StateTrees
  /// The environment fields of resources of which something else is said, sorted by name.
  private let fields: [Fields]
  /// The resources whose documents differ, sorted by name.
  private let documents: [Pair]
  /// The resources whose sample or mock data differ.
  private let payloads: [LogicalName]
  /// What is bound and has another document.
  private let bound: [(name: LogicalName, file: TreeDifference.File)]

  private struct Pair {
    let name: LogicalName
    /// What the documents hold, but for what is the same in both.
    let left: JSONValue
    let right: JSONValue
  }

  private struct Fields {
    let name: LogicalName
    let left: [String: JSONValue]
    let right: [String: JSONValue]
  }

  /// Prepares to compare, or returns `nil` where everything has to be looked at.
  init?(_ left: StateTrees, _ right: StateTrees) throws {
    (self.left, self.right) = (left, right)
    let files = try left.factsDifference(from: right).files
    payloads = files.compactMap { StateLayout.payload(at: $0.path)?.0 }
    bound = files.compactMap { file in StateLayout.bound(at: file.path).map { ($0, file) } }
    let hasOtherFacts = files.contains { $0.path == StateLayout.facts }
    guard let fields = hasOtherFacts ? try Self.fields(left, right) : [],
      let documents = try Self.documents(left, right)
    else { return nil }
    (self.fields, self.documents) = (fields, documents)
  }

  /// The environment fields where something else is said; `nil` where a name stands for another id
  /// or has other groups.
  private static func fields(_ left: StateTrees, _ right: StateTrees) throws -> [Fields]? {
    let one = try left.factsDocument(StateLayout.facts)
    let other = try right.factsDocument(StateLayout.facts)
    guard let names = one.namesSayingOtherwise(in: other) else { return nil }
    var fields: [Fields] = []
    for name in names.sorted() {
      guard let said = try one.facts(of: name), let otherSaid = try other.facts(of: name),
        said.id == otherSaid.id, said.groups == otherSaid.groups
      else { return nil }
      fields.append(
        Fields(name: name, left: said.ownFields, right: otherSaid.ownFields))
    }
    return fields
  }

  /// The documents that differ, or `nil` where only one side has one.
  private static func documents(_ left: StateTrees, _ right: StateTrees) throws -> [Pair]? {
    var pairs: [Pair] = []
    for resource in try resources(left, right) {
      guard let one = resource.left, let other = resource.right else { return nil }
      pairs.append(try pair(resource.name, one, other, left, right))
    }
    return pairs
  }

  private static func pair(
    _ name: LogicalName, _ one: IntegrationState.Resource, _ other: IntegrationState.Resource,
    _ left: StateTrees, _ right: StateTrees
  ) throws -> Pair {
    guard one.text == nil, other.text == nil else {
      return Pair(
        name: name, left: try one.document(of: name, left.objects.blob),
        right: try other.document(of: name, right.objects.blob))
    }
    let (value, otherValue) = JSONDocument.differing(
      try JSONDocument(parsing: left.objects.blob(one.blob)),
      try JSONDocument(parsing: right.objects.blob(other.blob)))
    return Pair(name: name, left: value, right: otherValue)
  }

  private typealias ResourcePair = (
    name: LogicalName, left: IntegrationState.Resource?, right: IntegrationState.Resource?
  )

  private static func resources(
    _ left: StateTrees, _ right: StateTrees
  ) throws -> [ResourcePair] {
    var pairs: [ResourcePair] = []
    for file in try left.contentDifference(from: right).files {
      guard let (name, _) = StateLayout.resource(at: file.path) else { continue }
      if StateLayout.textPath(name) == nil {
        pairs.append((name, file.left.map(resource), file.right.map(resource)))
      } else if pairs.last?.name != name {
        pairs.append((name, try left.resource(name), try right.resource(name)))
      }
    }
    return pairs.sorted { $0.name < $1.name }
  }

  private static func resource(_ blob: BlobID) -> IntegrationState.Resource {
    IntegrationState.Resource(blob: blob, text: nil)
  }
}

// MARK: - What differs

extension SameNamesComparison {
  /// Counts the resources whose documents differ.
  func changes(
    _ catalog: FieldCatalog, _ options: StateComparison.Options
  ) -> Revision.Changes {
    let differing = documents.count { pair in
      StateComparison.isWanted(pair.name, options.only)
        && changes(of: pair, catalog).contains { change in
          !options.ignored.contains { $0.covers(change.path, in: pair.name.kind) }
        }
    }
    return Revision.Changes(modified: differing)
  }

  private func changes(of pair: Pair, _ catalog: FieldCatalog) -> [Change] {
    let identity = CatalogIdentity(kind: pair.name.kind, catalog: catalog)
    return ChangeList.named(from: pair.left, to: pair.right, identity: identity)
  }

  /// The resources that differ, sorted by name.
  func resources(
    _ catalog: FieldCatalog, _ options: StateComparison.Options
  ) throws -> [StateComparison.ResourceDifference] {
    var found = documents.map { (name: $0.name, changes: changes(of: $0, catalog)) }
      .filter { !$0.changes.isEmpty }
    for name in payloads where !found.contains(where: { $0.name == name }) {
      found.append((name, []))
    }
    guard !found.isEmpty else { return [] }
    let facts = options.leavesIDsOut ? nil : try left.factsDocument(StateLayout.facts)
    let observation = try right.factsDocument(StateLayout.observation)
    return found.sorted { $0.name < $1.name }.map { name, changes in
      let isIgnored = { (change: Change) in
        options.ignored.contains { $0.covers(change.path, in: name.kind) }
      }
      let id = facts?.json(of: name)?["id"]?.text
      return StateComparison.ResourceDifference(
        name: name, leftID: id, rightID: id, status: .modified,
        matchedBy: name == .integration ? .lineage : .id,
        changes: changes.filter { !isIgnored($0) }, ignored: changes.filter(isIgnored),
        payloadsChanged: payloads.contains(name),
        lastModified: observation.json(of: name)?["server"]?["/lastModified"]?.text)
    }
  }

  /// The environment fields that differ between states of one integration, those of what is bound
  /// behind the others.
  func environment(
    _ options: StateComparison.Options
  ) throws -> [StateComparison.EnvironmentDifference] {
    let own = fields.filter { !$0.name.kind.isBound }
    return (own + (try boundFields())).flatMap {
      StateComparison.EnvironmentDifference.all(
        of: $0.name, $0.left, $0.right, ignoring: options.ignored)
    }
  }

  /// What is said of the connections and the like, sorted by name.
  private func boundFields() throws -> [Fields] {
    var all = fields.filter(\.name.kind.isBound)
    for (name, file) in bound {
      let said = all.first { $0.name == name }
      all.removeAll { $0.name == name }
      all.append(
        Fields(
          name: name, left: try Self.fields(file.left, left.objects, beside: said?.left),
          right: try Self.fields(file.right, right.objects, beside: said?.right)))
    }
    return all.sorted { $0.name < $1.name }
  }

  private static func fields(
    _ document: BlobID?, _ objects: OverlaidObjects, beside said: [String: JSONValue]?
  ) throws -> [String: JSONValue] {
    let fields = try document.map { try JSONValue(parsing: objects.blob($0)).boundFields }
    return (fields ?? [:]).merging(said ?? [:]) { $1 }
  }
}
