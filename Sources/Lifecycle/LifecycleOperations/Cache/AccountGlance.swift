import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ObjectStore
import ParallelWork
import RefStore
import RepositoryCore

/// A quick look at an environment of which the last command knew everything: only documents that
/// were edited since, or came, are read.
///
/// There is none where what changed may concern all integrations, or where the repository has moved on
/// in another way; then the environment is surveyed.
struct AccountGlance: Sendable {
  let connected: ConnectedEnvironment
  let context: OperationContext
  let cache: AccountCache
  let directory: IntegrationDirectory
  /// The edited documents by position; those that came have the positions behind those of the cache.
  let edits: [Int: Edit]
  /// Where the documents lie that came, in the order of their positions.
  private let came: [DocumentPlace]
  /// The documents that went.
  let went: Set<Int>
  /// The integrations that may consist of something else than before, if what changed tells so.
  let concerned: ConcernedIntegrations?
  /// What the edited documents refer to; `nil` where there are none.
  private let knownReferences: AccountIndex?
  /// Documents whose files were written anew and say the same.
  private let touched: [Edit]
  private let folders: [SurveyedFolder]
  private let digest: [UInt8]

  /// A document that is not as it was.
  struct Edit: Sendable {
    let position: Int
    let stamp: DocumentStamp
    let document: EnvironmentDocument
    let summary: ResourceSummary
    /// Whether the document refers to something else than before, or came.
    let isRelinked: Bool
  }

  /// Takes a look, or returns `nil` where it takes more than that.
  init?(_ connected: ConnectedEnvironment, _ context: OperationContext) throws {
    let digest = AccountCache.digest(of: context, environment: connected.name)
    guard let cache = AccountCache.load(connected.name, digest: digest, from: context.repository),
      !cache.isWorn, try Self.isCurrent(cache, connected.name, context.repository),
      case .edited(let found, let moves, let folders) = try connected.adapter.glance(at: cache),
      let edits = Self.edits(found, cache, context.catalog),
      let arrivals = try Self.arrivals(moves, cache, context.catalog)
    else { return nil }
    self.connected = connected
    self.context = context
    self.cache = cache
    self.digest = digest
    self.folders = folders
    came = moves.came.map(\.place)
    went = Set(moves.went)
    let isSame = { (edit: Edit) -> Bool in
      (try? cache.documents.summary(at: edit.position).version) == edit.summary.version
    }
    touched = edits.filter(isSame)
    let edited = edits.filter { !isSame($0) }
    self.edits = Dictionary((edited + arrivals).map { ($0.position, $0) }) { first, _ in first }
    knownReferences =
      edited.isEmpty ? nil : AccountIndex(try Self.referenced(edited, cache.documents))
    directory = IntegrationDirectory(cache, of: connected.name)
    let isMoved = !went.isEmpty || self.edits.values.contains(where: \.isRelinked)
    concerned =
      isMoved ? try ConcernedIntegrations(self.edits, went, cache, in: context.repository) : nil
    guard !isMoved || concerned != nil, try knowsOutside(), !cache.wasCut else { return nil }
  }

  /// Whether all that the integrations concerned name outside has a recorded name, and keeps it: what
  /// no integration contains has its name only while somebody reaches it.
  private func knowsOutside() throws -> Bool {
    let targets = Set(
      (concerned?.closures.values).map { $0.flatMap(\.outside) }?.map(\.target) ?? [])
    return try targets.allSatisfy(\.kind.isRoot)
      && externalNames(of: targets).count == targets.count
  }

