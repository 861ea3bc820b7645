import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// Questions about the histories of content.
enum History {
  /// Beyond this many commits a common ancestor is not looked for.
  private static let commitCountMax = 100_000

  /// Tells whether two recorded or captured states come from one history.
  static func areRelated(_ left: IntegrationState, _ right: IntegrationState) -> Bool {
    guard let one = head(left), let other = head(right) else { return false }
    if one == other { return true }
    let repository = left.repository
    let ancestors = ancestors(of: one, repository)
    return !ancestors.isDisjoint(with: Self.ancestors(of: other, repository))
  }

  /// The commit a state was recorded with, else the newest one of its target.
  private static func head(_ state: IntegrationState) -> CommitID? {
    if let commit = state.commit { return commit }
    guard let target = state.target,
      let id = try? state.repository.refs.target(of: target.contentRef)
    else { return nil }
    return CommitID(id)
  }

  private static func ancestors(of head: CommitID, _ repository: Repository) -> Set<CommitID> {
    var seen: Set<CommitID> = [head]
    var queue = [head]
    while let next = queue.popLast(), seen.count < commitCountMax {
      guard let commit = try? repository.objects.commit(next) else { continue }
      for parent in commit.parents where seen.insert(parent).inserted { queue.append(parent) }
    }
    return seen
  }
}
