import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// What the repository knows of the integration that a bundle was made of: the names it gave, and
/// the recorded states that the bundle may come from.
///
/// An integration is known if it was recorded itself, under the id that the bundle has, or if an
/// earlier bundle of it was installed or pulled.
struct BundleLineage: Sendable {
  /// The recorded integration that the bundle was made of, if it is recorded.
  let source: TargetName?
  /// What the resources of the bundle are called, by the ids that the bundle has.
  let facts: IntegrationFacts?
  /// The recorded states, newest first.
  let states: [CommitID]

  /// States that are looked at; more would only be older.
  private static let stateCountMax = 500

  /// Looks for an integration in everything that is recorded.
  ///
  /// - Parameter keys: The resources of the bundle.
  init(
    of integrationID: String, holding keys: Set<ResourceKey>, _ context: OperationContext
  ) throws {
    let repository = context.repository
    var own: [Recorded] = []
    var copies: [Recorded] = []
    for target in try context.recordedTargets() {
      if try repository.recordedIntegrationID(of: target) == integrationID {
        own.append(try Recorded(target, in: repository))
      } else if try repository.recordedSourceID(of: target) == integrationID {
        copies.append(try Recorded(target, in: repository))
      }
    }
    own.sort { $1.isOlder(than: $0) }
    copies.sort { $1.isOlder(than: $0) }
    source = own.first?.target
    facts =
      try own.first?.facts(knowing: keys, in: repository)
      ?? copies.first?.originalFacts(in: repository)
    var seen: Set<CommitID> = []
    var states: [CommitID] = []
    for commit in own.flatMap(\.states) where seen.insert(commit).inserted { states.append(commit) }
    for commit in (own + copies).flatMap(\.remotes) where !seen.contains(commit) {
      guard try repository.bundledIntegration(commit) == integrationID else { continue }
      seen.insert(commit)
      states.append(commit)
    }
    self.states = Array(states.prefix(Self.stateCountMax))
  }
}

/// The revisions of one target, as far as bundles need them.
private struct Recorded {
  let target: TargetName
  private let revisions: [Revision]

  init(_ target: TargetName, in repository: Repository) throws {
    self.target = target
    revisions = try RevisionJournal(target, in: repository).revisions()
      .sorted { $0.number > $1.number }
  }

  func isOlder(than other: Recorded) -> Bool {
    (revisions.first?.createdAt ?? "", other.target) < (
      other.revisions.first?.createdAt ?? "", target
    )
  }

  private var recordedStates: [RecordedState] {
    revisions.flatMap { [$0.after, $0.before].compactMap { $0 } }
  }

  /// The content commits of the target, newest first.
  var states: [CommitID] { recordedStates.map(\.commit) }

  /// What was cloned, installed or pulled.
  var remotes: [CommitID] { revisions.compactMap { $0.remote?.commit } }

  /// The newest facts, and the names of what older ones knew and the newest do not.
  func facts(
    knowing keys: Set<ResourceKey>, in repository: Repository
  ) throws -> IntegrationFacts? {
    guard var facts = try repository.recordedFacts(of: target) else { return nil }
    var unknown = keys.filter { !$0.kind.isBound }.subtracting(facts.names.keys)
    for state in recordedStates where !unknown.isEmpty {
      for (key, name) in try repository.factsDocuments(of: state.facts).facts.names
      where facts.resources[name] == nil && unknown.remove(key) != nil {
        facts.resources[name] = ResourceFacts(id: key.id, name: "")
        facts.retired.remove(name)
      }
    }
    return facts
  }

  /// The facts of a copy with the ids of its original.
  func originalFacts(in repository: Repository) throws -> IntegrationFacts? {
    guard let facts = try repository.recordedFacts(of: target),
      let head = try repository.refs.target(of: try target.factsRef)
    else { return nil }
    let observed = try repository.observationDocument(of: CommitID(head))
    var original = IntegrationFacts(integrationID: nil, name: facts.name, retired: facts.retired)
    for (name, resource) in facts.resources {
      let id = observed.serverField("/_sourceId", of: name)?.text ?? resource.id
      original.resources[name] = ResourceFacts(id: id, name: resource.name)
    }
    return original
  }
}

extension FactsDocument {
  /// What the server keeps of a resource, of recorded observations.
  fileprivate func serverField(_ pointer: JSONString, of name: LogicalName) -> JSONValue? {
    json(of: name)?["server"]?[pointer]
  }
}

extension Repository {
  /// The id of the integration that a recorded one is a copy of.
  fileprivate func recordedSourceID(of target: TargetName) throws -> String? {
    guard let head = try refs.target(of: try target.factsRef) else { return nil }
    return try observationDocument(of: CommitID(head))
      .serverField("/_sourceId", of: .integration)?.text
  }

  /// The id of the integration whose bundle a commit stands for; `nil` for other commits.
  fileprivate func bundledIntegration(_ commit: CommitID) throws -> String? {
    guard try objects.contains(commit.objectID) else { return nil }
    return CommitTrailers(try objects.commit(commit).message)[CommitTrailers.bundle]
  }
}
