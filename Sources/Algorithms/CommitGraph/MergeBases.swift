public import ObjectModel

/// What a merge of two commits starts from.
public struct MergeBases: Sendable, Hashable {
  /// The best common ancestors in the order of their ids; none without common history.
  public let commits: [CommitID]
  /// The bases of the resources of which partial pulls took something newer than `commits`, in the
  /// order of the ids of the commits, or of the sources where something was taken.
  ///
  /// Several bases are merged with each other before they are used.
  public let taken: [String: [ResourceBase]]

  /// Creates the bases of a merge.
  public init(commits: [CommitID], taken: [String: [ResourceBase]] = [:]) {
    self.commits = commits
    self.taken = taken
  }
}

/// Where the base of one resource is found.
public enum ResourceBase: Sendable, Hashable {
  /// In the tree of a common ancestor.
  case commit(CommitID)
  /// In the tree of what a partial pull recorded, in the place of its source's.
  case taken(Taken)

  /// The commit whose history the base belongs to.
  public var commit: CommitID {
    switch self {
    case .commit(let commit): commit
    case .taken(let taken): taken.source
    }
  }
}
