import IntegrationModel
import RepositoryCore

/// Finds out which other integrations use the resources of one.
struct SharedResources {
  private var users: [ResourceKey: [String]] = [:]

  /// Walks the closures of all other integrations of an account.
  init(_ capture: StateCapture, except target: TargetName) {
    for entry in capture.directory.entries where entry.target != target {
      for key in IntegrationClosure(of: entry.id, in: capture.account.index).all {
        users[key, default: []].append(entry.target.description)
      }
    }
  }

  /// The other integrations that use a resource.
  func users(of key: ResourceKey) -> [String] { users[key] ?? [] }
}
