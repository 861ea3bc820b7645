import EnvironmentAdapters
import FileStorage
import IntegrationModel
import ObjectModel
import ParallelWork
import RepositoryCore
import Synchronization

/// Holds the cache of one environment during a command that surveys it, and writes it at the end
/// if it changed.
final class CacheKeeper: Sendable {
  private let repository: Repository
  private let environment: String
  private let digest: [UInt8]
  private let known: AccountCache?
  private let knownStandings: [String: CachedTarget]
  private let notes = Mutex<[String: Note]>([:])

  /// What this command found of an integration.
  private struct Note: Sendable {
    let closure: IntegrationClosure
    let standing: CachedTarget.Standing?
    /// `nil` where it was not read because it is as recorded.
    let warnings: [ModelWarning]?
  }

  /// Reads the cache of an environment.
  convenience init(_ environment: String, _ context: OperationContext) {
    let digest = AccountCache.digest(of: context, environment: environment)
    self.init(
      AccountCache.load(environment, digest: digest, from: context.repository), of: environment,
      context)
  }

  /// Takes the cache of an environment, if there is one.
  init(_ known: AccountCache?, of environment: String, _ context: OperationContext) {
    repository = context.repository
    self.environment = environment
    digest = AccountCache.digest(of: context, environment: environment)
    self.known = known
    knownStandings = Dictionary(
      (known?.targets ?? []).map { ($0.integration, $0) }
    ) { first, _ in first }
  }

  /// What the documents were, for the next survey.
  var survey: SurveyCache<ResourceSummary>? {
    guard let known, let survey = try? known.documents.survey(), !known.wasCut else { return nil }
    return survey
  }

  /// Tells whether an integration is as recorded in a facts commit, to the last bit.
  func isUnchanged(
    _ target: TargetName, facts: CommitID?, fingerprint: [UInt8]?
  ) -> Bool {
    guard let standing = knownStandings[target.integration]?.standing, standing.isExact,
      let fingerprint
    else { return false }
    return standing.facts == facts && standing.fingerprint == fingerprint
  }

  /// The newest recorded state of an integration that was found to be in it.
  func exactState(of target: TargetName) -> (target: CachedTarget, state: RecordedState)? {
    guard let known = knownStandings[target.integration], let standing = known.standing,
      standing.isExact, let state = standing.state
    else { return nil }
    return (known, state)
  }

  /// What was known of all documents with some ids.
  func summaries(of ids: Set<String>) throws -> [ResourceSummary] {
    guard let documents = known?.documents else { return [] }
    return try ids.flatMap { try documents.positions(of: $0) }.map {
      try documents.summary(at: $0)
    }
  }

  /// Notes how an integration compares with its last recorded state; `nil` if it differs.
  ///
  /// - Parameter warnings: What to know of it; `nil` if it was not read.
  func note(
    _ target: TargetName, _ closure: IntegrationClosure, _ standing: CachedTarget.Standing?,
    warnings: [ModelWarning]?
  ) {
    notes.withLock {
      $0[target.integration] = Note(closure: closure, standing: standing, warnings: warnings)
    }
  }

  private func note(of entry: IntegrationDirectory.Entry) -> Note? {
    notes.withLock { $0[entry.target.integration] }
  }

  /// What of the cache is the same whatever becomes of a recording.
  struct Draft: Sendable {
    fileprivate let documents: CacheDraft
    /// Where the cache has each document.
    fileprivate let positions: [ResourceKey: Int]

    fileprivate init(_ documents: CacheDraft) {
      self.documents = documents
      var positions = [ResourceKey: Int](minimumCapacity: documents.entries.count)
      // From the end, so that of two documents of one key the first one counts.
      for (position, entry) in documents.entries.enumerated().reversed() {
        positions[entry.key] = position
      }
      self.positions = positions
    }
  }

  /// Makes what can be made before it is known whether there is anything to write; writes nothing.
  func draft(of account: Account) -> Draft { Draft(CacheDraft(preparing: account.entries)) }

  /// Writes the cache if the command found anything new.
  ///
  /// What was found may name revisions, so they must be where refs name them by now: others read the
  /// cache as soon as it is there.
  func save(_ capture: StateCapture, _ draft: Draft? = nil) {
    let account = capture.account
    // While an integration is being made, it may have a name that is not its own.
    guard !account.entries.isEmpty, capture.directory.making.isEmpty else { return }
    let draft = draft ?? Draft(CacheDraft(account.entries))
    let targets = parallelMap(capture.directory.entries, makeWorker: {}) {
      target(for: $1, capture, draft.positions)
    }
    guard !isKnown(account, targets, gone: capture.directory.gone) else { return }
    AccountCache.save(
      environment, digest: digest, draft.documents,
      CachedLists(
        isShared: account.isShared, folders: account.folders, warnings: account.warnings,
        targets: targets, gone: capture.directory.gone.map(\.integration)),
      to: repository)
  }

