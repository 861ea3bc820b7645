import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
import RepositoryCore

/// One integration of an environment that is compared: what tells it from others, and its state
/// once that is asked for.
///
/// Many tables hold it, so it is shared and not copied.
final class ComparedIntegration: Sendable {
  let target: TargetName
  /// Its id; `nil` for what stands alone.
  let id: String?
  /// The content tree.
  let content: TreeID
  let source: Source
  /// The revision that holds it, where that is what is compared.
  let revision: String?
  private let telling: Telling
  /// How many resources it has; `nil` where nobody counted.
  private let knownCount: Int?

  /// Its name and its origin, or the facts commit that tells them.
  private enum Telling {
    case known(IntegrationTraits)
    case recorded(CommitID)
  }

  /// Where its state is.
  enum Source: Sendable {
    case captured(IntegrationState)
    case recorded(RecordedState)
    case edited(EditedIntegration)
  }

  /// An integration that is as it was recorded.
  init(
    _ entry: IntegrationDirectory.Entry, _ recorded: RecordedState, sourceID: String?,
    counts: ResourceCounts
  ) {
    target = entry.target
    id = entry.id
    telling = .known(IntegrationTraits(name: entry.name, sourceID: sourceID))
    content = recorded.content
    knownCount = counts.total
    source = .recorded(recorded)
    revision = nil
  }

  /// An integration as it was last recorded.
  init(_ integration: RecordedEnvironment.Integration) {
    (target, id) = (integration.target, integration.id)
    content = integration.state.content
    source = .recorded(integration.state)
    revision = integration.revision
    telling = .recorded(integration.state.facts)
    knownCount = nil
  }

  /// An integration of which documents were edited since it was recorded.
  init(_ edited: EditedIntegration, sourceID: String?) {
    target = edited.entry.target
    id = edited.entry.id
    telling = .known(IntegrationTraits(name: edited.entry.name, sourceID: sourceID))
    content = edited.after.content
    knownCount = edited.target.counts.total
    source = .edited(edited)
    revision = nil
  }

  /// An integration that was read.
  init(_ state: IntegrationState, of target: TargetName) {
    self.target = target
    id = state.facts.integrationID
    telling = .known(
      IntegrationTraits(
        name: state.facts.name,
        sourceID: state.observation.resources[.integration]?.server["/_sourceId"]?.text))
    content = state.content
    knownCount = state.resources.count
    source = .captured(state)
    revision = nil
  }

  /// Its name and its origin.
  func traits(in repository: Repository) throws -> IntegrationTraits {
    switch telling {
    case .known(let traits): return traits
    case .recorded(let facts): return try repository.recordedTraits(of: facts)
    }
  }

  /// How many resources it has.
  func resourceCount(in repository: Repository) throws -> Int {
    if let knownCount { return knownCount }
    let files = try FileTree(content, from: repository.objects)
    return IntegrationState.resources(of: files).count
  }

  /// Whether there is anything to compare: a place for what stands alone may hold nothing.
  func isSomething(in repository: Repository) throws -> Bool {
    try id != nil || resourceCount(in: repository) > 0
  }

  /// The whole state.
  func state(in repository: Repository) throws -> IntegrationState {
    switch source {
    case .captured(let state): return state
    case .recorded(let recorded):
      return try IntegrationState(
        recorded, label: target.description, target: target, in: repository)
    case .edited(let edited):
      return try IntegrationState(edited, label: target.description, in: repository)
    }
  }

  /// The trees, unless the state was read.
  func trees(in repository: Repository) throws -> StateTrees? {
    switch source {
    case .captured: return nil
    case .recorded(let recorded):
      return StateTrees(
        content: content, facts: try repository.objects.commitScan(recorded.facts).tree,
        objects: OverlaidObjects(over: repository.objects))
    case .edited(let edited):
      return StateTrees(
        content: content, facts: edited.after.facts,
        objects: OverlaidObjects(identified: edited.objects, over: repository.objects))
    }
  }
}

// MARK: - Looking at an environment

extension ComparedIntegration {
  /// The integrations of an environment; those that are known to be as recorded are not read.
  static func all(
    of environment: String, _ resolver: StateResolver
  ) throws -> [ComparedIntegration] {
    let found =
      if resolver.isRecordedOnly {
        try resolver.recorded(of: environment).integrations.map { ComparedIntegration($0) }
      } else if let glance = try resolver.glance(of: environment), let quick = try all(in: glance) {
        quick
      } else {
        try all(in: try resolver.capture(of: environment))
      }
    return try found.filter { try $0.isSomething(in: resolver.context.repository) }
  }

  private static func all(in glance: AccountGlance) throws -> [ComparedIntegration]? {
    guard let sightings = glance.sightings(of: glance.directory.entries) else { return nil }
    let present = sightings.filter { $0.entry.id != nil || !$0.target.counts.isEmpty }
    let found = try parallelMap(present, makeWorker: { glance.encoder() }) {
      encoder, sighting -> ComparedIntegration? in
      let sourceID = try glance.sourceID(of: sighting.entry)
      if sighting.edits.isEmpty {
        return sighting.target.standing?.state.map {
          ComparedIntegration(
            sighting.entry, $0, sourceID: sourceID, counts: sighting.target.counts)
        }
      }
      return try EditedIntegration(sighting, of: glance, with: encoder).map {
        ComparedIntegration($0, sourceID: sourceID)
      }
    }.compactMap { $0 }
    guard found.count == present.count else { return nil }
    glance.saveIfTouched()
    return found
  }

  private static func all(in capture: StateCapture) throws -> [ComparedIntegration] {
    var found: [ComparedIntegration] = []
    try capture.capture(capture.directory.entries) { finding in
      switch finding {
      case .asRecorded(let entry, let closure, let recorded):
        let key = entry.id.map { ResourceKey(.integrations, $0) }
        found.append(
          ComparedIntegration(
            entry, recorded,
            sourceID: key.flatMap { capture.account.index.resources[$0]?.sourceID },
            counts: closure.counts))
      case .captured(let captured):
        let target = captured.entry.target
        let state = try IntegrationState(
          captured, label: target.description, in: capture.context.repository)
        found.append(ComparedIntegration(state, of: target))
      }
    }
    return found
  }
}
