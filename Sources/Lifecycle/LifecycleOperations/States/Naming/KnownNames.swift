import IntegrationModel
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// Where new resources of an integration may be known from: a recorded state, of which some
/// resources are known to be those that are named already.
struct KnownNames {
  /// The integration that was recorded.
  let target: TargetName
  /// Its facts when it was last recorded.
  let facts: IntegrationFacts
  /// Pairs of names: there, and in the integration that is being named.
  let pairs: [LogicalName: LogicalName]
  /// Whether its resources are the originals that documents name as their source.
  let isOrigin: Bool

  /// Reads the neutral documents that were last recorded.
  func state(in repository: Repository) throws -> IntegrationState? {
    guard let id = try repository.refs.target(of: try target.factsRef) else { return nil }
    let commit = try repository.objects.commit(CommitID(id))
    guard let content = CommitTrailers(commit.message)[CommitTrailers.content],
      let contentID = CommitID(hex: content)
    else { return nil }
    return try IntegrationState(
      content: try repository.objects.commit(contentID).tree,
      factsFiles: try FileTree(commit.tree, from: repository.objects),
      label: target.description, target: target, commit: contentID, in: repository)
  }
}

extension KnownNames {
  /// The recorded states to look in: the integration's own last one, its original's, its partners'.
  struct Sources {
    let target: TargetName
    let closure: IntegrationClosure
    let index: AccountIndex
    let relations: [DeclaredRelation]

    /// Calls `body` with one source after another until it returns `false`.
    func each(
      prior: IntegrationFacts?, in repository: Repository, _ body: (KnownNames) throws -> Bool
    ) throws {
      if let prior {
        let same = prior.resources.keys.filter { !$0.kind.isBound }.map { ($0, $0) }
        let own = KnownNames(
          target: target, facts: prior, pairs: Dictionary(uniqueKeysWithValues: same),
          isOrigin: false)
        guard try body(own) else { return }
      }
      if let origin = try lineage(in: repository) {
        guard try body(origin) else { return }
      }
      for relation in relations.compactMap({ $0.seen(from: target) }) {
        guard let facts = try repository.recordedFacts(of: relation.right) else { continue }
        let pairs = relation.matches.map { ($0.right, $0.left) } + [(.integration, .integration)]
        let partner = KnownNames(
          target: relation.right, facts: facts, pairs: Dictionary(pairs) { first, _ in first },
          isOrigin: false)
        guard try body(partner) else { return }
      }
    }

    /// The integration that this one was cloned from, if it is known here.
    private func lineage(in repository: Repository) throws -> KnownNames? {
      guard let id = closure.integrationID,
        let sourceID = index.resources[ResourceKey(.integrations, id)]?.sourceID
      else { return nil }
      for other in try repository.recordedTargets() where other != target {
        guard try repository.recordedIntegrationID(of: other) == sourceID,
          let facts = try repository.recordedFacts(of: other)
        else { continue }
        return KnownNames(
          target: other, facts: facts, pairs: [.integration: .integration], isOrigin: true)
      }
      return nil
    }
  }
}
