import IntegrationModel
import RepositoryCore

/// The ids that resources have in other environments, as far as they are recorded.
struct StrangerIDs {
  private var kinds: [String: ResourceKind] = [:]

  /// Reads what was recorded last of the integrations of all other environments.
  init(to environment: String, in repository: Repository) throws {
    for target in try repository.recordedTargets() where target.environment != environment {
      guard let tree = try RevisionJournal(target, in: repository).latestState()?.state.facts else {
        continue
      }
      for (name, facts) in try repository.facts(of: tree).resources {
        kinds[facts.id] = name.kind
      }
    }
  }

  /// What an id names elsewhere; which environment that is, is not everybody's business.
  func kind(of id: String) -> ResourceKind? { kinds[id] }
}
