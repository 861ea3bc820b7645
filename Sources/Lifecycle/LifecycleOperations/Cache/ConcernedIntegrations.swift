import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ObjectStore
import RepositoryCore

/// The integrations that may consist of something else than before, because documents of theirs refer
/// to something else, came or went: what they consist of now, found out without the rest of the account.
///
/// Other integrations are as they were: what they consist of and name is where it was, and what no
/// integration uses is the same.
struct ConcernedIntegrations: Sendable {
  /// Everything that these integrations consist of or name.
  let index: AccountIndex
  /// What they consist of, by logical name.
  let closures: [String: IntegrationClosure]
  /// Where the cache has the documents of the index, those that came behind all others.
  let positions: [ResourceKey: Int]
  /// The list of what no integration uses, as it was recorded with all of them; `nil` if there are
  /// none.
  let unused: IdentifiedObject?

  /// Finds out what became of them, or returns `nil` where all integrations may be concerned.
  ///
  /// - Parameters:
  ///   - edits: All documents that were edited or came, by position.
  ///   - went: The documents that went.
  init?(
    _ edits: [Int: AccountGlance.Edit], _ went: Set<Int>, _ cache: AccountCache,
    in repository: Repository
  ) throws {
    let moves = try AccountMoves(edits, went, cache)
    guard try !moves.changesContainers() else { return nil }
    let targets = cache.targets.filter(moves.concerns)
    var part = AccountPart(moves)
    for target in targets { try part.take(target.members) }
    for edit in moves.relinked { try part.take([edit.position]) }
    for id in moves.namedIDs { try part.take(documentsWith: id) }
    closures = try part.closures(of: targets)
    positions = part.positions
    index = part.index
    let state = targets.first?.standing?.state
    unused = try state.flatMap { try repository.unusedResources(in: $0) }
    guard targets.isEmpty || unused != nil,
      targets.allSatisfy({ $0.standing?.isExact == true }),
      try moves.leavesUnused(targets, self)
    else { return nil }
  }
}

/// What came, went, or refers to something else than before.
private struct AccountMoves {
  let cache: AccountCache
  let edits: [Int: AccountGlance.Edit]
  let went: Set<Int>
  /// The documents that came or refer to something else than before.
  let relinked: [AccountGlance.Edit]
  /// The positions of what came, by id.
  let arrivals: [String: [Int]]
  /// The ids of what came or went.
  private let movedIDs: Set<String>
  /// The documents that were there before and are not as they were, or name what came or went.
  private let positions: Set<Int>
  /// All ids that what came, went or changed named or names, its own included.
  let namedIDs: Set<String>

  init(_ edits: [Int: AccountGlance.Edit], _ went: Set<Int>, _ cache: AccountCache) throws {
    (self.edits, self.went, self.cache) = (edits, went, cache)
    relinked = edits.values.filter(\.isRelinked)
    let count = cache.documentCount
    let came = relinked.filter { $0.position >= count }
    let changed = relinked.map(\.position).filter { $0 < count } + went
    arrivals = Dictionary(grouping: came.map(\.position)) { edits[$0]?.summary.key.id ?? "" }
    let before = try changed.map { try cache.documents.summary(at: $0) }
    movedIDs = Set(came.map(\.summary.key.id)).union(
      try went.map { try cache.documents.summary(at: $0).key.id })
    positions = Set(changed).union(try cache.documents.positions(mentioning: movedIDs))
    let sites = (before + relinked.map(\.summary)).flatMap(\.references)
    namedIDs = movedIDs.union(sites.map(\.id))
  }

  /// Whether an integration may consist of something else than before.
  func concerns(_ target: CachedTarget) -> Bool {
    positions.contains(where: target.has)
      || relinked.contains { edit in
        edit.position >= cache.documentCount && edit.summary.key.kind.isContained
          && target.id == container(of: edit.summary)
      }
  }

