import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
import RefStore
public import RepositoryCore

/// The integrations of an environment as they were last recorded, found without looking at it.
public struct RecordedEnvironment: Sendable {
  /// One integration.
  struct Integration: Sendable {
    let target: TargetName
    /// Its id; `nil` for what stands alone.
    let id: String?
    /// The revision that holds the state.
    let revision: String
    let state: RecordedState
  }

  /// What is recorded, sorted by logical name; what was deleted from here is not among it.
  let integrations: [Integration]
  /// What the last look at the environment found, and no revision holds.
  public let unrecorded: [TargetName]
  /// What is recorded, and the last look at the environment did not find any more.
  public let gone: [TargetName]

  static let nothingRecorded = "nothing_recorded"

  /// What a comparison of it leaves out or cannot know, in sentences.
  public var notes: [String] {
    var notes: [String] = []
    func note(_ targets: [TargetName], _ words: String) {
      guard !targets.isEmpty else { return }
      notes.append(targets.map(\.description).joined(separator: ", ") + words)
    }
    note(unrecorded, ": never recorded, so not compared; 'ilm snapshot' records it")
    note(
      gone, ": compared as recorded, and no longer there when its environment was last looked at")
    return notes
  }

  /// Reads what is recorded of an environment.
  ///
  /// What the last look found to be where its branches still are is known without reading it.
  ///
  /// - Throws: ``LifecycleError`` `nothing_recorded`, `unknown_environment`.
  init(_ environment: String, _ context: OperationContext) throws {
    let repository = context.repository
    let heads = try RecordedHeads.all(of: environment, in: repository)
    guard !heads.isEmpty else { throw Self.empty(environment, context) }
    let look = LastLook(at: environment, context)
    integrations = try parallelMap(heads, makeWorker: {}) {
      try look.integration($1) ?? Self.integration($1.target, repository)
    }.compactMap { $0 }
    (unrecorded, gone) = look.differences(from: integrations, of: environment)
  }

  private static func integration(
    _ target: TargetName, _ repository: Repository
  ) throws -> Integration? {
    guard let (revision, state) = try RevisionJournal(target, in: repository).latestState(),
      revision.operation != .delete || revision.status != .completed
    else { return nil }
    let id = CommitTrailers(
      try repository.objects.commit(state.facts).message)[CommitTrailers.integration]
    return Integration(target: target, id: id, revision: revision.id, state: state)
  }

  private static func empty(
    _ environment: String, _ context: OperationContext
  ) -> LifecycleError {
    let known = context.configuration.environments.map(\.name)
    guard known.contains(environment) else {
      return LifecycleError(
        .usage, "unknown_environment",
        "there is no environment '\(environment)', and nothing is recorded of one",
        hint: known.isEmpty
          ? "add one with 'ilm env add NAME URL'"
          : "the environments are \(known.joined(separator: ", "))")
    }
    return LifecycleError(
      .usage, nothingRecorded, "nothing of '\(environment)' is recorded",
      hint: "'ilm snapshot --all \(environment)' records it")
  }
}

/// Where the journal and the facts of a target stand.
private struct RecordedHeads: Sendable {
  let target: TargetName
  let journal: CommitID
  let facts: CommitID?

  /// Those of all targets of an environment that were ever recorded, sorted by name.
  static func all(of environment: String, in repository: Repository) throws -> [RecordedHeads] {
    func heads(_ kind: String) throws -> [(name: String, commit: CommitID)] {
      let prefix = "refs/\(kind)/\(environment)/"
      return try repository.refs.refs(startingWith: prefix).map {
        (String($0.name.text.dropFirst(prefix.count)), CommitID($0.target))
      }
    }
    let facts = Dictionary(try heads("facts").map { ($0.name, $0.commit) }) { first, _ in first }
    return try heads("revisions").map { name, journal in
      RecordedHeads(
        target: TargetName(environment: environment, integration: name), journal: journal,
        facts: facts[name])
    }
  }
}

/// What the last look at an environment found, if that is known.
private struct LastLook: Sendable {
  private var targets: [String: CachedTarget] = [:]
  private var gone: [String] = []

  init(at environment: String, _ context: OperationContext) {
    let digest = AccountCache.digest(of: context, environment: environment)
    guard
      let cache = AccountCache.load(environment, digest: digest, from: context.repository),
      !cache.wasCut
    else { return }
    targets = Dictionary(cache.targets.map { ($0.integration, $0) }) { first, _ in first }
    gone = cache.gone
  }

  /// What is recorded of a target, if its branches are where they were then.
  func integration(_ heads: RecordedHeads) -> RecordedEnvironment.Integration? {
    guard let known = targets[heads.target.integration], let standing = known.standing,
      standing.journal == heads.journal, standing.facts == heads.facts, let state = standing.state
    else { return nil }
    return RecordedEnvironment.Integration(
      target: heads.target, id: known.id, revision: standing.revision, state: state)
  }

  /// What was there and is not recorded, and what is recorded and was not there.
  func differences(
    from integrations: [RecordedEnvironment.Integration], of environment: String
  ) -> (unrecorded: [TargetName], gone: [TargetName]) {
    let recorded = Set(integrations.map(\.target.integration))
    let found = targets.values.filter { $0.id != nil || !$0.counts.isEmpty }.map(\.integration)
    func named(_ names: [String]) -> [TargetName] {
      names.map { TargetName(environment: environment, integration: $0) }.sorted()
    }
    return (
      named(found.filter { !recorded.contains($0) }), named(gone.filter(recorded.contains))
    )
  }
}

extension IntegrationDirectory {
  /// The integrations of an environment as they were recorded, with what they were called then.
  init(_ recorded: RecordedEnvironment, in repository: Repository) throws {
    self.init(
      entries: try recorded.integrations.map {
        Entry(
          target: $0.target, id: $0.id,
          name: try repository.recordedTraits(of: $0.state.facts).name, isRecorded: true)
      }, gone: [])
  }
}

/// What tells an integration from others, where its id does not.
struct IntegrationTraits: Sendable {
  /// Its name for people.
  let name: String
  /// The id of the integration that it says it was cloned from.
  let sourceID: String?
}

extension Repository {
  /// Reads what a facts commit tells of the integration itself.
  func recordedTraits(of commit: CommitID) throws -> IntegrationTraits {
    let (facts, observation) = try factsDocuments(of: commit)
    return IntegrationTraits(
      name: facts.integrationName ?? "",
      sourceID: observation.json(of: .integration)?["server"]?["/_sourceId"]?.text)
  }
}
