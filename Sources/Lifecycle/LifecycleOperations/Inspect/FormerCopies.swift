public import EnvironmentAdapters
public import FileStorage
public import RepositoryCore

/// Removes old copies of deleted and changed documents from folder environments.
public enum FormerCopies {
  /// How long a copy is kept at least, in seconds: as long as a recycle bin keeps what is deleted.
  public static let grace: Int64 = 30 * 86_400

  /// Removes what is older than the grace time and tells how many copies that were.
  ///
  /// A copy stays while an operation on its environment is open: canceling it may need the copy.
  ///
  /// - Parameter folders: The folder environments of the repository, by name.
  public static func remove(
    from folders: [(name: String, adapter: FolderEnvironment<some FileSystem>)],
    of repository: Repository, at now: FileTimestamp
  ) throws -> Int {
    let busy = Set(try repository.openOperations().map(\.environment))
    let cutoff = FileTimestamp(seconds: now.seconds - grace, nanoseconds: now.nanoseconds)
    return try folders.filter { !busy.contains($0.name) }.reduce(0) { count, folder in
      try count + folder.adapter.removeCopies(before: cutoff)
    }
  }
}