  /// The integration that contains what came; `nil` for what stands alone.
  private func container(of summary: ResourceSummary) -> String? {
    summary.containerID.flatMap { id in cache.targets.contains { $0.id == id } ? id : nil }
  }

  /// Whether something that went came again, or changed, in another integration: what refers to it
  /// names it otherwise then.
  func changesContainers() throws -> Bool {
    for edit in edits.values {
      for position in try cache.documents.positions(of: edit.summary.key.id) {
        let known = try cache.documents.summary(at: position)
        if known.key == edit.summary.key, known.containerID != edit.summary.containerID {
          return true
        }
      }
    }
    return false
  }

  /// The documents with an id that are there now.
  func present(_ id: String) throws -> [Int] {
    try cache.documents.positions(of: id).filter { !went.contains($0) } + (arrivals[id] ?? [])
  }

  func summary(at position: Int) throws -> ResourceSummary {
    try edits[position]?.summary ?? cache.documents.summary(at: position)
  }

  /// Whether no resource begins or ceases to be used by integrations without coming or going itself:
  /// what was named before, and what is named now, was used and is.
  ///
  /// What all these refer to is used through them then, or not, as it was.
  func leavesUnused(
    _ targets: [CachedTarget], _ concerned: ConcernedIntegrations
  ) throws -> Bool {
    let names = Set(targets.map(\.integration))
    let others = members(of: cache.targets.filter { !names.contains($0.integration) })
    let before = members(of: targets)
    let now = concerned.closures.values.reduce(into: Set()) { $0.formUnion($1.all) }
    return try namedIDs.allSatisfy { id in
      let wasUsed = try cache.documents.positions(of: id).allSatisfy { position in
        try others[position] || before[position]
          || isAlwaysUsed(cache.documents.summary(at: position))
      }
      return try wasUsed
        && present(id).allSatisfy { position in
          let summary = try summary(at: position)
          return position < others.count && others[position] || now.contains(summary.key)
            || isAlwaysUsed(summary)
        }
    }
  }

  /// Whether integrations consist of a document, by its position in the cache.
  private func members(of targets: [CachedTarget]) -> [Bool] {
    var members = Array(repeating: false, count: cache.documentCount)
    for target in targets {
      for position in target.members { members[position] = true }
    }
    return members
  }

  /// Whether the list of what is unused never tells of a resource, nor of what it refers to.
  ///
  /// It tells of nothing bound, but what a connection refers to is used only while that is.
  private func isAlwaysUsed(_ summary: ResourceSummary) -> Bool {
    let kind = summary.key.kind
    return kind.isRoot || kind.isBound && summary.references.isEmpty
  }
}

/// A part of an account that grows by what is named in it.
private struct AccountPart {
  private let moves: AccountMoves
  private(set) var positions: [ResourceKey: Int] = [:]
  private var summaries: [Int: ResourceSummary] = [:]
  private var askedIDs: Set<String> = []
  private(set) var index = AccountIndex([])

  init(_ moves: AccountMoves) { self.moves = moves }

  /// Takes in documents that are there, and the integrations that contain them.
  mutating func take(_ found: [Int]) throws {
    for position in found where summaries[position] == nil && !moves.went.contains(position) {
      let summary = try moves.summary(at: position)
      summaries[position] = summary
      positions[summary.key] = position
      if let id = summary.containerID { try take(documentsWith: id) }
    }
  }

  mutating func take(documentsWith id: String) throws {
    guard askedIDs.insert(id).inserted else { return }
    try take(try moves.present(id))
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
  /// Reads what became of integrations that may consist of something else than before.
  func capture(_ sightings: [Sighting]) throws -> [CapturedState] {
    guard !sightings.isEmpty,
      let capture = try concerned.flatMap({ try StateCapture($0, of: self) })
    else { return [] }
    return try sightings.compactMap { sighting in
      try sighting.closure.map { try capture.capture(sighting.entry, $0) }
    }
  }
}