  /// Whether the refs of all integrations are where they were when the cache was written.
  private static func isCurrent(
    _ cache: AccountCache, _ environment: String, _ repository: Repository
  ) throws -> Bool {
    var known: [String: ObjectID] = [:]
    for target in cache.targets {
      guard let standing = target.standing else { continue }
      known["refs/facts/\(environment)/\(target.integration)"] = standing.facts.objectID
      known["refs/revisions/\(environment)/\(target.integration)"] = standing.journal.objectID
    }
    let gone = Set(cache.gone.map { "refs/revisions/\(environment)/\($0)" })
    var count = 0
    for ref in try repository.refs.refs(startingWith: "refs/revisions/\(environment)/")
      + repository.refs.refs(startingWith: "refs/facts/\(environment)/")
    {
      if let id = known[ref.name.text] {
        guard id == ref.target else { return false }
        count += 1
      } else if ref.name.text.hasPrefix("refs/revisions/"), !gone.contains(ref.name.text) {
        return false
      }
    }
    return count == known.count
  }

  /// What was edited, unless it changes what other documents depend on.
  private static func edits(
    _ found: [SurveyGlance.Edit], _ cache: AccountCache, _ catalog: FieldCatalog
  ) -> [Edit]? {
    let keepsNames = keepsNames(cache)
    let edits = parallelMap(found, makeWorker: { ResourceScanner(catalog: catalog) }) {
      scanner, edit -> Edit? in
      let document = edit.document
      let summary = scanner.summary(
        of: document.json, key: document.key, containerID: document.containerID,
        version: document.version)
      guard let known = try? cache.documents.summary(at: edit.position),
        summary.hasPlace(of: known, keepsName: keepsNames)
      else { return nil }
      let isRelinked = summary.references != known.references
      guard keepsNames || !isRelinked else { return nil }
      return Edit(
        position: edit.position, stamp: edit.stamp, document: document, summary: summary,
        isRelinked: isRelinked)
    }
    let valid = edits.compactMap { $0 }
    return valid.count == edits.count ? valid : nil
  }

  /// Whether everything has a name that stays: what is not recorded is named by what it is called, and
  /// others may refer to it by that name.
  private static func keepsNames(_ cache: AccountCache) -> Bool {
    cache.targets.allSatisfy { $0.standing != nil || $0.id == nil && $0.counts.isEmpty }
  }

  /// What came, unless it or what went is an integration, or is there twice.
  private static func arrivals(
    _ moves: SurveyGlance.Moves, _ cache: AccountCache, _ catalog: FieldCatalog
  ) throws -> [Edit]? {
    if moves.came.isEmpty, moves.went.isEmpty { return [] }
    guard keepsNames(cache), !moves.went.contains(where: { cache.kind(at: $0) == .integrations })
    else { return nil }
    let scanner = ResourceScanner(catalog: catalog)
    let gone = Set(moves.went)
    var arrivals: [ResourceKey: Edit] = [:]
    for (rank, arrival) in moves.came.enumerated() {
      let document = arrival.document
      let summary = scanner.summary(
        of: document.json, key: document.key, containerID: document.containerID,
        version: document.version)
      let known = try cache.documents.positions(of: summary.key.id).contains {
        try !gone.contains($0) && cache.documents.summary(at: $0).key == summary.key
      }
      guard !known, summary.key.kind != .integrations, arrivals[summary.key] == nil else {
        return nil
      }
      arrivals[summary.key] = Edit(
        position: cache.documentCount + rank, stamp: arrival.stamp, document: document,
        summary: summary, isRelinked: true)
    }
    return Array(arrivals.values)
  }

  private static func referenced(
    _ edits: [Edit], _ documents: CachedDocuments
  ) throws -> [ResourceSummary] {
    let ids = Set(edits.flatMap { $0.summary.references.map(\.id) })
    return try Set(ids.flatMap { try documents.positions(of: $0) }).map {
      try documents.summary(at: $0)
    }
  }

  /// Where a document lies that the cache knows or that came.
  func place(at position: Int) -> DocumentPlace {
    position < cache.documentCount
      ? cache.place(at: position) : came[position - cache.documentCount]
  }

  /// What the edited documents refer to, by whatever id they name.
  var referenced: AccountIndex { knownReferences ?? AccountIndex([]) }

  /// Takes edited documents apart; one for each thread.
  func encoder() -> NeutralEncoder { NeutralEncoder(catalog: context.catalog, index: referenced) }

  // MARK: Integrations