  private func isKnown(_ account: Account, _ targets: [CachedTarget], gone: [TargetName]) -> Bool {
    guard let known, !known.documents.hasMoves, account.readCount == 0,
      account.entries.count == known.documentCount,
      account.folders == known.folders, gone.map(\.integration) == known.gone,
      account.folders.allSatisfy({ known.isSettled($0.status) })
    else { return false }
    return targets.elementsEqual(known.targets) {
      $0.integration == $1.integration && $0.standing == $1.standing
    }
  }

  private func target(
    for entry: IntegrationDirectory.Entry, _ capture: StateCapture, _ positions: [ResourceKey: Int]
  ) -> CachedTarget {
    let index = capture.account.index
    let note = note(of: entry)
    let closure = note?.closure ?? IntegrationClosure(of: entry.id, in: index)
    let known = knownStandings[entry.target.integration]
    return CachedTarget(
      entry, closure, in: index, at: positions, standing: standing(of: entry, closure, capture),
      warnings: note?.warnings ?? known?.warnings ?? [])
  }

  /// What this command found, or what an earlier one did if nothing has changed since.
  private func standing(
    of entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure, _ capture: StateCapture
  ) -> CachedTarget.Standing? {
    if let note = note(of: entry) { return note.standing }
    guard let known = knownStandings[entry.target.integration]?.standing,
      known.fingerprint == capture.fingerprint(of: entry, closure)
    else { return nil }
    return known
  }
}

extension IntegrationClosure {
  /// How many resources there are of each kind.
  var counts: ResourceCounts { ResourceCounts(of: members) }

  /// The applications that the integration is bound to, sorted.
  func applications(in index: AccountIndex) -> [String] {
    Set(
      bound.filter { $0.kind == .connections }.compactMap { index.resources[$0]?.application }
    ).sorted()
  }
}

extension CachedTarget {
  /// What is known of an integration that was walked.
  ///
  /// - Parameters:
  ///   - positions: Where the cache has each document.
  ///   - warnings: What to know of it, be it because of how the account hangs together or not.
  init(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure, in index: AccountIndex,
    at positions: [ResourceKey: Int], standing: Standing?, warnings: [ModelWarning]
  ) {
    let danglings = closure.danglingWarnings
    self.init(
      integration: entry.target.integration, id: entry.id, name: entry.name, standing: standing,
      members: closure.all.compactMap { positions[$0] }.sorted(),
      applications: closure.applications(in: index), counts: closure.counts, danglings: danglings,
      warnings: warnings.filter { !danglings.contains($0) })
  }
}

extension CachedTarget.Standing {
  /// The standing of an integration that is as it was recorded; `nil` while an operation is open.
  init?(_ heads: TargetHeads, isExact: Bool) {
    guard let facts = heads.facts, let journal = heads.journal, let latest = heads.latest,
      latest.status != .inProgress
    else { return nil }
    let state = (latest.after ?? latest.before).flatMap { $0.facts == facts ? $0 : nil }
    self.init(
      revision: latest.id, newestNumber: latest.newestNumber, journal: journal, facts: facts,
      content: Content(state), likeness: isExact ? .exact : .essential, fingerprint: [])
  }

  /// The standing of an integration that was just recorded.
  init?(_ revision: Revision) {
    guard let state = revision.after, let journal = revision.commit else { return nil }
    self.init(
      revision: revision.id, newestNumber: revision.newestNumber, journal: journal,
      facts: state.facts, content: Content(state), likeness: .exact, fingerprint: [])
  }

  /// The same with the fingerprint of what was found.
  func with(fingerprint: [UInt8]) -> CachedTarget.Standing {
    CachedTarget.Standing(
      revision: revision, newestNumber: newestNumber, journal: journal, facts: facts,
      content: content, likeness: likeness, fingerprint: fingerprint)
  }
}

extension CachedTarget.Standing {
  /// The same where documents were edited and nothing was recorded.
  func with(_ likeness: Likeness) -> CachedTarget.Standing {
    CachedTarget.Standing(
      revision: revision, newestNumber: newestNumber, journal: journal, facts: facts,
      content: content, likeness: likeness, fingerprint: [])
  }
}

extension CachedTarget.Standing.Content {
  fileprivate init?(_ state: RecordedState?) {
    guard let state else { return nil }
    self.init(commit: state.commit, tree: state.content)
  }
}
