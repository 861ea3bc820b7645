import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ObjectStore
import RepositoryCore

/// The integrations of which documents were edited so that they refer to something else: what these
/// consist of now, found out without the rest of the account.
///
/// Other integrations are as they were, because no document came or went, none is in another
/// integration than before, and what no integration uses is the same.
struct RelinkedIntegrations: Sendable {
  /// Everything that these integrations consist of or name.
  let index: AccountIndex
  /// What they consist of, by logical name.
  let closures: [String: IntegrationClosure]
  /// Where the cache has the documents of the index.
  let positions: [ResourceKey: Int]
  /// The list of what no integration uses, as it was recorded with all of them.
  let unused: IdentifiedObject

  /// Finds out what became of them, or returns `nil` where other integrations may be concerned, too.
  ///
  /// - Parameter edits: All documents that were edited, by position.
  init?(
    _ edits: [Int: AccountGlance.Edit], _ cache: AccountCache, in repository: Repository
  ) throws {
    let relinked = edits.values.filter(\.isRelinked)
    let targets = cache.targets.filter { target in relinked.contains { target.has($0.position) } }
    var part = AccountPart(edits, cache)
    for target in targets { try part.take(target.members) }
    for edit in relinked { try part.take(edit, before: cache.documents.summary(at: edit.position)) }
    closures = try part.closures(of: targets)
    positions = part.positions
    index = part.index
    guard targets.allSatisfy({ $0.standing?.isExact == true }),
      let state = targets.first?.standing?.state,
      let unused = try repository.unusedResources(in: state)
    else { return nil }
    self.unused = unused
    let concerned = Set(targets.map(\.integration))
    let others = cache.targets.filter { !concerned.contains($0.integration) }
    for edit in relinked {
      let now = edit.summary.references
      let before = try cache.documents.summary(at: edit.position).references
      let changed = Set(now.compactMap(index.resolve))
        .symmetricDifference(before.compactMap(index.resolve))
      guard changed.allSatisfy({ staysUsed($0, targets, others) }) else { return nil }
    }
  }

  /// Whether integrations used a resource before and do so now; then what it refers to is used, too.
  private func staysUsed(
    _ key: ResourceKey, _ targets: [CachedTarget], _ others: [CachedTarget]
  ) -> Bool {
    if key.kind.isBound || key.kind.isContained || key.kind == .integrations { return true }
    guard let position = positions[key] else { return false }
    if others.contains(where: { $0.has(position) }) { return true }
    return targets.contains { $0.has(position) }
      && closures.values.contains { $0.members.contains(key) }
  }
}

/// A part of an account that grows by what is named in it.
private struct AccountPart {
  private let edits: [Int: AccountGlance.Edit]
  private let cache: AccountCache
  private(set) var positions: [ResourceKey: Int] = [:]
  private var summaries: [Int: ResourceSummary] = [:]
  private var askedIDs: Set<String> = []
  private(set) var index = AccountIndex([])

  init(_ edits: [Int: AccountGlance.Edit], _ cache: AccountCache) {
    self.edits = edits
    self.cache = cache
  }

  /// Takes documents in, and the integrations that contain them.
  mutating func take(_ found: [Int]) throws {
    for position in found where summaries[position] == nil {
      let summary = try edits[position]?.summary ?? cache.documents.summary(at: position)
      summaries[position] = summary
      positions[summary.key] = position
      if let id = summary.containerID { try take(documentsWith: id) }
    }
  }

  /// Takes in an edited document and all that it names and named.
  mutating func take(_ edit: AccountGlance.Edit, before: ResourceSummary) throws {
    try take([edit.position])
    for site in edit.summary.references + before.references { try take(documentsWith: site.id) }
  }

  private mutating func take(documentsWith id: String) throws {
    guard askedIDs.insert(id).inserted else { return }
    try take(try cache.documents.positions(of: id))
  }

  /// Walks integrations of which all that they contain was taken in, and takes in what they name
  /// until there is nothing more.
  mutating func closures(of targets: [CachedTarget]) throws -> [String: IntegrationClosure] {
    while true {
      let count = summaries.count
      index = AccountIndex(Array(summaries.values))
      let closures = targets.map { IntegrationClosure(of: $0.id, in: index) }
      for key in closures.reduce(into: Set(), { $0.formUnion($1.all) }) {
        for site in index.resources[key]?.references ?? [] { try take(documentsWith: site.id) }
      }
      guard summaries.count > count else {
        return Dictionary(zip(targets.map(\.integration), closures)) { first, _ in first }
      }
    }
  }
}

extension CachedTarget {
  /// Whether a document is part of the integration.
  func has(_ position: Int) -> Bool {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low < members.count && members[low] == position
  }
}

extension Repository {
  /// The list of what no integration of the account used when a state was recorded.
  fileprivate func unusedResources(in state: RecordedState) throws -> IdentifiedObject? {
    let tree = try objects.tree(try objects.commit(state.facts).tree)
    guard let blob = tree[StateLayout.unused]?.blobID else { return nil }
    return IdentifiedObject(id: blob.objectID, object: try objects.object(blob.objectID))
  }
}

extension AccountGlance {
  /// Reads what became of integrations of which documents refer to something else than before.
  func capture(_ sightings: [Sighting]) throws -> [CapturedState] {
    guard let relinked, !sightings.isEmpty else { return [] }
    let capture = try StateCapture(relinked, of: self)
    return try sightings.compactMap { sighting in
      try sighting.closure.map { try capture.capture(sighting.entry, $0) }
    }
  }
}
