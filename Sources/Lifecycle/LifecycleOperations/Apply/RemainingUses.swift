import IntegrationModel
import RepositoryCore

/// What is about to be deleted and yet used by something that stays.
///
/// Looked for in the whole account right before the deletions: since the plan was made, somebody
/// may have begun to use it.
struct RemainingUses {
  private var users: [ResourceKey: ResourceKey] = [:]

  /// Looks at everything that stays.
  ///
  /// - Parameters:
  ///   - changing: What stays and may no longer use then what it uses now.
  ///   - becoming: What stays and will use something else than now, with what that is.
  ///   - unlinks: Whether what is used from outside is taken out of its integration, so that it
  ///     does not keep that.
  init(
    of doomed: Set<ResourceKey>, in index: AccountIndex, changing: Set<ResourceKey> = [],
    becoming: [ResourceKey: Set<ResourceKey>] = [:], unlinks: Bool = false
  ) {
    var queue: [ResourceKey] = []
    for key in index.resources.keys.sorted()
    where !doomed.contains(key) && (!changing.contains(key) || becoming[key] != nil) {
      queue.append(key)
    }
    // What is kept because of that keeps in turn what it uses itself.
    while let user = queue.popLast() {
      let needs =
        becoming[user].map { $0.sorted() }
        ?? Self.needs(of: user, in: index, withContainer: !unlinks)
      for key in needs
      where doomed.contains(key) && users[key] == nil && key != user {
        users[key] = user
        queue.append(key)
      }
    }
  }

  /// What uses a resource, or `nil` if nothing does.
  func user(of key: ResourceKey) -> ResourceKey? { users[key] }

  private static func needs(
    of key: ResourceKey, in index: AccountIndex, withContainer: Bool
  ) -> [ResourceKey] {
    var needs = (index.resources[key]?.references ?? []).compactMap { index.resolve($0) }
    if withContainer, let container = index.container(of: key) {
      needs.append(ResourceKey(.integrations, container))
    }
    return needs
  }

  static func followUp(_ name: LogicalName, _ user: ResourceKey) -> Revision.FollowUp {
    Revision.FollowUp(
      code: "still_used", kind: name.kind.rawValue, name: name.description,
      hint: "it was not deleted, because \(user.kind.singular) '\(user.id)' uses it by now")
  }
}