  /// An integration as the cache knows it, with the edits of its documents.
  struct Sighting {
    let entry: IntegrationDirectory.Entry
    let target: CachedTarget
    let edits: [Edit]
    /// What it consists of now, if that may be something else than before.
    let closure: IntegrationClosure?

    /// Whether it may not be as it was.
    var isEdited: Bool { !edits.isEmpty || closure != nil }
  }

  /// Whether every document is as it was.
  var isUntouched: Bool { edits.isEmpty && went.isEmpty }

  /// Whether nothing stands alone.
  var hasNoStandalone: Bool {
    cache.targets.allSatisfy { target in
      guard target.id == nil else { return true }
      let closure = concerned?.closures[target.integration]
      return closure?.members.isEmpty ?? target.counts.isEmpty
    }
  }

  /// Looks at integrations, or returns `nil` if one has to be read whole.
  ///
  /// - Parameter concerned: Whether those are wanted that may consist of something else than before.
  func sightings(
    of entries: [IntegrationDirectory.Entry], concerned: Bool = false
  ) -> [Sighting]? {
    let targets = Dictionary(cache.targets.map { ($0.integration, $0) }) { first, _ in first }
    var sightings: [Sighting] = []
    for entry in entries {
      guard let target = targets[entry.target.integration], target.standing?.likeness != .unknown
      else { return nil }
      let edits = edits.isEmpty ? [] : target.members.compactMap { self.edits[$0] }
      if !edits.isEmpty, target.standing?.isExact != true { return nil }
      let closure = self.concerned?.closures[target.integration]
      guard closure == nil || concerned else { return nil }
      sightings.append(Sighting(entry: entry, target: target, edits: edits, closure: closure))
    }
    return sightings
  }

  /// The id of the integration that one says it was cloned from.
  func sourceID(of entry: IntegrationDirectory.Entry) throws -> String? {
    guard let id = entry.id else { return nil }
    for position in try cache.documents.positions(of: id) {
      let summary = try cache.documents.summary(at: position)
      if summary.key.kind == .integrations { return summary.sourceID }
    }
    return nil
  }

  // MARK: Writing

  /// Whether no integration is made of what changed.
  private var concernsNone: Bool {
    concerned?.closures.isEmpty ?? true
      && !cache.targets.contains { target in edits.keys.contains(where: target.has) }
  }

  /// Writes the cache anew if files were merely touched, or belong to no integration, so that they are
  /// not looked at again.
  func saveIfTouched() {
    let isSettled = folders == cache.folders && folders.allSatisfy { cache.isSettled($0.status) }
    let isWanted = isUntouched ? !touched.isEmpty || !isSettled : concernsNone
    if isWanted { save(replacing: [:]) }
  }

  /// Writes the cache with what is known of the edited integrations now.
  func save(replacing targets: [String: CachedTarget]) {
    cache.save(
      connected.name, digest: digest,
      edits: (touched + edits.values).map {
        CachedEdits.Edit(position: $0.position, stamp: $0.stamp, $0.summary)
      }, came: came, went: went,
      CachedLists(
        isShared: cache.isShared, folders: folders, warnings: cache.warnings,
        targets: cache.targets.map { targets[$0.integration] ?? notRecorded($0) },
        gone: cache.gone),
      to: context.repository)
  }

  /// An integration of which nothing was recorded; its edits are not told of again.
  private func notRecorded(_ target: CachedTarget) -> CachedTarget {
    guard let standing = target.standing, target.members.contains(where: { edits[$0] != nil })
    else { return target }
    var target = target
    target.standing = standing.with(.unknown)
    return target
  }
}

extension IntegrationDirectory {
  /// The directory that a cache was written with.
  fileprivate init(_ cache: AccountCache, of environment: String) {
    self.init(
      entries: cache.targets.map {
        Entry(
          target: TargetName(environment: environment, integration: $0.integration), id: $0.id,
          name: $0.name, isRecorded: $0.standing != nil)
      },
      gone: cache.gone.map { TargetName(environment: environment, integration: $0) })
  }
}
